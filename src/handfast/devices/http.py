"""Routes of the registry. The device's own routes come first: they are called most often, and `me` must not be read as an id."""

from pydantic import Field

from handfast.devices import replies
from handfast.devices.approve import approve, reject
from handfast.devices.find_devices import FindDevices, find_devices, get_device
from handfast.devices.identify import RENEWAL, known_device
from handfast.devices.lifecycle import ListedStatus
from handfast.devices.lists import Cursor, Filter, SortOrder
from handfast.devices.presence import come_online
from handfast.devices.refresh import Refresh, refresh
from handfast.devices.rename import Rename, rename
from handfast.devices.replace import Replace, replace
from handfast.devices.replies import DeviceDetail, DevicePage, Heartbeat, RenewedToken, Validity, WhoAmI
from handfast.devices.rules import HEARTBEAT, DeviceKind, should_refresh
from handfast.devices.set_enabled import disable, enable
from handfast.devices.unpair import unpair
from handfast.devices.validate import validate
from handfast.edge import paging
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.edge.strict_json import Body
from handfast.kernel.ids import DeviceId
from handfast.kernel.time import SECOND, iso

routes = Routes("Devices")
own_routes = Routes("For devices")

NONCE = Field(default=None, min_length=22, max_length=128, pattern=r"^[A-Za-z0-9_-]+$")


class NewName(Body):
    name: str = Field(max_length=400)


class Predecessor(Body):
    device_id: DeviceId = Field(max_length=64)


class Token(Body):
    token: str = Field(max_length=256)


class Renewal(Body):
    clientNonce: str | None = NONCE  # noqa: N815 - the requirement's casing


class Empty(Body):
    pass


class DeviceQuery(Body):
    search: str = Field(default="", max_length=100)
    status: ListedStatus | None = None
    kind: DeviceKind = "browser"
    sort: SortOrder = "name"
    cursor: str | None = Field(default=None, max_length=2000)
    limit: int = Field(default=25, ge=1, le=100, strict=False)


@own_routes.get("/api/devices/me", allow="device.self")
async def me(call: Call) -> WhoAmI:
    """Who this device is, where it belongs, and until when its credential is good."""
    return replies.who(known_device(call), call.run.clock.now())


@own_routes.post("/api/devices/me/heartbeat", allow="device.self")
async def heartbeat(call: Call, body: Empty) -> Heartbeat:
    """Say that this device is there; every `next_in` seconds. `refresh` asks for a new credential soon."""
    now, known = call.run.clock.now(), known_device(call)
    call.services.note_heartbeat(call.caller.device_id)
    if known.presence != "online":
        await call.do(come_online, known.version)
    renew = should_refresh(known.issued_at, known.expires_at, now)
    return Heartbeat(status="online", server_time=iso(now), next_in=HEARTBEAT // SECOND, refresh=renew)


@own_routes.post(RENEWAL, allow="device.self")
async def renew(call: Call, body: Renewal) -> RenewedToken:
    """Get a new credential. The old one works until the new one is first used, for 60 seconds at most."""
    renewed = await call.do(refresh, Refresh(body.clientNonce, call.proof_mark))
    kind = "DPoP" if renewed.key_bound else "Bearer"
    return RenewedToken(auth_token=renewed.token.reveal(), token_type=kind, expires_at=iso(renewed.expires_at))


@own_routes.delete("/api/devices/me", allow="device.self")
async def leave(call: Call) -> None:
    """Unpair: the credential is dead from then on."""
    await call.do(unpair, call.proof_mark)


@routes.post("/api/devices/validate-token", allow="device.validate")
async def validate_token(call: Call, body: Token) -> Validity:
    """Ask whether a device's token is good. A device may only ask about its own."""
    valid = await call.do(validate, body.token)
    if valid is None:
        return Validity(active=False)
    return Validity(active=True, device_id=valid.device_id, name=valid.name, tenant_id=valid.tenant_id, expires_at=iso(valid.expires_at))


@routes.get("/api/devices", allow="device.list")
async def list_devices(call: Call, query: DeviceQuery) -> DevicePage:
    """The tenant's devices, by page."""
    kinds = (str, str) if query.sort == "name" else (int, str)
    after = Cursor(*paging.decode(query.cursor, *kinds)) if query.cursor else None
    command = FindDevices(Filter(query.search, query.status, query.kind), query.sort, after, query.limit)
    return replies.page(await call.do(find_devices, command))


@routes.get("/api/devices/{id}", allow="device.list")
async def one_device(call: Call, id: DeviceId) -> DeviceDetail:
    return replies.detail(await call.do(get_device, id))


@routes.patch("/api/devices/{id}", allow="device.rename")
async def rename_device(call: Call, id: DeviceId, body: NewName) -> DeviceDetail:
    await call.do(rename, Rename(id, body.name))
    return replies.detail(await call.do(get_device, id))


@routes.post("/api/devices/{id}/enable", allow="device.switch")
async def enable_device(call: Call, id: DeviceId) -> DeviceDetail:
    """Let a disabled device in again."""
    await call.do(enable, id)
    return replies.detail(await call.do(get_device, id))


@routes.post("/api/devices/{id}/disable", allow="device.switch")
async def disable_device(call: Call, id: DeviceId) -> DeviceDetail:
    """Refuse a device from its next request on."""
    await call.do(disable, id)
    return replies.detail(await call.do(get_device, id))


@routes.post("/api/devices/{id}/approve", allow="device.approve")
async def approve_device(call: Call, id: DeviceId) -> DeviceDetail:
    """Let a waiting device in."""
    await call.do(approve, id)
    return replies.detail(await call.do(get_device, id))


@routes.post("/api/devices/{id}/reject", allow="device.approve")
async def reject_device(call: Call, id: DeviceId) -> None:
    """Turn a waiting device away."""
    await call.do(reject, id)


@routes.post("/api/devices/{id}/replace", allow="device.replace")
async def replace_device(call: Call, id: DeviceId, body: Predecessor) -> DeviceDetail:
    """Let it take the place of the older entry that its `replaces` names, which is over from then on."""
    await call.do(replace, Replace(id, body.device_id))
    return replies.detail(await call.do(get_device, id))
