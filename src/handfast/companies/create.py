"""Makes a company, and invites its first owner if an address is given."""

from dataclasses import dataclass
from typing import NamedTuple

from handfast.companies.rules import Company
from handfast.kernel import texts
from handfast.kernel.callers import Role
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users.accounts.find_or_make import find_or_make
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
    name, owner = texts.display_name(command.name), _owner(command)
    if name is None:
        return invalid_name()
    if isinstance(owner, Refused):
        return owner
    tenant_id = TenantId(context.random.id())
    context.write(tenants.insert(name, context.now, command.max_people, command.max_devices, tenant_id=tenant_id))
    created = DomainEvent("TENANT_CREATED", tenant_id, Subject("tenant", tenant_id, name))
    company = Company(tenant_id, name, context.now, None, None, None, command.max_people, command.max_devices, 0, 0, 1)
    if owner is None:
        return Done(Created(company, None), [created])
    invited = await _invite(context, owner, company, send_mail=command.send_mail)
    details = {"role": Role.OWNER.value, "mailed": invited.mailed}
    subject = Subject("person", invited.user.id, invited.user.name)
    return Done(Created(company, invited), [created, DomainEvent("PERSON_INVITED", tenant_id, subject, details)])


class _Owner(NamedTuple):
    email: str
    name: str


def _owner(command: CreateCompany) -> _Owner | Refused | None:
    """None if nobody is named."""
    if command.owner_email is None:
        return None
    email = texts.email(command.owner_email)
    if email is None:
        return invalid_email("owner_email")
    name = texts.display_name(command.owner_name or email.partition("@")[0])
    return invalid_name("owner_name") if name is None else _Owner(email, name)


async def _invite(context: Context, owner: _Owner, company: Company, *, send_mail: bool) -> Invited:
    user_id, account_id = UserId(context.random.id()), await find_or_make(context, owner.email, owner.name)
    context.write(memberships.insert(user_id, account_id, owner.email, owner.name, Role.OWNER, context.now, tenant_id=company.id))
    url, expires_at = make_link(context, user_id)
    user = User(user_id, owner.name, owner.email, Role.OWNER, "invited", context.now, invitation_expires_at=expires_at)
    mailed = send_mail and context.policy.mail
    if mailed:
        mail_link(context, user, company.id, company.name, url)
    return Invited(user, Secret(url), expires_at, mailed)
