"""Step 3. The user approves: the app gets a session, and the device is linked if possible. Each try is taken before its comparison."""

from dataclasses import dataclass

from handfast.ceremonies.device_authorization.rustdesk import store
from handfast.ceremonies.device_authorization.rustdesk.rules import DELIVERED_FOR, FINAL, MOST_TRIES, cookie_of, last_of
from handfast.ceremonies.device_authorization.rustdesk.store import OpenRequest
from handfast.ceremonies.linking import store as links
from handfast.ceremonies.linking.confirm_link import Outcome
from handfast.ceremonies.linking.device_actions import DeviceAction, link_by_action
from handfast.ceremonies.linking.rules import device_refused
from handfast.kernel.callers import Role
from handfast.kernel.ids import RustdeskId, SessionId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret, digest, same
from handfast.runner.context import Context, Once
from handfast.rustdesk.registry.ids import session_label
from handfast.rustdesk.registry.rules import ClientIdentity
from handfast.users import store as members
from handfast.users.rules import app_life
from handfast.users.sessions import store as sessions
from handfast.users.sessions.store import Holder
from handfast.users.store import StoredMember
from handfast.users.tenant_settings import parse

_REQUEST: Once[OpenRequest] = Once("request")
_TRY: Once[int] = Once("try")


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
    hashed, tenant_id = digest(code), caller.tenant
    request = await context.once(_REQUEST, lambda: context.fetch_one(store.open_request(hashed, context.now, tenant_id=tenant_id)))
    if request is None:
        return Refused(Reason.LINK_EXPIRED)
    member, session_id = await _approver(context), caller.session_id
    if member is None or session_id is None:
        return Refused(Reason.UNAUTHENTICATED)
    tries = await context.once(_TRY, lambda: context.commit_now(store.take_try(hashed, context.now, tenant_id=tenant_id)))
    if tries is None:
        return Refused(Reason.LINK_EXPIRED)
    if not same(command.digits.strip().lower().encode(), last_of(request.rustdesk_id).encode()):
        context.compared = "wrong"
        return _wrong(context, request, code, MOST_TRIES - tries)
    context.compared = "right"
    linked = await _link(context, request)
    if isinstance(linked, Refused):
        is_final = linked.reason in FINAL
        ended = store.end(hashed, linked.reason, tenant_id=tenant_id) if is_final else store.give_back(hashed, tenant_id=tenant_id)
        context.write(ended)
        return linked
    _open_session(context, member, session_id, request, code)
    context.write(store.approve(hashed, caller.user_id, context.now + DELIVERED_FOR, context.now, tenant_id=tenant_id))
    is_linked = linked.view in ("linked", "already")
    event = _event(context, "LINK_APPROVED" if is_linked else "APP_APPROVED", request)
    return Done(Approved(request.rustdesk_id, is_linked), [*linked.events, event])


async def _link(context: Context, request: OpenRequest) -> Done[Outcome] | Refused:
    """Links the device if the user is a customer; other users own no devices.

    A customer who has another device, or whose device sends no heartbeats, is signed in nevertheless; on somebody else's device nobody is.
    """
    caller = context.caller
    if caller.role is not Role.CUSTOMER:
        return Done("nothing")
    outcome = await link_by_action(
        context, DeviceAction(ClientIdentity(caller.tenant, request.rustdesk_id, request.uuid), caller.user_id, is_signed_in=True)
    )
    if isinstance(outcome, Done) or outcome.reason not in (Reason.ALREADY_LINKED, Reason.DEVICE_NOT_HEARD):
        return outcome
    known = await context.fetch_one(links.device(request.rustdesk_id, tenant_id=caller.tenant))
    reason = device_refused(known, caller.user_id)
    return Refused(reason) if reason else Done("nothing")


async def _approver(context: Context) -> StoredMember | None:
    """The caller as a user; None if their session has ended in the meantime."""
    caller = context.caller
    if caller.session_id is None or await context.fetch_one(sessions.confirmed_at(caller.session_id)) is None:
        return None
    return await context.fetch_one(members.member(caller.user_id, tenant_id=caller.tenant))


def _open_session(context: Context, member: StoredMember, approver: SessionId, request: OpenRequest, code: str) -> None:
    """That of the app. Where a provider opened the session of whoever approves, a logout there ends this one as well."""
    hashed, listed = digest(cookie_of(context.keys.active, code)), (request.address, session_label(request.hostname, request.os))
    life, session_id = app_life(parse(member.tenant_settings).app_idle_days), SessionId(context.random.id())
    holder = Holder(member.account_id, member.session_version, member.tenant_id, member.id, context.caller.company_only)
    context.write(
        sessions.insert(session_id, hashed, holder, context.now, life, *listed),
        sessions.inherit_provider(session_id, approver),
        sessions.keep(approver),
    )


def _wrong(context: Context, request: OpenRequest, code: str, left: int) -> Refused:
    if left == 0:
        context.write(store.deny(digest(code), tenant_id=context.caller.tenant))
    event = _event(context, "LINK_REFUSED", request, reason=Reason.WRONG_DIGITS.value)
    return Refused(Reason.WRONG_DIGITS, extra={"attempts_remaining": left}, events=[event])


def _event(context: Context, kind: str, request: OpenRequest, **more: str) -> DomainEvent:
    details = {"rustdesk_id": request.rustdesk_id, "hostname": request.hostname, "from": request.address, **more}
    return DomainEvent(kind, context.caller.tenant, Subject("person", context.caller.user_id, context.caller.name), details)
