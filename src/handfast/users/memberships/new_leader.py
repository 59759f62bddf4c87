"""Tells the owners, and the user who did it, that one more user can let in others."""

from handfast.runner.context import Context
from handfast.users.memberships import store
from handfast.users.memberships.rules import User
from handfast.users.notices import notify_leader_added


async def notify_of_new_leader(context: Context, user: User) -> None:
    caller = context.caller
    who = f"{caller.name} made {user.name} ({user.email}) {user.role.value} of your company."
    first = caller.user_id if caller.kind == "person" else user.id
    for leader in await context.fetch_all(store.owners_and(first, tenant_id=caller.tenant)):
        notify_leader_added(context, leader, who)
