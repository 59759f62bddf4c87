"""What an invitation is to, before it is accepted."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.people import store as people
from handfast.people.accounts import Account, account_of
from handfast.people.links import right, too_many, wrong
from handfast.people.persons.invitations import KIND
from handfast.run import Act


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
