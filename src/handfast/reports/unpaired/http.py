"""Routes of the report. The requirement prescribes the names and casing of the JSON."""

from collections.abc import AsyncIterator
from functools import partial

from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from handfast.ceremonies.linking.rules import ShownStatus, shown_status
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.edge.turns import made
from handfast.kernel.time import iso, iso_or_none
from handfast.reports.trail.csv_text import line, lines
from handfast.reports.unpaired.read import AT_ONCE, PageQuery, days_known, is_overdue, page, report
from handfast.reports.unpaired.store import BEFORE_ALL, Unpaired

routes = Routes("Reports")

_CSV_COLUMNS = ("rustdesk_id", "name", "hostname", "created", "days", "over_7_days", "status", "last_seen", "conflicts", "id")


class UnpairedDevice(BaseModel):
    id: str
    name: str
    rustDeskId: str  # noqa: N815
    createdAt: str  # noqa: N815
    daysSinceCreated: int  # noqa: N815
    status: ShownStatus
    lastSeenAt: str | None  # noqa: N815
    hostname: str
    overdue: bool
    conflicts: int


class UnpairedReport(BaseModel):
    total: int
    paired: int
    unpaired: int
    grandfathered: int
    unpairedDevices: list[UnpairedDevice]  # noqa: N815


def _device(now: int, one: Unpaired) -> UnpairedDevice:
    return UnpairedDevice(
        id=one.id,
        name=one.name,
        rustDeskId=one.rustdesk_id,
        createdAt=iso(one.created_at),
        daysSinceCreated=days_known(one, now),
        status=shown_status(one.status, one.presence, one.last_seen_at),
        lastSeenAt=iso_or_none(one.last_seen_at),
        hostname=one.hostname,
        overdue=is_overdue(one, now),
        conflicts=one.conflicts,
    )


@routes.get("/api/admin/devices/unpaired", allow="rustdesk.unpaired")
async def unpaired(call: Call) -> UnpairedReport:
    """How many RustDesk devices are paired, unpaired and exempt, and which are unpaired, the longest waiting first"""
    found = await call.do(report, None)
    return UnpairedReport(
        total=found.figures.paired + found.figures.unpaired,
        paired=found.figures.paired,
        unpaired=found.figures.unpaired,
        grandfathered=found.figures.grandfathered,
        unpairedDevices=await made(found.devices, partial(_device, found.now)),
    )


@routes.get("/api/admin/devices/unpaired.csv", allow="rustdesk.unpaired")
async def unpaired_as_csv(call: Call) -> Response:
    """The unpaired devices for a spreadsheet"""
    headers = {"Content-Disposition": 'attachment; filename="handfast-unpaired.csv"'}
    return StreamingResponse(_csv(call), media_type="text/csv; charset=utf-8", headers=headers)


async def _csv(call: Call) -> AsyncIterator[str]:
    yield "\ufeff" + line(_CSV_COLUMNS)
    after: tuple[int, str] = BEFORE_ALL
    while True:
        found = await call.do(page, PageQuery(AT_ONCE, after))
        async for text in lines(found.devices, partial(_csv_values, found.now)):
            yield text
        if len(found.devices) < AT_ONCE:
            return
        after = (found.devices[-1].created_at, found.devices[-1].id)


def _csv_values(now: int, one: Unpaired) -> tuple[object, ...]:
    age = (iso(one.created_at), days_known(one, now), "yes" if is_overdue(one, now) else "")
    status = shown_status(one.status, one.presence, one.last_seen_at)
    return (one.rustdesk_id, one.name, one.hostname, *age, status, iso_or_none(one.last_seen_at) or "", one.conflicts, one.id)
