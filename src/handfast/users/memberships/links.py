"""The RustDesk device of a person who is no customer any more. Their personal code stays: they may be one again.

The ceremony of linking stands above people and cannot be called from here, so its rows are ended by statements of our own.
"""

from handfast.kernel.outcomes import Fact, Subject
from handfast.runner.run import Act
from handfast.users.memberships import store
from handfast.users.memberships.rules import Person


async def end_link(act: Act, person: Person) -> list[Fact]:
    """It is free for others, and a claim that waits is forgotten."""
    tenant_id = act.caller.tenant
    subject = Subject("person", person.id, person.name)
    device, claimed = await store.linked_device(act.reads, tenant_id, person.id), await store.claimed(act.reads, tenant_id, person.id)
    happened = []
    if claimed is not None:
        act.write(store.drop_claim(tenant_id, person.id))
        happened.append(Fact("LINK_CLAIM_ENDED", tenant_id, subject, {"rustdesk_id": claimed}))
    if device is not None:
        act.write(store.unlink(tenant_id, person.id, device["id"]), store.release(tenant_id, device["id"], act.now))
        details = {"rustdesk_id": device["rustdesk_id"], "device_id": device["id"]}
        freed = Subject("device", device["id"], device["name"])
        happened.append(Fact("UNLINKED", tenant_id, subject, details))
        happened.append(Fact("DEVICE_OWNER_CHANGED", tenant_id, freed, version=device["version"] + 1))
    return happened
