"""The codes of a person who may make none any more."""

from handfast.kernel.outcomes import Fact, Subject
from handfast.runner.run import Act
from handfast.users.memberships import store


async def cancel_codes(act: Act, person_id: str) -> list[Fact]:
    tenant_id = act.caller.tenant
    live = await store.live_codes(act.reads, tenant_id, person_id)
    act.write(store.cancel_codes(tenant_id, person_id, act.now))
    return [Fact("CODE_CANCELLED", tenant_id, Subject("invite", id)) for id in live]
