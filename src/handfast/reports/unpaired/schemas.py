"""What goes out of the report, as JSON and as CSV. The requirement prescribes the names and casing of the JSON."""

from functools import partial

from handfast.ceremonies.linking.rules import ShownStatus, shown_status
from handfast.edge.long_reply import LongReply
from handfast.edge.schemas import Id, Reply, Timestamp
from handfast.kernel.time import iso, iso_or_none
from handfast.reports.unpaired.read import Report, days_known, is_overdue
from handfast.reports.unpaired.store import Unpaired
from handfast.runner.in_parts import made


class UnpairedDevice(Reply):
    id: Id
    name: str
    rustDeskId: str  # noqa: N815
    createdAt: Timestamp  # noqa: N815
    daysSinceCreated: int  # noqa: N815
    status: ShownStatus
    lastSeenAt: Timestamp | None  # noqa: N815
    hostname: str
    overdue: bool
    conflicts: int


class UnpairedReport(LongReply):
    total: int
    paired: int
    unpaired: int
    grandfathered: int
    unpairedDevices: list[UnpairedDevice]  # noqa: N815


async def report_reply(found: Report) -> UnpairedReport:
    return UnpairedReport(
        total=found.figures.paired + found.figures.unpaired,
        paired=found.figures.paired,
        unpaired=found.figures.unpaired,
        grandfathered=found.figures.grandfathered,
        unpairedDevices=await made(found.devices, partial(_device, found.now)),
    )


def _device(now: int, one: Unpaired) -> UnpairedDevice:
    return UnpairedDevice(
        id=one.id,
        name=one.name,
        rustDeskId=one.rustdesk_id,
        createdAt=one.created_at,
        daysSinceCreated=days_known(one, now),
        status=shown_status(one.status, one.presence, one.last_seen_at),
        lastSeenAt=one.last_seen_at,
        hostname=one.hostname,
        overdue=is_overdue(one, now),
        conflicts=one.conflicts,
    )


COLUMNS = ("rustdesk_id", "name", "hostname", "created", "days", "over_7_days", "status", "last_seen", "conflicts", "id")


def cells(now: int, one: Unpaired) -> tuple[object, ...]:
    age = (iso(one.created_at), days_known(one, now), "yes" if is_overdue(one, now) else "")
    status = shown_status(one.status, one.presence, one.last_seen_at)
    return (one.rustdesk_id, one.name, one.hostname, *age, status, iso_or_none(one.last_seen_at) or "", one.conflicts, one.id)
