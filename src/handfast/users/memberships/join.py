"""Accepts an invitation: the user chooses name and password, and is signed in. Works once."""

from dataclasses import dataclass, replace

from handfast.kernel import texts
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.kernel.secrets import Secret, digest
from handfast.runner.context import Context
from handfast.users import store as accounts
from handfast.users.accounts import SignedIn, end_shown_session, open_session
from handfast.users.memberships import store
from handfast.users.memberships.invitations import KIND
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.one_time_tokens.links import right, too_many, wrong
from handfast.users.passwords import hashing
from handfast.users.passwords.rules import normalised, weakness
from handfast.users.rules import invalid_name, weak_password


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    token: Secret
    name: str
    password: Secret


async def join(context: Context, command: AcceptInvitation) -> Done[SignedIn] | Refused:
    token, name, password = digest(command.token.reveal()), texts.display_name(command.name), normalised(command.password.reveal())
    if refused := await too_many(context):
        return refused
    account = await context.fetch_one(accounts.account_by_one_time_token(token, KIND, context.now))
    if account is None or account.disabled_at is not None or account.password_hash is not None:
        return wrong(context)
    right(context)
    if name is None:
        return invalid_name()
    account = replace(account, name=name)
    if why := weakness(password, (name, account.email, account.tenant_name)):
        return weak_password(why)
    hashed = await context.hash_in_pool(hashing.make, password, context.random.bytes(hashing.SALT_BYTES))
    context.write(
        one_time_tokens.take(token, KIND, context.now),
        one_time_tokens.drop(account.id, KIND, but=token),
        store.join(account.id, name, account.email, hashed, context.now, tenant_id=account.tenant_id),
    )
    replaced = end_shown_session(context)
    signed_in = open_session(context, account, account.session_version)
    return Done(signed_in, [DomainEvent("PERSON_JOINED", account.tenant_id, Subject("person", account.id, name)), *replaced])
