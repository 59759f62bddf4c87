"""Step 4. Lets somebody in whom a provider vouches for: finds their user or account, or makes one, and gives the role of their claims.

What a company's provider says counts for that company alone. An account that opens anything else, by a password, as an operator or in
another company, is connected with an identity only by whoever has signed in to it (`connect.py`).
"""

import json
from dataclasses import asdict, dataclass, replace

from handfast.kernel.callers import RANK, Role
from handfast.kernel.ids import AccountId, TenantId, UserId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.offboarding.change_role import end_with_role
from handfast.runner.context import Context
from handfast.single_sign_on import store
from handfast.single_sign_on.provider import Provider
from handfast.single_sign_on.rules import TRANSACTION_LIFE, Identity, digest_of, is_of_domains, local_path, role_for
from handfast.single_sign_on.store import Transaction
from handfast.users import store as members
from handfast.users.accounts import store as accounts
from handfast.users.accounts.events import events_of
from handfast.users.accounts.store import Account
from handfast.users.memberships import store as memberships
from handfast.users.memberships.invitations import KIND as INVITATION
from handfast.users.memberships.new_leader import notify_of_new_leader
from handfast.users.memberships.rules import User
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.rules import lets_others_in
from handfast.users.sessions.opening import new_secret
from handfast.users.store import StoredMember
from handfast.users.tenants import store as tenants


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a provider said. The caller of the use case is the provider, for its company."""

    provider: Provider
    identity: Identity
    browser: Secret
    return_to: str = "/"
    proven: AccountId | None = None
    """The account to which the person has signed in otherwise, to connect it."""


@dataclass(frozen=True, slots=True)
class Admitted:
    user_id: UserId


@dataclass(frozen=True, slots=True)
class MustConnect:
    """The account has another way in: who has it may connect it."""

    token: Secret


async def admit_to_company(context: Context, command: Vouched) -> Done[Admitted | MustConnect] | Refused:
    if await context.fetch_one(store.is_working(tenant_id=context.caller.tenant)) is None:
        return Refused(Reason.TENANT_SUSPENDED)
    return await _admit(context, command)


async def _admit(context: Context, command: Vouched) -> Done[Admitted | MustConnect] | Refused:
    tenant_id, identity = context.caller.tenant, command.identity
    user_id = await context.fetch_one(store.user_of(identity.issuer, identity.subject, tenant_id=tenant_id))
    if user_id is not None:
        member = await context.fetch_one(members.member(user_id, tenant_id=tenant_id))
        return await _admit_member(context, command, member) if member else Refused(Reason.SSO_NOT_ADMITTED)
    if (why := _unknown(command)) is not None:
        return _refused(context, command, why)
    account = await context.fetch_one(accounts.by_email(identity.email or ""))
    if account is None:
        return await _come(context, command, None)
    member = await context.fetch_one(members.member_in(account.id, tenant_id=tenant_id))
    if command.proven != account.id:
        if command.proven is not None:
            return _refused(context, command, "somebody else has this e-mail address")
        if await context.fetch_one(store.has_other_way_in(account.id, tenant_id=tenant_id)):
            return Done(MustConnect(_to_connect(context, command, account, tenant_id)))
        if member is not None and member.role is Role.OWNER:
            return _refused(context, command, "an owner accepts the invitation, and signs in, without the provider")
        context.write(accounts.claim(account.id, account.session_version))
    else:
        context.write(accounts.keep_password(account.id, account.session_version, None))
    return await (_come(context, command, account) if member is None else _admit_member(context, command, member, is_new=True))


def _unknown(command: Vouched) -> str | None:
    """Why an identity that nobody has here yet is not let in."""
    email = command.identity.email
    if email is None:
        return "the provider tells no e-mail address that it has verified (claims email and email_verified)"
    if not is_of_domains(email, command.provider.admission.domains):
        return "the domain of the e-mail address is not one of those from which people come"
    return None


async def _admit_member(
    context: Context, command: Vouched, member: StoredMember, *, is_new: bool = False
) -> Done[Admitted | MustConnect] | Refused:
    """A user of the company, perhaps an invited one. Nothing is written before it is certain that they are let in."""
    refused = Reason.ACCOUNT_DISABLED if member.disabled_at is not None else None
    if member.suspended_at is not None or refused:
        return _only(context, refused or Reason.TENANT_SUSPENDED)
    role = role_for(command.provider.admission, command.identity, member.role)
    before = await context.fetch_one(memberships.user(member.id, tenant_id=member.tenant_id))
    if role is None or before is None:
        return _refused(context, command, "no value of the claim gives a role, and there is no role for everybody")
    events = await _with_role(context, before, member, role)
    if is_new:
        identity = command.identity
        context.write(store.add_company_identity(identity.issuer, identity.subject, member.id, context.now, tenant_id=member.tenant_id))
        events.append(_event("SSO_CONNECTED", member.tenant_id, member.id, member.name, command))
    return Done(Admitted(member.id), events)


async def _with_role(context: Context, before: User, member: StoredMember, role: Role) -> list[DomainEvent]:
    tenant_id = member.tenant_id
    is_raised = RANK[role] > RANK[before.role] and lets_others_in(role)
    leader = [await notify_of_new_leader(context, replace(before, role=role))] if is_raised else []
    if before.status == "invited":
        context.write(
            memberships.join(before.id, before.name, before.email, context.now, role, tenant_id=tenant_id),
            one_time_tokens.drop(before.id, INVITATION),
        )
        return [DomainEvent("PERSON_JOINED", tenant_id, Subject("person", before.id, before.name)), *leader]
    if role is before.role:
        return []
    context.write(memberships.change(before, before.name, role, tenant_id=tenant_id))
    changes = {"changes": f"role from {before.role.value} to {role.value}"}
    changed = DomainEvent("PERSON_CHANGED", tenant_id, Subject("person", before.id, before.name), changes)
    return [changed, *leader, *await end_with_role(context, before, role)]


async def _come(context: Context, command: Vouched, account: Account | None) -> Done[Admitted | MustConnect] | Refused:
    """Somebody who is not in the company yet."""
    tenant_id, identity = context.caller.tenant, command.identity
    role = role_for(command.provider.admission, identity, None)
    if role is None:
        return _refused(context, command, "nobody has invited this e-mail address, and no claim gives a role")
    room = await context.fetch_one(tenants.room(tenant_id=tenant_id))
    if room is None or not room.people:
        return _only(context, Reason.PEOPLE_QUOTA)
    email, user_id = identity.email or "", UserId(context.random.id())
    name = (account.name if account else None) or identity.name or email.partition("@")[0]
    account_id = account.id if account else AccountId(context.random.id())
    if account is None:
        context.write(accounts.insert(account_id, email, name, context.now))
    context.write(
        memberships.insert(user_id, account_id, email, name, role, context.now, joined_at=context.now, tenant_id=tenant_id),
        store.add_new_company_identity(identity.issuer, identity.subject, user_id, context.now, tenant_id=tenant_id),
    )
    user = User(user_id, name, email, role, "active", context.now)
    leader = [await notify_of_new_leader(context, user)] if lets_others_in(role) else []
    came = _event("PERSON_CAME", tenant_id, user_id, name, command, role=role.value)
    return Done(Admitted(user_id), [came, *leader])


async def admit_to_server(context: Context, command: Vouched) -> Done[AccountId | MustConnect] | Refused:
    """By the provider of the server: an account that somebody has, or one that was invited and that nobody has used yet."""
    identity = command.identity
    account_id = await context.fetch_one(store.account_of(identity.issuer, identity.subject))
    if account_id is not None:
        return Done(account_id)
    account = await context.fetch_one(accounts.by_email(identity.email)) if identity.email else None
    if account is None or (command.proven is not None and command.proven != account.id):
        return _refused(context, command, "nobody has invited this e-mail address, or the provider has not verified it")
    if command.proven == account.id:
        context.write(accounts.keep_password(account.id, account.session_version, None))
        events = await events_of(context, "SSO_CONNECTED", account, {"provider": command.provider.name})
    elif account.password_hash or account.is_operator or await context.fetch_one(memberships.has_joined(account.id)) is not None:
        return Done(MustConnect(_to_connect(context, command, account, None)))
    else:
        member = await context.fetch_one(members.latest_member(account.id))
        if member is None or member.disabled_at is not None or member.suspended_at is not None:
            return _refused(context, command, "nobody has invited this e-mail address")
        context.write(
            accounts.claim(account.id, account.session_version),
            memberships.join(member.id, member.name, member.email, context.now, tenant_id=member.tenant_id),
            one_time_tokens.drop(member.id, INVITATION),
        )
        joined = DomainEvent("PERSON_JOINED", member.tenant_id, Subject("person", member.id, member.name))
        events = [joined, _event("SSO_CONNECTED", member.tenant_id, member.id, member.name, command)]
    context.write(store.add_server_identity(identity.issuer, identity.subject, account.id, context.now))
    return Done(account.id, events)


def _to_connect(context: Context, command: Vouched, account: Account, tenant_id: TenantId | None) -> Secret:
    token, provider = new_secret(context), command.provider
    kept = Transaction(
        tenant_id,
        "connect",
        None,
        account.id,
        provider.issuer,
        provider.client_id,
        json.dumps(asdict(command.identity), ensure_ascii=False),
        local_path(command.return_to),
        context.now,
        context.now + TRANSACTION_LIFE,
    )
    context.write(store.add_transaction(digest_of(token, command.browser.reveal()), kept))
    return Secret(token)


def _event(kind: str, tenant_id: TenantId, id: str, name: str, command: Vouched, **more: str) -> DomainEvent:
    return DomainEvent(kind, tenant_id, Subject("person", id, name), {"provider": command.provider.name, **more})


def _only(context: Context, reason: Reason) -> Refused:
    """What a refusal must not commit is forgotten."""
    context.batch.clear()
    return Refused(reason)


def _refused(context: Context, command: Vouched, why: str) -> Refused:
    """The admins read in the trail why."""
    context.batch.clear()
    return Refused(Reason.SSO_NOT_ADMITTED, events=[refusal(context.caller.tenant_id, command.provider, command.identity, why)])


def refusal(tenant_id: TenantId | None, provider: Provider, identity: Identity | None, why: str) -> DomainEvent:
    who = (identity.email or identity.subject) if identity else "somebody"
    return DomainEvent("SSO_REFUSED", tenant_id, Subject("person", None, who), {"provider": provider.name, "why": why})
