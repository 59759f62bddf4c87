"""Step 6. A manager cancels a code before anybody has used it. The codes of a user who may no longer issue any are cancelled, too."""

from handfast.ceremonies.pairing import store
from handfast.ceremonies.pairing.lifecycle import CodeState
from handfast.kernel.ids import PairingCodeId, ServiceId, UserId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context


async def cancel(context: Context, code_id: PairingCodeId) -> Done[None] | Refused:
    """NOT_FOUND for an id that is no code the caller reaches.

    Cancelling a code that has already ended changes nothing and is not an error.
    """
    own = await context.fetch_one(store.own(code_id, within=context.sight))
    if own is None:
        return Refused(Reason.NOT_FOUND)
    if own.state != CodeState.LIVE:
        return Done(None)
    context.write(store.cancel(code_id, context.now, within=context.sight))
    return Done(None, [DomainEvent("CODE_CANCELLED", context.caller.tenant, Subject("invite", code_id, own.device_name or ""))])


async def cancel_issued_by(context: Context, issuer_id: UserId | ServiceId) -> list[DomainEvent]:
    """Cancels all live codes that one user or service account issued."""
    tenant_id = context.caller.tenant
    live = await context.fetch_all(store.live_of(issuer_id, tenant_id=tenant_id))
    context.write(store.cancel_issued_by(issuer_id, context.now, tenant_id=tenant_id))
    return [DomainEvent("CODE_CANCELLED", tenant_id, Subject("invite", code_id)) for code_id in live]
