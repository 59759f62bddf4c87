"""Shows what an invitation is for, before it is accepted."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.runner.context import Context
from handfast.users import store as accounts
from handfast.users.memberships.invitations import KIND
from handfast.users.one_time_tokens.links import right, too_many, wrong
from handfast.users.store import Account


@dataclass(frozen=True, slots=True)
class InvitationLink:
    token: Secret


async def get_invitation(context: Context, command: InvitationLink) -> Done[Account] | Refused:
    if refused := await too_many(context):
        return refused
    account = await context.fetch_one(accounts.account_by_one_time_token(digest(command.token.reveal()), KIND, context.now))
    if account is None or account.disabled_at is not None or account.password_hash is not None:
        return wrong(context)
    right(context)
    return Done(account)
