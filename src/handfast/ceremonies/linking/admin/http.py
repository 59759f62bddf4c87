"""The admin's routes on RustDesk devices."""

from pydantic import BaseModel, Field
from starlette.responses import Response

from handfast.ceremonies.linking.admin.add import AddDevice, add
from handfast.ceremonies.linking.admin.assign import AssignDevice, assign, unassign
from handfast.ceremonies.linking.admin.clean_up import preview, remove, removed
from handfast.ceremonies.linking.admin.exempt import Exempt, end_exemption, exempt, exempted
from handfast.ceremonies.linking.admin.restore import restore
from handfast.ceremonies.linking.admin.rules import FEWEST_DAYS, MOST_AT_ONCE, MOST_DAYS, AdminDevice, gone_for_good_at
from handfast.ceremonies.linking.admin.uuid_conflicts import Accept, accept, rivals
from handfast.ceremonies.linking.admin.view import get_device
from handfast.ceremonies.linking.follow import Follow, follow
from handfast.ceremonies.linking.replies import FollowBody, SuccessorView, successor
from handfast.ceremonies.linking.rules import ShownStatus
from handfast.edge import paging
from handfast.edge.calls import Call
from handfast.edge.problems import Refusal
from handfast.edge.route import Routes
from handfast.edge.strict_json import Body
from handfast.kernel import time as moments
from handfast.kernel.ids import DeviceId, RustdeskId, UserId
from handfast.kernel.outcomes import Reason
from handfast.kernel.time import iso, iso_or_none
from handfast.rustdesk.registry.uuid_conflicts.store import ListedRival

routes = Routes("RustDesk devices")


class NewDeviceBody(Body):
    rustdesk_id: RustdeskId = Field(max_length=100)
    name: str | None = Field(default=None, max_length=400)


class AssignBody(Body):
    person_id: UserId = Field(max_length=64)
    replaces: DeviceId | None = Field(default=None, max_length=64, description="The id of the customer's device that this one replaces")


class ExemptBody(Body):
    reason: str = Field(max_length=800)
    until: str | None = Field(default=None, max_length=40)


class CleanUpQuery(Body):
    days: int = Field(default=90, ge=FEWEST_DAYS, le=MOST_DAYS, strict=False)


class CleanUpBody(Body):
    ids: list[DeviceId] = Field(max_length=MOST_AT_ONCE)


class AcceptBody(Body):
    rival_id: str = Field(max_length=64)


class Named(BaseModel):
    id: UserId
    name: str


class ExemptionView(BaseModel):
    reason: str
    until: str | None
    by: str | None


class RustDeskDevice(BaseModel):
    id: DeviceId
    rustdesk_id: RustdeskId
    name: str
    hostname: str
    os: str
    status: ShownStatus
    last_seen_at: str | None
    created_at: str
    person: Named | None
    linked_at: str | None
    proof: str | None
    exemption: ExemptionView | None
    conflicts: int


class OneDevice(BaseModel):
    device: RustDeskDevice


class AbandonedDevices(BaseModel):
    items: list[RustDeskDevice]
    total: paging.Count


class ExemptDevices(BaseModel):
    items: list[RustDeskDevice]


class RemovedDevice(RustDeskDevice):
    removed_at: str
    forgotten_at: str


class RemovedDevices(BaseModel):
    items: list[RemovedDevice]


class RivalView(BaseModel):
    id: str
    address: str
    beats: int
    first_seen_at: str
    last_seen_at: str
    person: Named | None = Field(description="The customer who acted on it")


class Rivals(BaseModel):
    items: list[RivalView]
    renamed_to: SuccessorView | None = Field(description="What the device seems to call itself now")


class Removed(BaseModel):
    removed: int


def device_reply(device: AdminDevice, now: int) -> RustDeskDevice:
    exemption = device.exemption(now)
    return RustDeskDevice(
        id=device.id,
        rustdesk_id=device.rustdesk_id,
        name=device.name,
        hostname=device.hostname,
        os=device.os,
        status=device.shown_status,
        last_seen_at=iso_or_none(device.last_seen_at),
        created_at=iso(device.created_at),
        person=_named(device.user_id, device.user_name),
        linked_at=iso_or_none(device.linked_at),
        proof=device.proof,
        exemption=ExemptionView(reason=exemption.reason, until=iso_or_none(exemption.until), by=exemption.by) if exemption else None,
        conflicts=device.conflicts,
    )


def _named(id: UserId | None, name: str | None) -> Named | None:
    return Named(id=id, name=name) if id is not None and name is not None else None


def _removed(device: AdminDevice, now: int) -> RemovedDevice:
    removed_at = device.removed_at or 0
    known = device_reply(device, now).model_dump()
    return RemovedDevice(**known, removed_at=iso(removed_at), forgotten_at=iso(gone_for_good_at(removed_at)))


def _rival(rival: ListedRival) -> RivalView:
    return RivalView(
        id=rival.id,
        address=rival.address,
        beats=rival.heartbeats,
        first_seen_at=iso(rival.first_seen_at),
        last_seen_at=iso(rival.last_seen_at),
        person=_named(rival.user_id, rival.user_name),
    )


async def _one(call: Call, id: DeviceId) -> OneDevice:
    return OneDevice(device=device_reply(await call.do(get_device, id), call.run.clock.now()))


@routes.post("/api/admin/devices", allow="rustdesk.add", status=201)
async def add_device(call: Call, body: NewDeviceBody) -> OneDevice:
    """Find a RustDesk device by its ID, or make its record: 201 when it is new, 200 when it was there"""
    added = await call.do(add, AddDevice(body.rustdesk_id, body.name))
    reply = OneDevice(device=device_reply(added.device, call.run.clock.now()))
    if added.is_new:
        return reply
    return Response(reply.model_dump_json(), 200, media_type="application/json")  # type: ignore[return-value]


@routes.post("/api/admin/devices/{id}/assign", allow="rustdesk.assign")
async def assign_device(call: Call, id: DeviceId, body: AssignBody) -> OneDevice:
    """Link a device to a customer by hand. The one they have is only replaced when it is named; `held` of a 409 says which it is"""
    await call.do(assign, AssignDevice(id, body.person_id, body.replaces))
    return await _one(call, id)


@routes.post("/api/admin/devices/{id}/unassign", allow="rustdesk.assign")
async def unassign_device(call: Call, id: DeviceId) -> OneDevice:
    """Take a device away from its customer"""
    await call.do(unassign, id)
    return await _one(call, id)


@routes.put("/api/admin/devices/{id}/exemption", allow="rustdesk.exempt")
async def exempt_device(call: Call, id: DeviceId, body: ExemptBody) -> OneDevice:
    """Exempt a device from the pairing requirement, with a reason and perhaps an end"""
    until = moments.parse_end(body.until) if body.until else None
    if body.until and until is None:
        raise Refusal(Reason.INVALID_INPUT, errors=[{"field": "until", "message": "This is not a date and time (ISO 8601)"}])
    await call.do(exempt, Exempt(id, body.reason, until))
    return await _one(call, id)


@routes.delete("/api/admin/devices/{id}/exemption", allow="rustdesk.exempt")
async def end_device_exemption(call: Call, id: DeviceId) -> None:
    """End the exemption of a device"""
    await call.do(end_exemption, id)


@routes.get("/api/admin/devices/exempt", allow="rustdesk.unpaired")
async def exempt_devices(call: Call) -> ExemptDevices:
    """The devices that are out of the pairing requirement, by name, a thousand at most"""
    now = call.run.clock.now()
    return ExemptDevices(items=[device_reply(device, now) for device in await call.do(exempted, None)])


@routes.get("/api/admin/devices/cleanup", allow="rustdesk.abandoned")
async def clean_up_preview(call: Call, query: CleanUpQuery) -> AbandonedDevices:
    """The devices that are nobody's, not exempt and not heard of for so many days: what a clean-up would remove"""
    abandoned = await call.do(preview, query.days)
    now = call.run.clock.now()
    return AbandonedDevices(items=[device_reply(device, now) for device in abandoned.devices], total=abandoned.total)


@routes.post("/api/admin/devices/cleanup", allow="rustdesk.clean_up")
async def clean_up(call: Call, body: CleanUpBody) -> Removed:
    """Remove these devices, as far as they are still abandoned. It can be undone for 30 days"""
    return Removed(removed=await call.do(remove, body.ids))


@routes.get("/api/admin/devices/removed", allow="rustdesk.abandoned")
async def removed_devices(call: Call) -> RemovedDevices:
    """The devices that can still be brought back, newest first"""
    now = call.run.clock.now()
    return RemovedDevices(items=[_removed(device, now) for device in await call.do(removed, None)])


@routes.post("/api/admin/devices/{id}/restore", allow="rustdesk.clean_up")
async def restore_device(call: Call, id: DeviceId) -> OneDevice:
    """Bring a removed device back"""
    await call.do(restore, id)
    return await _one(call, id)


@routes.get("/api/admin/devices/{id}/rivals", allow="rustdesk.sessions")
async def device_rivals(call: Call, id: DeviceId) -> Rivals:
    """Other installations that say they are this RustDesk device; each is kept for a week; and the ID that it seems to have now"""
    doubts = await call.do(rivals, id)
    return Rivals(items=[_rival(rival) for rival in doubts.rivals], renamed_to=successor(doubts.renamed_to))


@routes.post("/api/admin/devices/{id}/rivals/accept", allow="rustdesk.assign")
async def accept_rival(call: Call, id: DeviceId, body: AcceptBody) -> OneDevice:
    """Put another installation in the place of this device; whose it is stays as it is"""
    await call.do(accept, Accept(id, body.rival_id))
    return await _one(call, id)


@routes.post("/api/admin/devices/{id}/follow", allow="rustdesk.assign")
async def follow_renamed(call: Call, id: DeviceId, body: FollowBody) -> None:
    """Move the link of this device to the ID that it calls itself now"""
    await call.do(follow, Follow(id, body.rustdesk_id))


@routes.get("/api/admin/devices/{id}", allow="rustdesk.unpaired")
async def one_rustdesk_device(call: Call, id: DeviceId) -> OneDevice:
    """One RustDesk device as the support desk sees it: whose it is, and whether it is exempt"""
    return await _one(call, id)
