"""Makes a company, and invites its first owner if an address is given."""

from dataclasses import dataclass

from handfast.kernel import texts
from handfast.kernel.callers import Role
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users.accounts.find_or_make import find_or_make
from handfast.users.companies.rules import Company
from handfast.users.memberships import store as memberships
from handfast.users.memberships.invitations import Invited, mail_link, make_link
from handfast.users.memberships.rules import User
from handfast.users.rules import invalid_email, invalid_name
from handfast.users.tenants import store as tenants


@dataclass(frozen=True, slots=True)
class CreateCompany:
    name: str
    owner_email: str | None = None
    owner_name: str | None = None
    """Without one, the part of the address before the @."""
    max_people: int | None = None
    max_devices: int | None = None
    send_mail: bool = True


@dataclass(frozen=True, slots=True)
class Created:
    company: Company
    owner: Invited | None
    """None when nobody was invited."""


async def create_company(context: Context, command: CreateCompany) -> Done[Created] | Refused:
    name = texts.display_name(command.name)
    if name is None:
        return invalid_name()
    tenant_id = TenantId(context.random.id())
    context.write(tenants.insert(name, context.now, command.max_people, command.max_devices, tenant_id=tenant_id))
    created = DomainEvent("TENANT_CREATED", tenant_id, Subject("tenant", tenant_id, name))
    company = Company(tenant_id, name, context.now, None, command.max_people, command.max_devices, 0, 0, 1)
    if command.owner_email is None:
        return Done(Created(company, None), [created])
    owner = await _invite_owner(context, command.owner_email, command.owner_name, company, send_mail=command.send_mail)
    if isinstance(owner, Refused):
        return owner
    invited = DomainEvent(
        "PERSON_INVITED", tenant_id, Subject("person", owner.user.id, owner.user.name), {"role": Role.OWNER.value, "mailed": owner.mailed}
    )
    return Done(Created(company, owner), [created, invited])


async def _invite_owner(context: Context, address: str, owner_name: str | None, company: Company, *, send_mail: bool) -> Invited | Refused:
    email = texts.email(address)
    if email is None:
        return invalid_email("owner_email")
    name = texts.display_name(owner_name or email.partition("@")[0])
    if name is None:
        return invalid_name("owner_name")
    user_id, account_id = UserId(context.random.id()), await find_or_make(context, email, name)
    context.write(memberships.insert(user_id, account_id, email, name, Role.OWNER, context.now, tenant_id=company.id))
    url, expires_at = make_link(context, user_id)
    user = User(user_id, name, email, Role.OWNER, "invited", context.now, invitation_expires_at=expires_at)
    mailed = send_mail and context.policy.mail
    if mailed:
        mail_link(context, user, company.id, company.name, url)
    return Invited(user, Secret(url), expires_at, mailed)
