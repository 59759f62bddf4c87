"""What goes in and out of the registry's routes."""

from typing import Annotated, Literal

from pydantic import Field

from handfast.devices import store
from handfast.devices.find_devices import DeviceDetails, DeviceList, FindDevices
from handfast.devices.lifecycle import ShownStatus, shown_status
from handfast.devices.lists import Cursor, Filter, SortOrder
from handfast.devices.refresh import Renewed
from handfast.devices.rules import DeviceKind
from handfast.devices.validate import Valid
from handfast.edge import paging
from handfast.edge.schemas import GivenId, Id, NamedRef, Reply, Timestamp, TokenType, token_type
from handfast.edge.strict_json import Body
from handfast.kernel.ids import DeviceId
from handfast.users import tenant_settings

NONCE = Field(default=None, min_length=22, max_length=128, pattern=r"^[A-Za-z0-9_-]+$")


class NewName(Body):
    name: str = Field(max_length=400)


class Predecessor(Body):
    device_id: GivenId


class TokenToCheck(Body):
    token: str = Field(max_length=256)


class Renewal(Body):
    clientNonce: str | None = NONCE  # noqa: N815 - the requirement's casing


class Empty(Body):
    pass


class DeviceQuery(Body):
    search: str = Field(default="", max_length=100)
    status: ShownStatus | None = None
    kind: DeviceKind = "browser"
    sort: SortOrder = "name"
    cursor: str | None = Field(default=None, max_length=2000)
    limit: int = Field(default=25, ge=1, le=100, strict=False)

    def command(self) -> FindDevices:
        return FindDevices(Filter(self.search, self.status, self.kind), self.sort, self._after(), self.limit)

    def _after(self) -> Cursor | None:
        if not self.cursor:
            return None
        by_name = self.sort == "name"
        value, id = paging.decode(self.cursor, str, str) if by_name else paging.decode(self.cursor, int, str)
        return Cursor(value, DeviceId(id))


class Device(Reply):
    id: Id
    kind: DeviceKind
    rustdesk_id: str | None
    name: str
    status: ShownStatus
    platform: str
    user_agent: str
    fingerprint: str
    person: Annotated[NamedRef | None, Field(description="Who paired a browser, or the customer a RustDesk device is linked to")]
    paired_at: Timestamp
    last_seen_at: Timestamp | None
    address: str
    key_bound: bool
    credential_expires_at: Timestamp | None
    version: int
    failures: int


class OlderEntry(Reply):
    id: Id
    name: str
    last_seen_at: Timestamp | None


class DeviceDetail(Device):
    replaces: Annotated[
        OlderEntry | None,
        Field(description="An older entry with the same person, name and fingerprint, possibly this device before its storage was cleared"),
    ]


class DevicePage(Reply):
    items: list[Device]
    next_cursor: str | None
    total: paging.Total
    counts: dict[str, paging.Count]


class OwnDevice(Reply):
    id: Id
    name: str
    status: ShownStatus
    paired_at: Timestamp
    last_seen_at: Timestamp | None


class ManagerName(Reply):
    name: str


class WhoAmI(Reply):
    device: OwnDevice
    restaurant: NamedRef
    manager: ManagerName
    credential_expires_at: Timestamp | None
    app_url: Annotated[str | None, Field(description="The address of the company's own app; always https")]
    server_time: Timestamp
    support_contact: str = Field(description="Where to ask for help, in the company's words; may be empty")


class UserInfo(Reply):
    sub: Id = Field(description="The device: the same as in its tokens")
    name: str


class Heartbeat(Reply):
    status: Literal["online"]
    server_time: Timestamp
    next_in: int
    refresh: bool


class RenewedToken(Reply):
    auth_token: str
    token_type: TokenType
    expires_at: Timestamp


class Validity(Reply):
    active: bool
    device_id: Id | None = None
    name: str | None = None
    tenant_id: Id | None = None
    expires_at: Timestamp | None = None


def device_reply(seen: store.Device) -> Device:
    return Device(
        id=seen.id,
        kind=seen.kind,
        rustdesk_id=seen.rustdesk_id,
        name=seen.name,
        status=shown_status(seen.status, seen.presence),
        platform=seen.platform,
        user_agent=seen.user_agent,
        fingerprint=seen.fingerprint,
        person=NamedRef(id=seen.user_id, name=seen.user_name) if seen.user_id and seen.user_name else None,
        paired_at=seen.paired_at,
        last_seen_at=seen.last_seen_at,
        address=seen.address,
        key_bound=seen.key_thumbprint is not None,
        credential_expires_at=seen.credential_expires_at,
        version=seen.version,
        failures=seen.failures,
    )


def detail_reply(found: DeviceDetails) -> DeviceDetail:
    older = found.replaces
    replaces = OlderEntry(id=older.id, name=older.name, last_seen_at=older.last_seen_at) if older else None
    return DeviceDetail(**dict(device_reply(found.device)), replaces=replaces)


def page_reply(listed: DeviceList) -> DevicePage:
    cursor = paging.encode(*listed.next) if listed.next else None
    return DevicePage(
        items=[device_reply(item) for item in listed.items], next_cursor=cursor, total=listed.total, counts=dict(listed.counts)
    )


def who_reply(known: store.DeviceOfToken, now: int) -> WhoAmI:
    """What a device may know about itself; all of it was read when its token was looked up."""
    settings = tenant_settings.parse(known.settings)
    return WhoAmI(
        device=OwnDevice(
            id=known.id,
            name=known.name,
            status=shown_status(known.status, known.presence),
            paired_at=known.paired_at,
            last_seen_at=known.last_seen_at,
        ),
        restaurant=NamedRef(id=known.tenant_id, name=known.tenant_name),
        manager=ManagerName(name=known.user_name or ""),
        credential_expires_at=known.expires_at,
        app_url=settings.app_url or None,
        server_time=now,
        support_contact=settings.support_contact,
    )


def renewed_reply(renewed: Renewed) -> RenewedToken:
    return RenewedToken(
        auth_token=renewed.token.reveal(), token_type=token_type(key_bound=renewed.key_bound), expires_at=renewed.expires_at
    )


def validity_reply(valid: Valid | None) -> Validity:
    if valid is None:
        return Validity(active=False)
    return Validity(active=True, device_id=valid.device_id, name=valid.name, tenant_id=valid.tenant_id, expires_at=valid.expires_at)
