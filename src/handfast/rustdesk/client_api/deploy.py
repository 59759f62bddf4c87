"""`POST /api/devices/deploy`: in the app under Settings, Deploy, with the personal code as the token.

The app knows four results; any other text is shown to whoever holds the device, so it is written for them. `NOT_ENABLED` is never
answered: the app takes it for «does not require explicit deployment».
"""

import base64
import binascii
from dataclasses import dataclass

from starlette.responses import Response

from handfast.ceremonies.linking.codes import owner_of
from handfast.ceremonies.linking.device_actions import DeviceAction, is_heard, link_by_action
from handfast.ceremonies.linking.rules import normalise_code
from handfast.ceremonies.linking.store import CodeOwner
from handfast.edge.calls import Call
from handfast.kernel.callers import Caller, Role
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.limits import store as limits
from handfast.limits.alarm import alarm
from handfast.limits.rules import RUSTDESK_CODE, RUSTDESK_CODE_NETWORK, RUSTDESK_CODE_OFF, RUSTDESK_CODE_TENANT, Bucket, per_source
from handfast.runner.context import Context
from handfast.rustdesk.client_api.client_runtime import runtime_of
from handfast.rustdesk.client_api.support import with_contact
from handfast.rustdesk.client_api.tokens import bearer
from handfast.rustdesk.client_api.users import SUSPENDED, waiting_time
from handfast.rustdesk.client_api.wire import answer, plain, read, text
from handfast.rustdesk.registry.rules import ClientIdentity
from handfast.users.warnings import mail_warning, note_budget

KEY_BYTES = 32
_OK, _ID_TAKEN = answer({"result": "OK"}), answer({"result": "ID_TAKEN"})
_INVALID_INPUT = answer({"result": "INVALID_INPUT"})

TAKES_OVER = "Almost done. Keep RustDesk running for half a minute; then this installation replaces the old one."
WORDS = {
    Reason.DEVICE_BLOCKED: "This device was blocked by support.",
    Reason.INVALID_CODE: "Unknown or expired pairing code.",
    Reason.DEVICE_NOT_HEARD: "This device has not sent enough heartbeats yet. Leave Custom ID empty, keep RustDesk running for half a "
    "minute, then try again.",
    Reason.LINKING_OFF: "Your company lets nobody link devices themselves at present. Ask them to assign yours.",
    Reason.SUBSCRIPTION_REQUIRED: "Linking a device needs an active subscription. Yours has ended or was never started.",
}


@dataclass(frozen=True, slots=True)
class ShownCode:
    identity: ClientIdentity
    code: Secret


async def deploy(call: Call) -> Response:
    body = await read(call)
    if await runtime_of(call).is_suspended(call):
        return plain(SUSPENDED)
    identity = await runtime_of(call).identity(call, body)
    pk = text(body, "pk") if body is not None else None
    if identity is None or pk is None or not is_key_of(pk, identity.uuid):
        return _INVALID_INPUT
    outcome = await deploy_as(call, identity, pk)
    if isinstance(outcome, Done):
        return plain(TAKES_OVER) if outcome.view == "vouched" else _OK
    if outcome.reason is Reason.DEVICE_LINKED_ELSEWHERE:
        return _ID_TAKEN
    return plain(await with_contact(call, identity.tenant_id, words_for(outcome)))


async def deploy_as(call: Call, identity: ClientIdentity, pk: str | None) -> Done[str] | Refused:
    """Links the device to the customer whose code is sent."""
    await runtime_of(call).heartbeats.write_down(call.run, identity.tenant_id, identity.rustdesk_id)
    owner = await call.run(owner_of_code, ShownCode(identity, Secret(bearer(call))), call.anonymous())
    if isinstance(owner, Refused):
        return owner
    caller = Caller("person", call.address, call.user_agent, owner.view.user_id, owner.view.name, identity.tenant_id, Role.CUSTOMER)
    outcome = await call.run(link_by_action, DeviceAction(identity, owner.view.user_id, pk, may_change=True), caller)
    runtime_of(call).heartbeats.invalidate(identity.tenant_id, identity.rustdesk_id)
    return outcome


async def owner_of_code(context: Context, shown: ShownCode) -> Done[CodeOwner] | Refused:
    """Finds the owner of the code; a wrong code is counted before it is answered.

    Unknown clients can use up the tenant's daily attempts for one another, but not for a device that sends heartbeats.
    """
    tenant_id = shown.identity.tenant_id
    sources = per_source(RUSTDESK_CODE, RUSTDESK_CODE_NETWORK, context.caller.address)
    buckets, budget = [*sources, Bucket(RUSTDESK_CODE_OFF, tenant_id)], Bucket(RUSTDESK_CODE_TENANT, tenant_id)
    is_known = await is_heard(context, shown.identity)
    if not is_known:
        buckets.append(budget)
    counts = await limits.counts(context.reads, [*buckets, budget], context.now)
    if (wait := limits.longest(counts, buckets)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)
    code = normalise_code(shown.code.reveal())
    owner = await owner_of(context, code) if code else None
    if owner is not None and owner.tenant_id == tenant_id:
        context.compared = "right"
        context.write(*(limits.has_room(bucket, context.now) for bucket in buckets))
        return Done(owner)
    context.compared = "wrong"
    context.write(*(limits.spend(bucket, context.now) for bucket in buckets))
    if is_known:
        context.write(limits.note(budget, context.now))
    context.afterwards(warn, tenant_id)
    is_spent = counts.get(budget.id, (0, 0))[0] >= budget.limit.most
    return Refused(Reason.INVALID_CODE, events=[] if is_spent else [DomainEvent("RUSTDESK_CODE_WRONG", tenant_id, _SOMEBODY)])


_ON_THE_PAGE = "Customers can still link their devices on their own page."
_SOMEBODY = Subject("person", None, "somebody")
_SPENT = {
    RUSTDESK_CODE_TENANT: "{} wrong personal codes within a day; until it ends, only devices that send heartbeats can try",
    RUSTDESK_CODE_OFF: "{} wrong personal codes within a day; until it ends, no device can be linked from the app",
}


async def warn(context: Context, tenant_id: TenantId) -> Done[None]:
    """Warns once that a day's budget is spent, and on the way there."""
    budgets = [Bucket(limit, tenant_id) for limit in _SPENT]
    counts = await limits.counts(context.reads, budgets, context.now)
    due = []
    for bucket in budgets:
        count, remaining = counts.get(bucket.id, (0, 0))
        if bucket.limit is RUSTDESK_CODE_TENANT:
            due += await note_budget(context, tenant_id, bucket, (count, remaining), "personal codes")
        if count < bucket.limit.most or (alerted := await alarm(context.reads, bucket, remaining, context.now)) is None:
            continue
        context.write(alerted)
        what = _SPENT[bucket.limit].format(bucket.limit.most)
        await mail_warning(context, tenant_id, "personal codes", (f"{what}.", _ON_THE_PAGE))
        details = {"what": what, "limit": bucket.limit.name}
        due.append(DomainEvent("ALERT", tenant_id, Subject("tenant", tenant_id, "RustDesk clients"), details))
    return Done(None, due)


def words_for(refused: Refused) -> str:
    if refused.reason is Reason.RATE_LIMITED:
        return f"Too many tries. Please wait {waiting_time(refused)}, or ask support."
    return WORDS.get(refused.reason, "This device cannot be linked right now. Please ask support.")


def is_key_of(pk: str, uuid: str) -> bool:
    """Whether that may be the public key of the device with that uuid. A phone's uuid is its key."""
    key, decoded = _bytes(pk), _bytes(uuid)
    if key is None or len(key) != KEY_BYTES:
        return False
    return decoded is None or len(decoded) != KEY_BYTES or _is_machine_id(decoded) or decoded == key


def _is_machine_id(uuid: bytes) -> bool:
    """Linux identifies a machine by 32 hexadecimal digits, which are as many bytes as a key has."""
    return all(one in b"0123456789abcdefABCDEF" for one in uuid)


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
