"""Ends the deletion of a company: its part of the audit trail, and then its own row.

The trail is one chain for all companies. So the rows of a deleted one are not taken out of it but emptied: what happened, to whom and by
whom is gone, while the number, the digest and the seal stay, by which the rows of the others are proven. How many rows are emptied is
said first, by a row of the server's own trail, which is in the same chain: so nobody hides a row by emptying it (`chain.py` counts).
"""

import json

from handfast.audit import store as audit
from handfast.ceremonies.device_authorization.rustdesk import store as requests
from handfast.db.rows import TOGETHER
from handfast.events import outbox
from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.reports.trail import store
from handfast.reports.trail.store import Erasures
from handfast.runner.context import Context
from handfast.users.tenants import store as tenants
from handfast.users.tenants.store import ClosedTenant

_NOT_ANNOUNCED = -1


async def erase_deleted(context: Context, _: None) -> Done[bool]:
    """The view says whether something was done, and there may be more."""
    for tenant in await context.fetch_all(tenants.due(context.now)):
        if tenant.deleting_at is None or await context.fetch_one(store.is_in_use(tenant_id=tenant.id)) is not None:
            continue  # its people or devices go first
        done = await _erase(context, tenant)
        if done is not None:
            return done
    return Done(False)


async def _erase(context: Context, tenant: ClosedTenant) -> Done[bool] | None:
    """None while rows wait to be sealed."""
    announced = [json.loads(details) for details in await context.fetch_all(store.announcements(tenant.id))]
    until = max((one["until"] for one in announced if "until" in one), default=_NOT_ANNOUNCED)
    if ids := await context.fetch_all(store.erasable(until, TOGETHER, tenant_id=tenant.id)):
        context.write(audit.erase(ids, tenant_id=tenant.id))
        return Done(True)
    erasures = await context.fetch_one(store.to_erase(tenant_id=tenant.id))
    if erasures is None or erasures.unsealed:
        return None
    if until == _NOT_ANNOUNCED or erasures.entries:
        return await _announce(context, tenant, erasures, announced)
    context.write(requests.delete_all(tenant_id=tenant.id), outbox.delete_all(tenant_id=tenant.id), tenants.delete(tenant_id=tenant.id))
    return Done(True)


async def _announce(context: Context, tenant: ClosedTenant, erasures: Erasures, announced: list[dict[str, int]]) -> Done[bool]:
    """Rows that were added since the last announcement get one of their own."""
    end = await context.fetch_one(store.seal_of(erasures.until)) if erasures.until else None
    begun: dict[str, int] = next((one for one in announced if "people" in one), {"people": 0, "devices": 0})
    details = {
        "people": begun["people"],
        "devices": begun["devices"],
        "entries": erasures.entries,
        "until": erasures.until,
        "seal": end.hex() if end else "",
    }
    context.write(tenants.raise_version(tenant.version, tenant_id=tenant.id))
    return Done(True, [DomainEvent("TENANT_DELETED", None, Subject("tenant", tenant.id, tenant.name), details)])
