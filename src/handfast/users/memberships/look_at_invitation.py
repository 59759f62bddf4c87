"""What an invitation is to, before it is accepted."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.runner.run import Act
from handfast.users import store as people
from handfast.users.accounts import Account, account_of
from handfast.users.memberships.invitations import KIND
from handfast.users.one_time_links import right, too_many, wrong


@dataclass(frozen=True, slots=True)
class InvitationLink:
    token: Secret


async def look_at_invitation(act: Act, wish: InvitationLink) -> Done[Account] | Refused:
    if refused := await too_many(act):
        return refused
    row = await people.account_by_ticket(act.reads, digest(wish.token.reveal()), KIND, act.now)
    if row is None or row["disabled_at"] is not None or row["password_hash"] is not None:
        return wrong(act)
    right(act)
    return Done(account_of(row))
