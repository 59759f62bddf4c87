"""A device reports a session on it."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done
from handfast.limits import store as limits
from handfast.limits.rules import RUSTDESK_SESSIONS, Bucket
from handfast.runner.context import Context
from handfast.rustdesk.connections import store
from handfast.rustdesk.connections.store import Details, Report, SessionKind
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.rules import ClientIdentity


@dataclass(frozen=True, slots=True)
class SessionReport:
    identity: ClientIdentity
    kind: SessionKind
    details: Details


async def note(context: Context, report: SessionReport) -> Done[None]:
    """Silently drops a report that cannot be believed or exceeds the limit: on an error the client would only repeat it."""
    identity = report.identity
    device = await context.fetch_one(rustdesk.known(identity.rustdesk_id, tenant_id=identity.tenant_id))
    if device is None or device.uuid != identity.uuid or device.removed_at is not None:
        return Done(None)
    bucket = Bucket(RUSTDESK_SESSIONS, device.id)
    if await limits.wait(context.reads, [bucket], context.now) is not None:
        return Done(None)
    context.write(
        limits.note(bucket, context.now),
        store.keep_newest(device.id, tenant_id=identity.tenant_id),
        store.add(device.id, Report(context.now, report.kind, report.details), tenant_id=identity.tenant_id),
    )
    return Done(None)
