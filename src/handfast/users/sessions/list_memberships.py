"""For whom an account may act: its companies, and the server if it operates it."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.ids import AccountId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts import store as accounts
from handfast.users.store import Member


@dataclass(frozen=True, slots=True)
class Memberships:
    members: Sequence[Member]
    is_operator: bool


async def list_memberships(context: Context, account_id: AccountId) -> Done[Memberships] | Refused:
    account = await context.fetch_one(accounts.account(account_id))
    if account is None:
        return Refused(Reason.UNAUTHENTICATED)
    return Done(Memberships(await context.fetch_all(store.members_of(account_id)), account.is_operator))
