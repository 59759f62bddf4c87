"""The RustDesk device of a person who is no customer any more. Their personal code stays: they may be one again."""

from handfast.kernel.outcomes import Fact, Subject
from handfast.people.persons import store
from handfast.people.persons.rules import Person
from handfast.run import Act


async def end_link(act: Act, person: Person) -> list[Fact]:
    """It is free for others, and a claim that waits is forgotten."""
    tenant_id = act.caller.tenant
    device = await store.linked_device(act.reads, tenant_id, person.id)
    act.write(store.drop_claim(tenant_id, person.id))
    if device is None:
        return []
    act.write(store.unlink(tenant_id, person.id, device["id"]))
    details = {"rustdesk_id": device["rustdesk_id"], "device_id": device["id"]}
    changed = Fact("DEVICE_OWNER_CHANGED", tenant_id, Subject("device", device["id"], device["name"]), version=device["version"])
    return [Fact("UNLINKED", tenant_id, Subject("person", person.id, person.name), details), changed]
