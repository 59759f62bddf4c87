"""Accepts an invitation, and signs the user in. Works once.

Who is new chooses a name and a password. Who has an account here proves that it is theirs, by being signed in to it or, if it has no second
factor, by its password: the link alone, which the inviting company has too, must not open an account of other companies as well.
"""

from dataclasses import dataclass, replace

from handfast.kernel import texts
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret, digest
from handfast.runner.context import Context
from handfast.users import store as members
from handfast.users.accounts import store as accounts
from handfast.users.accounts.store import Account
from handfast.users.memberships import store
from handfast.users.memberships.invitations import KIND, is_open
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.one_time_tokens.links import right, too_many, wrong
from handfast.users.passwords import hashing
from handfast.users.passwords.rules import normalised, weakness
from handfast.users.passwords.verify_own_password import verify_own_password
from handfast.users.places.note_place import Entered, note_place
from handfast.users.rules import Life, invalid_name, weak_password
from handfast.users.second_factors.factors import has_second_factor
from handfast.users.sessions import store as sessions
from handfast.users.sessions.entering import browser_life_of
from handfast.users.sessions.opening import SignedIn, end_shown_session, open_session, replaced_event
from handfast.users.sessions.store import Lasting
from handfast.users.store import StoredMember


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    token: Secret
    name: str
    password: Secret | None
    """The new one, or that of the account; None for whoever is signed in to it."""


async def join(context: Context, command: AcceptInvitation) -> Done[SignedIn] | Refused:
    token, name = digest(command.token.reveal()), texts.display_name(command.name)
    if refused := await too_many(context):
        return refused
    member = await context.fetch_one(members.member_by_one_time_token(token, KIND, context.now))
    account = await context.fetch_one(accounts.account(member.account_id)) if member else None
    if member is None or account is None or not is_open(member):
        return wrong(context)
    if name is None:
        right(context)
        return invalid_name()
    member = replace(member, name=name)
    prove = _choose_password if await _is_new(context, account) else _prove_account
    proven = await prove(context, account, member, command.password)
    if isinstance(proven, Refused):
        return proven
    context.write(
        one_time_tokens.take(token, KIND, context.now),
        one_time_tokens.drop(member.id, KIND, but=token),
        store.join(member.id, name, member.email, context.now, tenant_id=member.tenant_id),
    )
    signed_in, replaced = _open_session(context, member, proven)
    context.afterwards(note_place, Entered(member.account_id, member, signed_in.session_id))
    return Done(signed_in, [DomainEvent("PERSON_JOINED", member.tenant_id, Subject("person", member.id, name)), *replaced])


async def _is_new(context: Context, account: Account) -> bool:
    """Whether it is nobody's yet. One that operates the server is somebody's, who chooses a password by mail."""
    is_used = account.password_hash is not None or account.is_operator
    return not is_used and await context.fetch_one(store.has_joined(account.id)) is None


def _open_session(context: Context, member: StoredMember, earlier: Lasting | None) -> tuple[SignedIn, list[DomainEvent]]:
    """Whoever was signed in to the account has proven nothing new: their session neither lasts longer nor counts as confirmed again."""
    life, shown = browser_life_of(context, member), context.caller.session_id
    if earlier is None or shown is None:
        replaced = end_shown_session(context)
        return open_session(context, member, member.session_version, life), replaced
    life = Life(earlier.idle_limit, min(earlier.expires_at - context.now, life.longest))
    signed_in = open_session(context, member, member.session_version, life, earlier.confirmed_at, replaces=shown)
    return signed_in, [replaced_event(context.caller, shown)]


Proven = Lasting | None | Refused
"""By the session that is signed in to the account; None by a password, the new one or its own."""


async def _choose_password(context: Context, account: Account, member: StoredMember, password: Secret | None) -> Proven:
    right(context)
    new = normalised(password.reveal()) if password else ""
    if why := weakness(new, (member.name, account.email, member.tenant_name)):
        return weak_password(why)
    hashed = await context.hash_in_pool(hashing.make, new, context.random.bytes(hashing.SALT_BYTES))
    context.write(accounts.set_first_password(account.id, account.session_version, member.name, hashed))
    return None


async def _prove_account(context: Context, account: Account, _: StoredMember, password: Secret | None) -> Proven:
    caller = context.caller
    if caller.account_id == account.id and caller.session_id is not None and not caller.company_only:
        right(context)
        return await context.fetch_one(sessions.lasting(caller.session_id)) or Refused(Reason.SIGN_IN_FIRST)
    if password is None or account.password_hash is None or await has_second_factor(context, account.id):
        right(context)
        return Refused(Reason.SIGN_IN_FIRST)
    refused = await verify_own_password(context, account, password)
    if refused is None:
        context.write(accounts.keep_password(account.id, account.session_version, None))
    return refused
