"""The admin's routes on RustDesk devices."""

from handfast.ceremonies.linking.admin.add import AddDevice, add
from handfast.ceremonies.linking.admin.assign import AssignDevice, assign, unassign
from handfast.ceremonies.linking.admin.clean_up import preview, remove, removed
from handfast.ceremonies.linking.admin.exempt import Exempt, end_exemption, exempt, exempted
from handfast.ceremonies.linking.admin.restore import restore
from handfast.ceremonies.linking.admin.schemas import (
    AbandonedDevices,
    AcceptBody,
    AddedDevice,
    AssignBody,
    CleanUpBody,
    CleanUpQuery,
    ExemptBody,
    ExemptDevices,
    NewDeviceBody,
    OneDevice,
    RemovedCount,
    RemovedDevices,
    UuidConflicts,
    abandoned_reply,
    added_reply,
    device_reply,
    exempt_reply,
    removed_reply,
    uuid_conflicts_reply,
)
from handfast.ceremonies.linking.admin.uuid_conflicts import Accept, accept, list_uuid_conflicts
from handfast.ceremonies.linking.admin.view import get_device
from handfast.ceremonies.linking.follow import Follow, follow
from handfast.ceremonies.linking.schemas import FollowBody
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.edge.schemas import given_moment
from handfast.kernel.ids import DeviceId, UserId
from handfast.kernel.outcomes import Reason
from handfast.kernel.time import parse_end

routes = Routes("RustDesk devices", "For support: add, assign, exempt, clean up and restore RustDesk devices.")


async def _one(call: Call, id: DeviceId) -> OneDevice:
    return OneDevice(device=device_reply(await call.do(get_device, id), call.run.clock.now()))


@routes.post("/api/admin/devices", allow="rustdesk.add", refuses=[Reason.DEVICE_QUOTA])
async def add_rustdesk_device(call: Call, body: NewDeviceBody) -> OneDevice | AddedDevice:
    """Add a RustDesk device by its ID.

    201 when a record was made, 200 when there was one already.
    """
    return added_reply(await call.do(add, AddDevice(body.rustdesk_id, body.name)), call.run.clock.now())


@routes.post(
    "/api/admin/devices/{id}/assign",
    allow="rustdesk.assign",
    refuses=[Reason.ALREADY_LINKED, Reason.DEVICE_BLOCKED, Reason.DEVICE_LINKED_ELSEWHERE],
)
async def assign_rustdesk_device(call: Call, id: DeviceId, body: AssignBody) -> OneDevice:
    """Assign a RustDesk device to a customer.

    A device that the customer already has is replaced only if `replaces` names it; `held` of the 409 says which one it is.
    """
    await call.do(assign, AssignDevice(id, UserId(body.person_id), DeviceId(body.replaces) if body.replaces else None))
    return await _one(call, id)


@routes.post("/api/admin/devices/{id}/unassign", allow="rustdesk.assign")
async def unassign_rustdesk_device(call: Call, id: DeviceId) -> OneDevice:
    """Unassign a RustDesk device from its customer."""
    await call.do(unassign, id)
    return await _one(call, id)


@routes.put("/api/admin/devices/{id}/exemption", allow="rustdesk.exempt")
async def exempt_rustdesk_device(call: Call, id: DeviceId, body: ExemptBody) -> OneDevice:
    """Exempt a RustDesk device from the pairing requirement.

    An exemption needs a reason, and may have an end.
    """
    await call.do(exempt, Exempt(id, body.reason, given_moment("until", body.until, parse_end)))
    return await _one(call, id)


@routes.delete("/api/admin/devices/{id}/exemption", allow="rustdesk.exempt")
async def end_rustdesk_exemption(call: Call, id: DeviceId) -> None:
    """End the exemption of a RustDesk device."""
    await call.do(end_exemption, id)


@routes.get("/api/admin/devices/exempt", allow="rustdesk.unpaired")
async def list_exempt_devices(call: Call) -> ExemptDevices:
    """List exempt RustDesk devices, by name, at most a thousand."""
    return await exempt_reply(await call.do(exempted, None), call.run.clock.now())


@routes.get("/api/admin/devices/cleanup", allow="rustdesk.abandoned")
async def list_abandoned_devices(call: Call, query: CleanUpQuery) -> AbandonedDevices:
    """List abandoned RustDesk devices.

    A clean-up would remove these: they are linked to nobody, not exempt, and were not seen for the given number of days.
    """
    return await abandoned_reply(await call.do(preview, query.days), call.run.clock.now())


@routes.post("/api/admin/devices/cleanup", allow="rustdesk.clean_up")
async def remove_abandoned_devices(call: Call, body: CleanUpBody) -> RemovedCount:
    """Remove abandoned RustDesk devices.

    Those that are no longer abandoned stay. The removal can be undone for 30 days.
    """
    return RemovedCount(removed=await call.do(remove, body.ids))


@routes.get("/api/admin/devices/removed", allow="rustdesk.abandoned")
async def list_removed_devices(call: Call) -> RemovedDevices:
    """List the removed RustDesk devices that can be restored, newest first."""
    return await removed_reply(await call.do(removed, None), call.run.clock.now())


@routes.post("/api/admin/devices/{id}/restore", allow="rustdesk.clean_up", refuses=[Reason.DEVICE_QUOTA, Reason.RUSTDESK_ID_TAKEN])
async def restore_removed_device(call: Call, id: DeviceId) -> OneDevice:
    """Restore a removed RustDesk device."""
    await call.do(restore, id)
    return await _one(call, id)


@routes.get("/api/admin/devices/{id}/rivals", allow="rustdesk.sessions")
async def list_rival_installations(call: Call, id: DeviceId) -> UuidConflicts:
    """List other installations that use the ID of this RustDesk device.

    Each is kept for a week. `renamed_to` is the ID that the device itself seems to have now.
    """
    return uuid_conflicts_reply(await call.do(list_uuid_conflicts, id))


@routes.post("/api/admin/devices/{id}/rivals/accept", allow="rustdesk.assign")
async def accept_rival_installation(call: Call, id: DeviceId, body: AcceptBody) -> OneDevice:
    """Accept another installation as this RustDesk device.

    Its link to a customer stays as it is.
    """
    await call.do(accept, Accept(id, body.rival_id))
    return await _one(call, id)


@routes.post("/api/admin/devices/{id}/follow", allow="rustdesk.assign")
async def follow_rustdesk_device(call: Call, id: DeviceId, body: FollowBody) -> None:
    """Move the link of this RustDesk device to the ID that it seems to have now."""
    await call.do(follow, Follow(id, body.rustdesk_id))


@routes.get("/api/admin/devices/{id}", allow="rustdesk.unpaired")
async def get_rustdesk_device(call: Call, id: DeviceId) -> OneDevice:
    """Get a RustDesk device with its customer and its exemption."""
    return await _one(call, id)
