"""Tells the owners, and whoever did it, that one more person can let in others."""

from handfast.people.accounts import account_of
from handfast.people.notices import tell_leader_added
from handfast.people.persons import store
from handfast.people.persons.rules import Person
from handfast.run import Act


async def tell_of_new_leader(act: Act, person: Person) -> None:
    caller = act.caller
    who = f"{caller.name} made {person.name} ({person.email}) {person.role.value} of your company."
    for row in await store.owners_and(act.reads, caller.tenant, caller.own_id):
        tell_leader_added(act, account_of(row), who)
