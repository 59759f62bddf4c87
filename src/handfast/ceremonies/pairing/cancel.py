"""Step 6. A manager cancels a code before anybody has used it. The codes of a user who may no longer issue any are cancelled, too."""

from handfast.ceremonies.pairing import store
from handfast.db.raw import fetch_row, fetch_rows
from handfast.kernel.ids import PairingCodeId, UserId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context


async def cancel(context: Context, code_id: PairingCodeId) -> Done[None] | Refused:
    """NOT_FOUND for an id that this tenant never had. Cancelling a code that has already ended changes nothing and is not an error."""
    row = await fetch_row(context.reads, store.OWN, code_id, context.caller.tenant)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    if row["state"] != "live":
        return Done(None)
    context.write(store.close(code_id, context.caller.tenant, "cancelled", context.now))
    return Done(None, [DomainEvent("CODE_CANCELLED", context.caller.tenant, Subject("invite", code_id, row["device_name"] or ""))])


async def cancel_issued_by(context: Context, user_id: UserId) -> list[DomainEvent]:
    """Cancels all live codes that one user issued."""
    tenant_id = context.caller.tenant
    live = await fetch_rows(context.reads, store.LIVE_OF, tenant_id, user_id)
    context.write(store.cancel_issued_by(tenant_id, user_id, context.now))
    return [DomainEvent("CODE_CANCELLED", tenant_id, Subject("invite", row["id"])) for row in live]
