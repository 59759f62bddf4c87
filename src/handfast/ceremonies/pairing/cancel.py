"""Step 6. A manager takes a code back before anybody has used it; the codes of whoever may make none any more are taken back, too."""

from handfast.ceremonies.pairing import store
from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.runner.run import Act


async def cancel(act: Act, invite_id: str) -> Done[None] | Refused:
    """NOT_FOUND for an id this tenant never had. Cancelling a code that is used or over already changes nothing and is not an error."""
    row = await act.reads.one(store.OWN, invite_id, act.caller.tenant)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    if row["state"] != "live":
        return Done(None)
    act.write(store.close(invite_id, act.caller.tenant, "cancelled", act.now))
    return Done(None, [Fact("CODE_CANCELLED", act.caller.tenant, Subject("invite", invite_id, row["device_name"] or ""))])


async def cancel_issued_by(act: Act, person_id: str) -> list[Fact]:
    """All live codes of one person."""
    tenant_id = act.caller.tenant
    live = await act.reads.all(store.LIVE_OF, tenant_id, person_id)
    act.write(store.cancel_issued_by(tenant_id, person_id, act.now))
    return [Fact("CODE_CANCELLED", tenant_id, Subject("invite", row["id"])) for row in live]
