"""The admin's routes on RustDesk devices."""

from typing import ClassVar

from pydantic import BaseModel, Field

from handfast.ceremonies.linking.admin.add import AddDevice, add
from handfast.ceremonies.linking.admin.assign import AssignDevice, assign, unassign
from handfast.ceremonies.linking.admin.clean_up import preview, remove, removed
from handfast.ceremonies.linking.admin.exempt import Exempt, end_exemption, exempt, exempted
from handfast.ceremonies.linking.admin.restore import restore
from handfast.ceremonies.linking.admin.rules import FEWEST_DAYS, MOST_AT_ONCE, MOST_DAYS, gone_for_good_at
from handfast.ceremonies.linking.admin.uuid_conflicts import Accept, accept, rivals
from handfast.ceremonies.linking.admin.view import AdminDevice, get_device
from handfast.ceremonies.linking.follow import Follow, follow
from handfast.ceremonies.linking.replies import FollowBody, SuccessorView, successor
from handfast.ceremonies.linking.rules import Proof, ShownStatus
from handfast.edge.calls import Call
from handfast.edge.problems import Refusal
from handfast.edge.route import Routes
from handfast.edge.schemas import PERIOD_END, GivenId, Id, NamedRef, Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.kernel import time as moments
from handfast.kernel.outcomes import Reason

routes = Routes("RustDesk devices")


class NewDeviceBody(Body):
    rustdesk_id: str = Field(max_length=100)
    name: str | None = Field(default=None, max_length=400)


class AssignBody(Body):
    person_id: GivenId
    replaces: GivenId | None = Field(default=None, description="The id of the customer's device that this one replaces")


class ExemptBody(Body):
    reason: str = Field(max_length=800)
    until: str | None = Field(default=None, max_length=40, description=PERIOD_END)


class CleanUpQuery(Body):
    days: int = Field(default=90, ge=FEWEST_DAYS, le=MOST_DAYS, strict=False)


class CleanUpBody(Body):
    ids: list[str] = Field(max_length=MOST_AT_ONCE)


class AcceptBody(Body):
    rival_id: GivenId


class ExemptionView(BaseModel):
    reason: str
    until: Timestamp | None
    by: str | None


class RustDeskDevice(BaseModel):
    id: Id
    rustdesk_id: str
    name: str
    hostname: str
    os: str
    status: ShownStatus
    last_seen_at: Timestamp | None
    created_at: Timestamp
    person: NamedRef | None
    linked_at: Timestamp | None
    proof: Proof | None
    exemption: ExemptionView | None
    conflicts: int


class OneDevice(BaseModel):
    device: RustDeskDevice


class AddedDevice(OneDevice, Reply):
    status_code: ClassVar[int] = 201


class AbandonedDevices(BaseModel):
    items: list[RustDeskDevice]
    total: int


class ExemptDevices(BaseModel):
    items: list[RustDeskDevice]


class RemovedDevice(RustDeskDevice):
    removed_at: Timestamp
    forgotten_at: Timestamp


class RemovedDevices(BaseModel):
    items: list[RemovedDevice]


class RivalView(BaseModel):
    id: Id
    address: str
    beats: int
    first_seen_at: Timestamp
    last_seen_at: Timestamp
    person: NamedRef | None = Field(description="The customer who acted on it")


class Rivals(BaseModel):
    items: list[RivalView]
    renamed_to: SuccessorView | None = Field(description="What the device seems to call itself now")


class RemovedCount(BaseModel):
    removed: int


def device_reply(seen: AdminDevice) -> RustDeskDevice:
    held = seen.exemption
    return RustDeskDevice(
        id=seen.id,
        rustdesk_id=seen.rustdesk_id,
        name=seen.name,
        hostname=seen.hostname,
        os=seen.os,
        status=seen.status,
        last_seen_at=seen.last_seen_at,
        created_at=seen.created_at,
        person=NamedRef(id=seen.user[0], name=seen.user[1]) if seen.user else None,
        linked_at=seen.linked_at,
        proof=seen.proof,
        exemption=ExemptionView(reason=held.reason, until=held.until, by=held.by) if held else None,
        conflicts=seen.conflicts,
    )


def _removed(seen: AdminDevice) -> RemovedDevice:
    removed_at = seen.removed_at or 0
    known = dict(device_reply(seen))
    return RemovedDevice(**known, removed_at=removed_at, forgotten_at=gone_for_good_at(removed_at))


@routes.post("/api/admin/devices", allow="rustdesk.add")
async def add_rustdesk_device(call: Call, body: NewDeviceBody) -> OneDevice | AddedDevice:
    """Find a RustDesk device by its ID, or make its record: 201 when it is new, 200 when it was there"""
    added = await call.do(add, AddDevice(body.rustdesk_id, body.name))
    device = device_reply(added.device)
    return AddedDevice(device=device) if added.is_new else OneDevice(device=device)


@routes.post(
    "/api/admin/devices/{id}/assign",
    allow="rustdesk.assign",
    refuses=[Reason.ALREADY_LINKED, Reason.DEVICE_BLOCKED, Reason.DEVICE_LINKED_ELSEWHERE],
)
async def assign_rustdesk_device(call: Call, id: str, body: AssignBody) -> OneDevice:
    """Link a device to a customer by hand. The one they have is only replaced when it is named; `held` of a 409 says which it is"""
    await call.do(assign, AssignDevice(id, body.person_id, body.replaces))
    return OneDevice(device=device_reply(await call.do(get_device, id)))


@routes.post("/api/admin/devices/{id}/unassign", allow="rustdesk.assign")
async def unassign_rustdesk_device(call: Call, id: str) -> OneDevice:
    """Take a device away from its customer"""
    await call.do(unassign, id)
    return OneDevice(device=device_reply(await call.do(get_device, id)))


@routes.put("/api/admin/devices/{id}/exemption", allow="rustdesk.exempt")
async def exempt_rustdesk_device(call: Call, id: str, body: ExemptBody) -> OneDevice:
    """Exempt a device from the pairing requirement, with a reason and perhaps an end"""
    until = moments.parse_end(body.until) if body.until else None
    if body.until and until is None:
        raise Refusal(Reason.INVALID_INPUT, errors=[{"field": "until", "message": "This is not a date and time (ISO 8601)"}])
    await call.do(exempt, Exempt(id, body.reason, until))
    return OneDevice(device=device_reply(await call.do(get_device, id)))


@routes.delete("/api/admin/devices/{id}/exemption", allow="rustdesk.exempt")
async def end_rustdesk_exemption(call: Call, id: str) -> None:
    """End the exemption of a device"""
    await call.do(end_exemption, id)


@routes.get("/api/admin/devices/exempt", allow="rustdesk.unpaired")
async def list_exempt_devices(call: Call) -> ExemptDevices:
    """The devices that are out of the pairing requirement, by name, a thousand at most"""
    return ExemptDevices(items=[device_reply(one) for one in await call.do(exempted, None)])


@routes.get("/api/admin/devices/cleanup", allow="rustdesk.abandoned")
async def list_abandoned_devices(call: Call, query: CleanUpQuery) -> AbandonedDevices:
    """The devices that are nobody's, not exempt and not heard of for so many days: what a clean-up would remove"""
    abandoned = await call.do(preview, query.days)
    return AbandonedDevices(items=[device_reply(one) for one in abandoned.devices], total=abandoned.total)


@routes.post("/api/admin/devices/cleanup", allow="rustdesk.clean_up")
async def remove_abandoned_devices(call: Call, body: CleanUpBody) -> RemovedCount:
    """Remove these devices, as far as they are still abandoned. It can be undone for 30 days"""
    return RemovedCount(removed=await call.do(remove, body.ids))


@routes.get("/api/admin/devices/removed", allow="rustdesk.abandoned")
async def list_removed_devices(call: Call) -> RemovedDevices:
    """The devices that can still be brought back, newest first"""
    return RemovedDevices(items=[_removed(one) for one in await call.do(removed, None)])


@routes.post("/api/admin/devices/{id}/restore", allow="rustdesk.clean_up", refuses=[Reason.RUSTDESK_ID_TAKEN])
async def restore_removed_device(call: Call, id: str) -> OneDevice:
    """Bring a removed device back"""
    await call.do(restore, id)
    return OneDevice(device=device_reply(await call.do(get_device, id)))


@routes.get("/api/admin/devices/{id}/rivals", allow="rustdesk.sessions")
async def list_rival_installations(call: Call, id: str) -> Rivals:
    """Other installations that say they are this RustDesk device; each is kept for a week; and the ID that it seems to have now"""
    seen = await call.do(rivals, id)
    return Rivals(
        items=[
            RivalView(
                id=one.id,
                address=one.address,
                beats=one.beats,
                first_seen_at=one.first_seen_at,
                last_seen_at=one.last_seen_at,
                person=NamedRef(id=one.user[0], name=one.user[1]) if one.user else None,
            )
            for one in seen.rivals
        ],
        renamed_to=successor(seen.renamed_to),
    )


@routes.post("/api/admin/devices/{id}/rivals/accept", allow="rustdesk.assign")
async def accept_rival_installation(call: Call, id: str, body: AcceptBody) -> OneDevice:
    """Put another installation in the place of this device; whose it is stays as it is"""
    await call.do(accept, Accept(id, body.rival_id))
    return OneDevice(device=device_reply(await call.do(get_device, id)))


@routes.post("/api/admin/devices/{id}/follow", allow="rustdesk.assign")
async def follow_rustdesk_device(call: Call, id: str, body: FollowBody) -> None:
    """Move the link of this device to the ID that it calls itself now"""
    await call.do(follow, Follow(id, body.rustdesk_id))


@routes.get("/api/admin/devices/{id}", allow="rustdesk.unpaired")
async def get_rustdesk_device(call: Call, id: str) -> OneDevice:
    """One RustDesk device as the support desk sees it: whose it is, and whether it is exempt"""
    return OneDevice(device=device_reply(await call.do(get_device, id)))
