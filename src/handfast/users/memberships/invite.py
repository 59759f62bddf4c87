"""Step 2. Invites a user, by e-mail or by a link to hand over."""

from dataclasses import dataclass

from handfast.access.policy import may_give
from handfast.kernel import texts
from handfast.kernel.callers import Role
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users.accounts.find_or_make import find_or_make
from handfast.users.memberships import store
from handfast.users.memberships.invitations import Invited, mail_link, make_link
from handfast.users.memberships.new_leader import notify_of_new_leader
from handfast.users.memberships.rules import User
from handfast.users.rules import invalid_email, invalid_name, lets_others_in
from handfast.users.sessions.unconfirmed import unconfirmed
from handfast.users.tenants import store as tenants


@dataclass(frozen=True, slots=True)
class InviteUser:
    name: str
    email: str
    role: Role
    send_mail: bool


async def invite(context: Context, command: InviteUser) -> Done[Invited] | Refused:
    tenant_id, giver = context.caller.tenant, context.caller.gives_as
    name, email = texts.display_name(command.name), texts.email(command.email)
    if name is None:
        return invalid_name()
    if email is None:
        return invalid_email()
    if giver is None or not may_give(giver, command.role):
        return Refused(Reason.ROLE_TOO_HIGH)
    tenant = await context.fetch_one(tenants.tenant(tenant_id=tenant_id))
    reason = await _no_place(context, email, tenant_id)
    if tenant is None or reason:
        return Refused(reason or Reason.NOT_FOUND)
    if lets_others_in(command.role) and (refused := await unconfirmed(context)):
        return refused
    id = UserId(context.random.id())
    account_id = await find_or_make(context, email, name)
    context.write(store.insert(id, account_id, email, name, command.role, context.now, tenant_id=tenant_id))
    url, expires_at = make_link(context, id)
    user = User(id, name, email, command.role, "invited", context.now, invitation_expires_at=expires_at)
    mailed = command.send_mail and context.policy.mail
    if mailed:
        mail_link(context, user, tenant_id, tenant.name, url)
    leader = [await notify_of_new_leader(context, user)] if lets_others_in(command.role) else []
    invited = DomainEvent("PERSON_INVITED", tenant_id, Subject("person", id, name), {"role": command.role.value, "mailed": mailed})
    return Done(Invited(user, Secret(url), expires_at, mailed), [invited, *leader])


async def _no_place(context: Context, email: str, tenant_id: TenantId) -> Reason | None:
    if await context.fetch_one(store.by_email(email, tenant_id=tenant_id)) is not None:
        return Reason.EMAIL_TAKEN
    room = await context.fetch_one(tenants.room(tenant_id=tenant_id))
    return Reason.PEOPLE_QUOTA if room is None or not room.people else None
