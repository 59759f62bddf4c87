"""Step 1. A server that belongs to nobody yet: the one-time link it prints, and the set-up that makes a tenant and its owner.

The owner becomes the server operator, too.

Exactly one set-up wins: the row `set_up` of `server_state` can be written once, in the commit that creates the tenant.
"""

from dataclasses import dataclass

from handfast.kernel import texts
from handfast.kernel.callers import Role
from handfast.kernel.ids import AccountId, TenantId, UserId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret, digest
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.memberships import store as memberships
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.one_time_tokens.links import link, right, too_many, wrong
from handfast.users.passwords import hashing
from handfast.users.passwords.rules import normalised, weakness
from handfast.users.places.note_place import Entered, note_place
from handfast.users.rules import SETUP_LIFE, browser_life, invalid_email, invalid_name, weak_password
from handfast.users.sessions.opening import SignedIn, end_shown_session, new_secret, open_session
from handfast.users.store import Member
from handfast.users.tenants import store as tenants

KIND = "setup"


@dataclass(frozen=True, slots=True)
class FirstOwner:
    tenant_name: str
    owner_name: str
    owner_email: str
    password: Secret


@dataclass(frozen=True, slots=True)
class SetUp:
    token: Secret
    owner: FirstOwner


async def make_setup_link(context: Context, _: None) -> Done[str] | Refused:
    """Makes a new link; the previous one stops working."""
    if await context.fetch_one(tenants.set_up_at()) is not None:
        return Refused(Reason.ALREADY_SET_UP)
    secret = new_secret(context)
    context.write(one_time_tokens.drop_setup_links(), one_time_tokens.insert(digest(secret), KIND, context.now, context.now + SETUP_LIFE))
    return Done(link(context, "setup", secret))


async def set_up(context: Context, command: SetUp) -> Done[SignedIn] | Refused:
    """Set-up by whoever holds the link."""
    if await context.fetch_one(tenants.set_up_at()) is not None:
        return Refused(Reason.ALREADY_SET_UP)
    if refused := await too_many(context):
        return refused
    token = digest(command.token.reveal())
    if await context.fetch_one(one_time_tokens.setup_link(token, context.now)) is None:
        return wrong(context, Reason.SETUP_TOKEN_WRONG)
    right(context)
    member = await _first_owner(context, command.owner)
    if isinstance(member, Refused):
        return member
    context.write(one_time_tokens.take(token, KIND, context.now))
    life = browser_life(context.policy.session_days.of(None))
    signed_in = open_session(context, member, accounts.FIRST_SESSION_VERSION, life)
    context.afterwards(note_place, Entered(member.account_id, member, signed_in.session_id))
    return Done(signed_in, [_set_up(member), *end_shown_session(context)])


async def set_up_by_operator(context: Context, command: FirstOwner) -> Done[Member] | Refused:
    """Set-up by the operator, at the machine itself."""
    if await context.fetch_one(tenants.set_up_at()) is not None:
        return Refused(Reason.ALREADY_SET_UP)
    member = await _first_owner(context, command)
    if isinstance(member, Refused):
        return member
    context.write(one_time_tokens.drop_setup_links())
    return Done(member, [_set_up(member)])


async def _first_owner(context: Context, command: FirstOwner) -> Member | Refused:
    tenant_name, name, email = (
        texts.display_name(command.tenant_name),
        texts.display_name(command.owner_name),
        texts.email(command.owner_email),
    )
    if tenant_name is None:
        return invalid_name("tenant_name")
    if name is None:
        return invalid_name("owner_name")
    if email is None:
        return invalid_email("owner_email")
    password = normalised(command.password.reveal())
    if why := weakness(password, (tenant_name, name, email)):
        return weak_password(why)
    hashed = await context.hash_in_pool(hashing.make, password, context.random.bytes(hashing.SALT_BYTES))
    ids = (UserId(context.random.id()), AccountId(context.random.id()))
    member = Member(*ids, name, email, Role.OWNER, TenantId(context.random.id()), tenant_name)
    context.write(
        tenants.mark_set_up(context.now),
        tenants.insert(tenant_name, context.now, tenant_id=member.tenant_id),
        accounts.insert(member.account_id, email, name, context.now, hashed, operator_since=context.now),
        memberships.insert(
            member.id, member.account_id, email, name, Role.OWNER, context.now, joined_at=context.now, tenant_id=member.tenant_id
        ),
    )
    return member


def _set_up(member: Member) -> DomainEvent:
    return DomainEvent("SERVER_SET_UP", member.tenant_id, Subject("person", member.id, member.name), {"tenant": member.tenant_name})
