"""What an invitation is to, before it is accepted."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.runner.run import Context
from handfast.users import store as people
from handfast.users.accounts import Account, account_of
from handfast.users.memberships.invitations import KIND
from handfast.users.one_time_tokens.links import right, too_many, wrong


@dataclass(frozen=True, slots=True)
class InvitationLink:
    token: Secret


async def look_at_invitation(context: Context, wish: InvitationLink) -> Done[Account] | Refused:
    if refused := await too_many(context):
        return refused
    row = await people.account_by_ticket(context.reads, digest(wish.token.reveal()), KIND, context.now)
    if row is None or row["disabled_at"] is not None or row["password_hash"] is not None:
        return wrong(context)
    right(context)
    return Done(account_of(row))
