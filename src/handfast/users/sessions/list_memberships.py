"""For whom somebody may act: the companies of their account, and the server if it operates it; or the one company that let them in."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts import store as accounts
from handfast.users.second_factors.factors import lacks_required
from handfast.users.sessions.opening import SignedIn
from handfast.users.store import Member


@dataclass(frozen=True, slots=True)
class Memberships:
    members: Sequence[Member]
    is_operator: bool
    needs_second_factor: bool
    """Whether the session may only set one up."""


async def list_memberships(context: Context, signed_in: SignedIn) -> Done[Memberships] | Refused:
    member = signed_in.member
    if signed_in.company_only and member is not None:
        return Done(Memberships([member], is_operator=False, needs_second_factor=False))
    account = await context.fetch_one(accounts.account(signed_in.account_id))
    if account is None:
        return Refused(Reason.UNAUTHENTICATED)
    needs = await lacks_required(context, account.id, member.tenant_id if member else None)
    return Done(Memberships(await context.fetch_all(store.members_of(account.id)), account.is_operator, needs))
