"""The part of cancelling an invitation that concerns the invited user. `offboarding/cancel_invitation.py` ends what else is theirs."""

from handfast.access.policy import may_give
from handfast.kernel.ids import UserId
from handfast.kernel.outcomes import DomainEvent, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users import store as members
from handfast.users.accounts import store as accounts
from handfast.users.memberships import store
from handfast.users.memberships.rules import User


async def find_invited(context: Context, user_id: UserId) -> User | Refused:
    """The invited user. Refused with NOT_FOUND, or with ROLE_TOO_HIGH for a role that the caller may not give."""
    user, giver = await context.fetch_one(store.user(user_id, tenant_id=context.caller.tenant)), context.caller.gives_as
    if user is None or user.status != "invited":
        return Refused(Reason.NOT_FOUND)
    if giver is None or not may_give(giver, user.role):
        return Refused(Reason.ROLE_TOO_HIGH)
    return user


async def delete_invited(context: Context, user: User, seen_seq: int) -> DomainEvent:
    """`seen_seq`: the user's `devices_seq` when their device was looked for. Conflict if the user joined or got a device since then."""
    tenant_id = context.caller.tenant
    member = await context.fetch_one(members.member(user.id, tenant_id=tenant_id))
    context.write(store.delete_invited(user.id, seen_seq, tenant_id=tenant_id))
    if member is not None:
        context.write(accounts.delete_without(member.account_id, member.id))
    return DomainEvent("INVITATION_CANCELLED", tenant_id, Subject("person", user.id, user.name))
