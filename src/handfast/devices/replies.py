"""The JSON of the registry's answers."""

from typing import Annotated

from pydantic import BaseModel, Field

from handfast.devices import store
from handfast.devices.find_devices import DeviceDetails, DeviceList
from handfast.devices.lifecycle import shown_status
from handfast.edge import paging
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId
from handfast.kernel.time import iso, iso_or_none
from handfast.users import tenant_settings


class Named(BaseModel):
    id: str
    name: str


class Device(BaseModel):
    id: str
    kind: Annotated[str, Field(description="browser or rustdesk")]
    rustdesk_id: RustdeskId | None
    name: str
    status: Annotated[str, Field(description="online, offline, blocked or waiting")]
    platform: str
    user_agent: str
    fingerprint: str
    person: Annotated[Named | None, Field(description="Who paired a browser, or the customer a RustDesk device is linked to")]
    paired_at: str
    last_seen_at: str | None
    address: str
    key_bound: bool
    credential_expires_at: str | None
    version: int
    failures: int


class Predecessor(BaseModel):
    id: str
    name: str
    last_seen_at: str | None


class DeviceDetail(Device):
    replaces: Annotated[
        Predecessor | None,
        Field(description="An older entry of the same person, name and fingerprint: it may be this device, before its storage was cleared"),
    ]


class DevicePage(BaseModel):
    items: list[Device]
    next_cursor: str | None
    total: paging.Total
    counts: dict[str, paging.Count]


class OwnDevice(BaseModel):
    id: str
    name: str
    status: str
    paired_at: str
    last_seen_at: str | None


class ManagerName(BaseModel):
    name: str


class WhoAmI(BaseModel):
    device: OwnDevice
    restaurant: Named
    manager: ManagerName
    credential_expires_at: str | None
    app_url: Annotated[str | None, Field(description="Where the company's own app is; always https")]
    server_time: str
    support_contact: str = Field(description="Where to ask for help, in the company's words; may be empty")


class Heartbeat(BaseModel):
    status: str
    server_time: str
    next_in: int
    refresh: bool


class RenewedToken(BaseModel):
    auth_token: str
    token_type: str
    expires_at: str


class Validity(BaseModel):
    active: bool
    device_id: DeviceId | None = None
    name: str | None = None
    tenant_id: TenantId | None = None
    expires_at: str | None = None


def device(seen: store.Device) -> Device:
    return Device(
        id=seen.id,
        kind=seen.kind,
        rustdesk_id=seen.rustdesk_id,
        name=seen.name,
        status=shown_status(seen.status, seen.presence),
        platform=seen.platform,
        user_agent=seen.user_agent,
        fingerprint=seen.fingerprint,
        person=Named(id=seen.user_id, name=seen.user_name) if seen.user_id and seen.user_name else None,
        paired_at=iso(seen.paired_at),
        last_seen_at=iso_or_none(seen.last_seen_at),
        address=seen.address,
        key_bound=seen.key_thumbprint is not None,
        credential_expires_at=iso_or_none(seen.credential_expires_at),
        version=seen.version,
        failures=seen.failures,
    )


def detail(found: DeviceDetails) -> DeviceDetail:
    older = found.replaces
    replaces = Predecessor(id=older.id, name=older.name, last_seen_at=iso_or_none(older.last_seen_at)) if older else None
    return DeviceDetail(**device(found.device).model_dump(), replaces=replaces)


def page(listed: DeviceList) -> DevicePage:
    cursor = paging.encode(*listed.next) if listed.next else None
    return DevicePage(items=[device(item) for item in listed.items], next_cursor=cursor, total=listed.total, counts=dict(listed.counts))


def who(known: store.DeviceOfToken, now: int) -> WhoAmI:
    """What a device may know about itself; all of it was read when its token was looked up."""
    settings = tenant_settings.parse(known.settings)
    return WhoAmI(
        device=OwnDevice(
            id=known.id,
            name=known.name,
            status=shown_status(known.status, known.presence),
            paired_at=iso(known.paired_at),
            last_seen_at=iso_or_none(known.last_seen_at),
        ),
        restaurant=Named(id=known.tenant_id, name=known.tenant_name),
        manager=ManagerName(name=known.user_name or ""),
        credential_expires_at=iso(known.expires_at),
        app_url=settings.app_url or None,
        server_time=iso(now),
        support_contact=settings.support_contact,
    )
