"""Step 3. The user lets the device in. The device gets its tokens when it next asks (`poll.py`)."""

from dataclasses import dataclass

from handfast.ceremonies.device_authorization import store
from handfast.ceremonies.device_authorization.present import Presented, present
from handfast.ceremonies.device_authorization.risks import judge
from handfast.ceremonies.device_authorization.rules import FETCHED_WITHIN, MOST_MISSES, choices, draw_number
from handfast.ceremonies.device_authorization.store import Grant, Taken
from handfast.devices.enroll import Issuer, no_room
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.texts import display_name
from handfast.runner.context import Context, Once

_TRY: Once[Taken] = Once("try")
_WHAT = "three wrong numbers were chosen for a device that asked to be let in"


@dataclass(frozen=True, slots=True)
class Approval:
    user_code: str
    number: int | None = None
    """Which of the numbers the device shows; None where there was nothing to compare."""
    name: str | None = None
    """What the device is called from now on."""


@dataclass(frozen=True, slots=True)
class Approved:
    device_name: str
    company_name: str


async def approve(context: Context, command: Approval) -> Done[Approved] | Refused:
    """Refused as `look` is, and with DEVICE_LIMIT, DEVICE_QUOTA or WRONG_NUMBER."""
    named = None if command.name is None else display_name(command.name)
    if command.name is not None and named is None:
        return Refused(Reason.INVALID_INPUT, extra={"errors": [{"field": "name", "message": "A name has 1 to 100 visible characters"}]})
    presented = await present(context, command.user_code)
    if isinstance(presented, Refused):
        return presented
    judged = await judge(context, presented)
    if isinstance(judged, Refused):
        return judged
    grant, caller, tenant_id = presented.grant, context.caller, presented.tenant_id
    if not await _is_known(context, presented) and (reason := await no_room(context, _issuer(context, presented))):
        return Refused(reason)
    if judged.needs_number and (wrong := await _compare(context, presented, command.number)):
        return wrong
    name = named or suggested_name(grant)
    until, paid = context.now + FETCHED_WITHIN, context.has_done(_TRY)
    context.write(store.approve(grant.id, caller.user_id, name, context.now, until, paid=paid, tenant_id=tenant_id))
    details = {"client": grant.client_name, "from": grant.address, "risks": " ".join(judged.risks)}
    return Done(
        Approved(name, presented.tenant_name),
        [DomainEvent("DEVICE_GRANT_APPROVED", tenant_id, Subject("grant", grant.id, name), details)],
    )


def suggested_name(grant: Grant) -> str:
    return grant.device_name or grant.platform or grant.client_name


def _issuer(context: Context, presented: Presented) -> Issuer:
    return Issuer(presented.tenant_id, context.caller.user_id, None, None, presented.settings)


async def _is_known(context: Context, presented: Presented) -> bool:
    """Whether it is a device of the company already, which needs no more room."""
    grant = presented.grant
    if grant.thumbprint is None:
        return False
    return await context.fetch_one(store.known_device(grant.thumbprint, grant.client_id, tenant_id=presented.tenant_id)) is not None


async def _compare(context: Context, presented: Presented, chosen: int | None) -> Refused | None:
    """None if the number is the one that the device shows. Each try is paid for before it is compared; the right one is given back."""
    grant, tenant_id = presented.grant, presented.tenant_id
    if grant.number is None:  # something became unusual after the user had looked: they look again
        return Refused(Reason.WRONG_NUMBER, extra={"attempts_remaining": MOST_MISSES})
    taken = await context.once(_TRY, lambda: context.commit_now(store.take_try(grant.id, context.now, tenant_id=tenant_id)))
    if taken is None:
        return Refused(Reason.INVALID_CODE)
    if chosen == taken.number:
        return None
    context.compared = "wrong"
    left = MOST_MISSES - taken.misses
    subject = Subject("grant", grant.id, suggested_name(grant))
    details = {"client": grant.client_name, "from": grant.address, "reason": Reason.WRONG_NUMBER.value}
    refused = DomainEvent("DEVICE_GRANT_REFUSED", tenant_id, subject, details)
    if left == 0:
        context.write(store.deny(grant.id, context.caller.user_id, Reason.WRONG_NUMBER, context.now, tenant_id=tenant_id))
        alert = DomainEvent("ALERT", tenant_id, subject, {"what": _WHAT})
        return Refused(Reason.WRONG_NUMBER, extra={"attempts_remaining": 0}, events=[refused, alert])
    number = draw_number(context.random)
    context.write(store.draw_again(grant.id, number, context.now, tenant_id=tenant_id))
    numbers = choices(context.keys.active, grant.id, number)
    return Refused(Reason.WRONG_NUMBER, extra={"attempts_remaining": left, "numbers": numbers}, events=[refused])
