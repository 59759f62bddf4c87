"""For whom an account may act: its companies, and the server if it operates it."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.ids import AccountId, TenantId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts import store as accounts
from handfast.users.second_factors.factors import lacks_required
from handfast.users.store import Member


@dataclass(frozen=True, slots=True)
class Memberships:
    members: Sequence[Member]
    is_operator: bool
    needs_second_factor: bool
    """Whether the session may only set one up."""


@dataclass(frozen=True, slots=True)
class ActsFor:
    """A session of an account, and for whom it acts."""

    account_id: AccountId
    tenant_id: TenantId | None


async def list_memberships(context: Context, query: ActsFor) -> Done[Memberships] | Refused:
    account = await context.fetch_one(accounts.account(query.account_id))
    if account is None:
        return Refused(Reason.UNAUTHENTICATED)
    needs = await lacks_required(context, account.id, query.tenant_id)
    return Done(Memberships(await context.fetch_all(store.members_of(account.id)), account.is_operator, needs))
