"""Routes of the registry: what managers call, and what a device calls for itself."""

from handfast.devices.approve import approve, reject
from handfast.devices.find_devices import find_devices
from handfast.devices.find_devices import get_device as find_device
from handfast.devices.identify import RENEWAL, known_device
from handfast.devices.presence import come_online
from handfast.devices.refresh import Refresh, refresh
from handfast.devices.rename import Rename, rename
from handfast.devices.replace import Replace, replace
from handfast.devices.rules import HEARTBEAT, should_refresh
from handfast.devices.schemas import (
    DeviceDetail,
    DevicePage,
    DeviceQuery,
    Empty,
    Heartbeat,
    NewName,
    Predecessor,
    Renewal,
    RenewedToken,
    TokenToCheck,
    UserInfo,
    Validity,
    WhoAmI,
    detail_reply,
    page_reply,
    renewed_reply,
    validity_reply,
    who_reply,
)
from handfast.devices.set_enabled import disable, enable
from handfast.devices.unpair import unpair
from handfast.devices.validate import validate
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import Reason
from handfast.kernel.time import SECOND

_registry = Routes("Devices", "The registry: list, rename, enable, disable, approve and delete paired devices.")
_own = Routes("For devices", "Calls that a paired device makes with its own credential.")


@_own.get("/api/devices/me", allow="device.self")
async def get_own_device(call: Call) -> WhoAmI:
    """Get this device's own record.

    It says who the device is, which company it belongs to, and until when its credential is valid.
    """
    return who_reply(known_device(call), call.run.clock.now())


@_own.get("/api/devices/me/userinfo", allow="device.self")
async def get_user_info(call: Call) -> UserInfo:
    """Get who this device is, as clients of OpenID Connect ask (Core 1.0, 5.3).

    Some of them cannot do without: they go by this, not by the token.
    """
    known = known_device(call)
    return UserInfo(sub=known.id, name=known.name)


@_own.post("/api/devices/me/heartbeat", allow="device.self")
async def send_heartbeat(call: Call, body: Empty) -> Heartbeat:
    """Report that this device is online.

    Repeat every `next_in` seconds. If `refresh` is true, the device should renew its credential soon.
    """
    now, known = call.run.clock.now(), known_device(call)
    call.services.note_heartbeat(call.caller.device_id)
    if known.presence != "online":
        await call.do(come_online, known.version)
    renew = should_refresh(known.issued_at, known.expires_at, now)
    return Heartbeat(status="online", server_time=now, next_in=HEARTBEAT // SECOND, refresh=renew)


@_own.post(RENEWAL, allow="device.self")
async def renew_credential(call: Call, body: Renewal) -> RenewedToken:
    """Renew this device's credential.

    The old one works until the new one is first used, but for 60 seconds at most.
    """
    return renewed_reply(await call.do(refresh, Refresh(body.clientNonce, call.proof_mark)))


@_own.delete("/api/devices/me", allow="device.self")
async def unpair_own_device(call: Call) -> None:
    """Unpair this device.

    Its credential is invalid from then on.
    """
    await call.do(unpair, call.proof_mark)


@_registry.post("/api/devices/validate-token", allow="device.validate")
async def validate_device_token(call: Call, body: TokenToCheck) -> Validity:
    """Check whether a device's token is valid.

    A device may only check its own.
    """
    return validity_reply(await call.do(validate, body.token))


@_registry.get("/api/devices", allow="device.list")
async def list_devices(call: Call, query: DeviceQuery) -> DevicePage:
    """List devices, by page."""
    return page_reply(await call.do(find_devices, query.command()))


@_registry.get("/api/devices/{id}", allow="device.list")
async def get_device(call: Call, id: DeviceId) -> DeviceDetail:
    """Get a device."""
    return detail_reply(await call.do(find_device, id))


@_registry.patch("/api/devices/{id}", allow="device.rename")
async def rename_device(call: Call, id: DeviceId, body: NewName) -> DeviceDetail:
    await call.do(rename, Rename(id, body.name))
    return detail_reply(await call.do(find_device, id))


@_registry.post("/api/devices/{id}/enable", allow="device.switch", refuses=[Reason.NOT_WAITING])
async def enable_device(call: Call, id: DeviceId) -> DeviceDetail:
    """Enable a disabled device."""
    await call.do(enable, id)
    return detail_reply(await call.do(find_device, id))


@_registry.post("/api/devices/{id}/disable", allow="device.switch", refuses=[Reason.NOT_WAITING])
async def disable_device(call: Call, id: DeviceId) -> DeviceDetail:
    """Disable a device.

    It is refused from its next request on.
    """
    await call.do(disable, id)
    return detail_reply(await call.do(find_device, id))


@_registry.post("/api/devices/{id}/approve", allow="device.approve", refuses=[Reason.NOT_WAITING])
async def approve_device(call: Call, id: DeviceId) -> DeviceDetail:
    """Approve a waiting device."""
    await call.do(approve, id)
    return detail_reply(await call.do(find_device, id))


@_registry.post("/api/devices/{id}/reject", allow="device.approve", refuses=[Reason.NOT_WAITING])
async def reject_device(call: Call, id: DeviceId) -> None:
    """Reject a waiting device."""
    await call.do(reject, id)


@_registry.post("/api/devices/{id}/replace", allow="device.replace")
async def replace_device(call: Call, id: DeviceId, body: Predecessor) -> DeviceDetail:
    """Let a device replace its older entry.

    `replaces` of the device names that entry, whose credential stops working.
    """
    await call.do(replace, Replace(id, DeviceId(body.device_id)))
    return detail_reply(await call.do(find_device, id))


routes = [*_own, *_registry]
