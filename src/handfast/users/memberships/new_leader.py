"""Tells the owners, and whoever did it, that one more person can let in others."""

from handfast.runner.run import Context
from handfast.users.accounts import account_of
from handfast.users.memberships import store
from handfast.users.memberships.rules import Person
from handfast.users.notices import tell_leader_added


async def tell_of_new_leader(context: Context, person: Person) -> None:
    caller = context.caller
    who = f"{caller.name} made {person.name} ({person.email}) {person.role.value} of your company."
    for row in await store.owners_and(context.reads, caller.tenant, caller.own_id):
        tell_leader_added(context, account_of(row), who)
