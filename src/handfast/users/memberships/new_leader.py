"""Tells the owners, the user who did it, and the addresses that the company added, that one more user can let in others."""

from handfast.kernel.outcomes import DomainEvent, Subject
from handfast.runner.context import Context
from handfast.users.memberships import store
from handfast.users.memberships.rules import User
from handfast.users.notices import notify_leader_added
from handfast.users.recipients.tell import tell_recipients


async def notify_of_new_leader(context: Context, user: User) -> DomainEvent:
    """The event is what the notices in the app show."""
    caller = context.caller
    who = f"{caller.name} made {user.name} ({user.email}) {user.role.value} of your company."
    first = caller.user_id if caller.kind == "person" else user.id
    for leader in await context.fetch_all(store.owners_and(first, tenant_id=caller.tenant)):
        notify_leader_added(context, leader, who)
    await tell_recipients(context, caller.tenant, "Somebody can now manage the people in your company", who)
    return DomainEvent("LEADER_ADDED", caller.tenant, Subject("person", user.id, user.name), {"role": user.role.value})
