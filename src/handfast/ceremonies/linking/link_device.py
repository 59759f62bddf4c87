"""Step 2. A customer names their first device, with their own code."""

from dataclasses import dataclass

from handfast.ceremonies.linking import rules
from handfast.ceremonies.linking.bind import Bound, is_wrong, link_or_wait, wrong_format
from handfast.ceremonies.linking.codes import is_digest_of
from handfast.ceremonies.linking.customers import Customer, customer
from handfast.ceremonies.linking.lifecycle import NAME
from handfast.kernel.ids import RustdeskId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused
from handfast.limits import store as limits
from handfast.limits.rules import LINK_CODE, Bucket
from handfast.runner.context import Context
from handfast.rustdesk.registry.store import spelled

_FIELD = "deviceId"


@dataclass(frozen=True, slots=True)
class LinkDevice:
    code: str
    rustdesk_id: RustdeskId


async def link_device(context: Context, command: LinkDevice) -> Done[Bound] | Refused:
    code = rules.normalise_code(command.code)
    if code is None:
        message = "A personal code looks like AB123-C4DE"
        return Refused(Reason.INVALID_FORMAT, extra={"errors": [{"field": "code", "message": message}]})
    who = await customer(context, context.caller.user_id, tenant_id=context.caller.tenant)
    if who is None:
        return Refused(Reason.SUBSCRIPTION_REQUIRED)
    if is_wrong(who, command.rustdesk_id):
        return wrong_format(who, _FIELD)
    if not who.is_paid_up:
        return Refused(Reason.SUBSCRIPTION_REQUIRED)
    if refused := await _foreign(context, who, code, command.rustdesk_id):
        return refused
    if not who.may(NAME):
        return Refused(Reason.ALREADY_LINKED)
    rustdesk_id = await spelled(context.reads, command.rustdesk_id, tenant_id=who.tenant_id)
    return await link_or_wait(context, who, rustdesk_id, _FIELD)


async def _foreign(context: Context, who: Customer, code: str, rustdesk_id: RustdeskId) -> Refused | None:
    """Refuses any code but the customer's own; another customer's code and an unknown one get the same answer, a few times an hour.

    Every answer after this one reveals that the code was right, so it is given only while attempts are left.
    """
    bucket = Bucket(LINK_CODE, who.id)
    if (wait := await limits.wait(context.reads, [bucket], context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)
    if who.code_hash is not None and is_digest_of(context.keys, code, who.code_hash):
        context.compared = "right"
        context.write(limits.has_room(bucket, context.now))
        return None
    context.compared = "wrong"
    context.write(limits.spend(bucket, context.now))
    details = {"rustdesk_id": rustdesk_id, "reason": Reason.FOREIGN_CODE.value}
    return Refused(Reason.FOREIGN_CODE, events=[DomainEvent("LINK_REFUSED", who.tenant_id, who.subject, details)])
