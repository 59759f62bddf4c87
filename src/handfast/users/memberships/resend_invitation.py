"""Makes a new link for an invited user; the old one stops working."""

from dataclasses import dataclass, replace

from handfast.access.policy import may_give
from handfast.kernel.ids import UserId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users.memberships import store
from handfast.users.memberships.invitations import KIND, Invited, mail_link, make_link
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.rules import lets_others_in
from handfast.users.sessions.unconfirmed import unconfirmed
from handfast.users.tenants import store as tenants


@dataclass(frozen=True, slots=True)
class ResendInvitation:
    id: UserId
    send_mail: bool


async def resend_invitation(context: Context, command: ResendInvitation) -> Done[Invited] | Refused:
    tenant_id, giver = context.caller.tenant, context.caller.gives_as
    user = await context.fetch_one(store.user(command.id, tenant_id=tenant_id))
    tenant = await context.fetch_one(tenants.tenant(tenant_id=tenant_id))
    if user is None or tenant is None or user.status != "invited":
        return Refused(Reason.NOT_FOUND)
    if giver is None or not may_give(giver, user.role):
        return Refused(Reason.ROLE_TOO_HIGH)
    if lets_others_in(user.role) and (refused := await unconfirmed(context)):
        return refused
    context.write(one_time_tokens.drop(user.id, KIND))
    url, expires_at = make_link(context, user.id)
    mailed = command.send_mail and context.policy.mail
    if mailed:
        mail_link(context, user, tenant_id, tenant.name, url)
    invited = DomainEvent("PERSON_INVITED", tenant_id, Subject("person", user.id, user.name), {"role": user.role.value, "mailed": mailed})
    return Done(Invited(replace(user, invitation_expires_at=expires_at), Secret(url), expires_at, mailed), [invited])
