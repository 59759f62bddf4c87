"""Who answers for a service account: an active user of the tenant who is no customer."""

from handfast.kernel.callers import Role
from handfast.kernel.ids import UserId
from handfast.kernel.outcomes import Refused
from handfast.runner.context import Context
from handfast.users import store as members
from handfast.users.memberships import store as memberships
from handfast.users.rules import invalid
from handfast.users.store import StoredMember


async def find_contact(context: Context, user_id: UserId | None) -> StoredMember | Refused:
    """The named user; without one, who makes the account, or an owner if a command makes it at the machine."""
    tenant_id = context.caller.tenant
    if user_id is None:
        is_person = context.caller.kind == "person"
        user_id = context.caller.user_id if is_person else await context.fetch_one(memberships.other_owner(UserId(""), tenant_id=tenant_id))
    member = await context.fetch_one(members.member(user_id or UserId(""), tenant_id=tenant_id))
    if member is None or member.joined_at is None or member.disabled_at is not None or member.role is Role.CUSTOMER:
        return invalid("contact_id", "Choose somebody who is active in your company")
    return member
