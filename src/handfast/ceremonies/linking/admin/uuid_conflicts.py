"""Step 5. Lists other installations that claim to be this device, and lets an admin put one in its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.ceremonies.linking.admin.view import find
from handfast.ceremonies.linking.follow import Successor, successor
from handfast.db.raw import fetch_row, fetch_rows
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.uuid_conflicts import store


@dataclass(frozen=True, slots=True)
class Rival:
    id: str
    address: str
    beats: int
    first_seen_at: int
    last_seen_at: int
    user: tuple[str, str] | None
    """Id and name of the customer who acted on it."""


@dataclass(frozen=True, slots=True)
class Doubts:
    rivals: Sequence[Rival]
    renamed_to: Successor | None


@dataclass(frozen=True, slots=True)
class Accept:
    device_id: DeviceId
    rival_id: str


async def rivals(context: Context, device_id: DeviceId) -> Done[Doubts] | Refused:
    """The most recently heard one first."""
    if await find(context, device_id) is None:
        return Refused(Reason.NOT_FOUND)
    rows = await fetch_rows(context.reads, store.OF_DEVICE, context.caller.tenant, device_id)
    found = [
        Rival(
            row["id"],
            row["address"],
            row["beats"],
            row["first_seen_at"],
            row["last_seen_at"],
            (row["person_id"], row["person_name"]) if row["person_id"] else None,
        )
        for row in rows
    ]
    return Done(Doubts(found, await successor(context, context.caller.tenant, device_id)))


async def accept(context: Context, command: Accept) -> Done[None] | Refused:
    """Puts the other installation in the place of the device, whose owner does not change."""
    tenant_id = context.caller.tenant
    device = await find(context, command.device_id)
    row = await fetch_row(context.reads, rustdesk.BY_DEVICE, tenant_id, command.device_id)
    rival = await fetch_row(context.reads, store.BY_ID, tenant_id, command.device_id, command.rival_id)
    if device is None or row is None or rival is None:
        return Refused(Reason.NOT_FOUND)
    replaced = rustdesk.replace_installation(
        device.id, tenant_id, row["uuid"], rival["uuid"], rival["pk"], rival["beats"], device.rustdesk_id
    )
    context.write(replaced, store.forget(device.id, tenant_id))
    details = {"rustdesk_id": device.rustdesk_id, "why": f"{context.caller.name} put it there"}
    return Done(None, [DomainEvent("DEVICE_UUID_REPLACED", tenant_id, device.subject, details, device.version)])
