"""What goes in and out of the admin's routes on RustDesk devices."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from pydantic import Field

from handfast.ceremonies.linking.admin.add import Added
from handfast.ceremonies.linking.admin.clean_up import Abandoned
from handfast.ceremonies.linking.admin.rules import FEWEST_DAYS, MOST_AT_ONCE, MOST_DAYS, AdminDevice, forgotten_at
from handfast.ceremonies.linking.admin.uuid_conflicts import FoundConflicts
from handfast.ceremonies.linking.rules import Proof, ShownStatus
from handfast.ceremonies.linking.schemas import SuccessorView, successor_reply
from handfast.edge.long_reply import LongReply
from handfast.edge.schemas import PERIOD_END, GivenId, Id, NamedRef, Reply, Timestamp
from handfast.edge.strict_json import Body
from handfast.kernel.ids import DeviceId, RustdeskId, UserId
from handfast.runner.in_parts import made
from handfast.rustdesk.registry.uuid_conflicts.store import ListedInstallation


class NewDeviceBody(Body):
    rustdesk_id: RustdeskId = Field(max_length=100)
    name: str | None = Field(default=None, max_length=400)


class AssignBody(Body):
    person_id: GivenId
    replaces: GivenId | None = Field(default=None, description="The ID of the customer's device that this one replaces")


class ExemptBody(Body):
    reason: str = Field(max_length=800)
    until: str | None = Field(default=None, max_length=40, description=PERIOD_END)


class CleanUpQuery(Body):
    days: int = Field(default=90, ge=FEWEST_DAYS, le=MOST_DAYS, strict=False)


class CleanUpBody(Body):
    ids: list[DeviceId] = Field(max_length=MOST_AT_ONCE)


class AcceptBody(Body):
    rival_id: GivenId


class ExemptionView(Reply):
    reason: str
    until: Timestamp | None
    by: str | None


class RustDeskDevice(Reply):
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


class OneDevice(Reply):
    device: RustDeskDevice


class AddedDevice(OneDevice, Reply):
    status_code: ClassVar[int] = 201


class AbandonedDevices(Reply):
    items: list[RustDeskDevice]
    total: int


class ExemptDevices(LongReply):
    items: list[RustDeskDevice]


class RemovedDevice(RustDeskDevice):
    removed_at: Timestamp
    forgotten_at: Timestamp


class RemovedDevices(LongReply):
    items: list[RemovedDevice]


class UuidConflictView(Reply):
    id: Id
    address: str
    beats: int
    first_seen_at: Timestamp
    last_seen_at: Timestamp
    person: NamedRef | None = Field(description="The customer who confirmed it on the device")


class UuidConflicts(Reply):
    items: list[UuidConflictView]
    renamed_to: SuccessorView | None = Field(description="The ID that the device seems to have now")


class RemovedCount(Reply):
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
        last_seen_at=device.last_seen_at,
        created_at=device.created_at,
        person=_named(device.user_id, device.user_name),
        linked_at=device.linked_at,
        proof=device.proof,
        exemption=ExemptionView(reason=exemption.reason, until=exemption.until, by=exemption.by) if exemption else None,
        conflicts=device.conflicts,
    )


def added_reply(added: Added, now: int) -> OneDevice | AddedDevice:
    device = device_reply(added.device, now)
    return AddedDevice(device=device) if added.is_new else OneDevice(device=device)


async def exempt_reply(devices: Sequence[AdminDevice], now: int) -> ExemptDevices:
    return ExemptDevices(items=await made(devices, partial(device_reply, now=now)))


async def abandoned_reply(abandoned: Abandoned, now: int) -> AbandonedDevices:
    return AbandonedDevices(items=await made(abandoned.devices, partial(device_reply, now=now)), total=abandoned.total)


async def removed_reply(devices: Sequence[AdminDevice], now: int) -> RemovedDevices:
    return RemovedDevices(items=await made(devices, partial(_removed, now=now)))


def uuid_conflicts_reply(found: FoundConflicts) -> UuidConflicts:
    return UuidConflicts(items=[_conflict_view(other) for other in found.installations], renamed_to=successor_reply(found.renamed_to))


def _named(id: UserId | None, name: str | None) -> NamedRef | None:
    return NamedRef(id=id, name=name) if id is not None and name is not None else None


def _removed(device: AdminDevice, now: int) -> RemovedDevice:
    removed_at = device.removed_at or 0
    return RemovedDevice(**dict(device_reply(device, now)), removed_at=removed_at, forgotten_at=forgotten_at(removed_at))


def _conflict_view(other: ListedInstallation) -> UuidConflictView:
    return UuidConflictView(
        id=other.id,
        address=other.address,
        beats=other.heartbeats,
        first_seen_at=other.first_seen_at,
        last_seen_at=other.last_seen_at,
        person=_named(other.user_id, other.user_name),
    )
