"""A RustDesk device as admins see it."""

from dataclasses import dataclass

from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.admin.rules import is_exempt
from handfast.ceremonies.linking.rules import Proof, ShownStatus, shown_status
from handfast.db.database import Row
from handfast.kernel.outcomes import Done, Reason, Refused, Subject
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Exemption:
    reason: str
    until: int | None
    by: str | None


@dataclass(frozen=True, slots=True)
class AdminDevice:
    id: str
    rustdesk_id: str
    name: str
    hostname: str
    os: str
    status: ShownStatus
    last_seen_at: int | None
    created_at: int
    user: tuple[str, str] | None
    """Id and name of the customer it is linked to."""
    linked_at: int | None
    proof: Proof | None
    exemption: Exemption | None
    conflicts: int
    removed_at: int | None
    version: int

    @property
    def subject(self) -> Subject:
        return Subject("device", self.id, self.name)


def device_of(row: Row, now: int) -> AdminDevice:
    exempt = is_exempt(row["exempt_reason"], row["exempt_until"], now)
    return AdminDevice(
        row["id"],
        row["rustdesk_id"],
        row["name"],
        row["hostname"],
        row["os"],
        shown_status(row["status"], row["presence"], row["last_seen_at"]),
        row["last_seen_at"],
        row["created_at"],
        (row["person_id"], row["person_name"]) if row["person_id"] else None,
        row["linked_at"],
        row["proof"],
        Exemption(row["exempt_reason"], row["exempt_until"], row["exempt_by"]) if exempt else None,
        row["conflicts"],
        row["removed_at"],
        row["version"],
    )


async def find(context: Context, device_id: str) -> AdminDevice | None:
    row = await context.reads.fetch_one(store.ONE, context.caller.tenant, device_id)
    return device_of(row, context.now) if row else None


async def get_device(context: Context, device_id: str) -> Done[AdminDevice] | Refused:
    found = await find(context, device_id)
    return Done(found) if found else Refused(Reason.NOT_FOUND)
