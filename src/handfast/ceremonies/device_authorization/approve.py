"""Step 3. The user approves: the app gets a session, and the device is linked if possible. Each try is taken before its comparison."""

from dataclasses import dataclass

from handfast.ceremonies.device_authorization import store
from handfast.ceremonies.device_authorization.rules import DELIVERED_FOR, FINAL, MOST_TRIES, cookie_of, last_of
from handfast.ceremonies.linking.confirm_link import Outcome
from handfast.ceremonies.linking.customers import device
from handfast.ceremonies.linking.device_actions import DeviceAction, link_by_action
from handfast.ceremonies.linking.rules import device_refused
from handfast.db.raw import Row, commit_row, fetch_row
from handfast.kernel.callers import Role
from handfast.kernel.ids import RustdeskId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret, digest, same
from handfast.runner.context import Context, Once
from handfast.rustdesk.registry.ids import session_label
from handfast.rustdesk.registry.rules import ClientIdentity
from handfast.users import store as accounts
from handfast.users.rules import app_life
from handfast.users.sessions import store as sessions
from handfast.users.tenant_settings import parse

_REQUEST: Once[Row] = Once("request")
_TRY: Once[Row] = Once("try")


@dataclass(frozen=True, slots=True)
class Approval:
    code: Secret
    digits: str


@dataclass(frozen=True, slots=True)
class Approved:
    rustdesk_id: RustdeskId
    is_linked: bool
    """False when the app was only signed in."""


async def approve(context: Context, command: Approval) -> Done[Approved] | Refused:
    code, caller = command.code.reveal(), context.caller
    hashed = digest(code)
    row = await context.once(_REQUEST, lambda: fetch_row(context.reads, store.OPEN, hashed, caller.tenant, context.now))
    if row is None:
        return Refused(Reason.LINK_EXPIRED)
    paid = await context.once(_TRY, lambda: commit_row(context, store.TRY, hashed, caller.tenant, context.now))
    if paid is None:
        return Refused(Reason.LINK_EXPIRED)
    if not same(command.digits.strip().lower().encode(), last_of(row["rustdesk_id"]).encode()):
        context.compared = "wrong"
        return _wrong(context, row, code, MOST_TRIES - paid["tries"])
    context.compared = "right"
    linked = await _link(context, row)
    if isinstance(linked, Refused):
        is_final = linked.reason in FINAL
        context.write(store.end(hashed, caller.tenant, linked.reason) if is_final else store.give_back(hashed, caller.tenant))
        return linked
    if not await _open_session(context, row, code):
        return Refused(Reason.UNAUTHENTICATED)
    context.write(store.approve(hashed, caller.tenant, caller.user_id, context.now + DELIVERED_FOR, context.now))
    is_linked = linked.view in ("linked", "already")
    fact = _fact(context, "LINK_APPROVED" if is_linked else "APP_APPROVED", row)
    return Done(Approved(row["rustdesk_id"], is_linked), [*linked.events, fact])


async def _link(context: Context, row: Row) -> Done[Outcome] | Refused:
    """Links the device if the user is a customer; other users own no devices.

    A customer who has another device, or whose device sends no heartbeats, is signed in nevertheless; on somebody else's device nobody is.
    """
    caller = context.caller
    if caller.role is not Role.CUSTOMER:
        return Done("nothing")
    outcome = await link_by_action(
        context, DeviceAction(ClientIdentity(caller.tenant, row["rustdesk_id"], row["uuid"]), caller.user_id, is_signed_in=True)
    )
    if isinstance(outcome, Done) or outcome.reason not in (Reason.ALREADY_LINKED, Reason.DEVICE_NOT_HEARD):
        return outcome
    reason = device_refused(await device(context, caller.tenant, row["rustdesk_id"]), caller.user_id)
    return Refused(reason) if reason else Done("nothing")


async def _open_session(context: Context, row: Row, code: str) -> bool:
    tenant_id, user_id = context.caller.tenant, context.caller.user_id
    account = await accounts.account(context.reads, tenant_id, user_id)
    if account is None:
        return False
    hashed, listed = digest(cookie_of(context.keys, code)), (row["address"], session_label(row["hostname"], row["os"]))
    life = app_life(parse(account["tenant_settings"]).app_idle_days)
    context.write(sessions.insert(hashed, context.random.id(), tenant_id, user_id, account["epoch"], context.now, life, *listed))
    return True


def _wrong(context: Context, row: Row, code: str, left: int) -> Refused:
    if left == 0:
        context.write(store.deny(digest(code), context.caller.tenant))
    fact = _fact(context, "LINK_REFUSED", row, reason=Reason.WRONG_DIGITS.value)
    return Refused(Reason.WRONG_DIGITS, extra={"attempts_remaining": left}, events=[fact])


def _fact(context: Context, kind: str, row: Row, **more: str) -> DomainEvent:
    details = {"rustdesk_id": row["rustdesk_id"], "hostname": row["hostname"], "from": row["address"], **more}
    return DomainEvent(kind, context.caller.tenant, Subject("person", context.caller.user_id, context.caller.name), details)
