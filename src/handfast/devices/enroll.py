"""Registers the device that a ceremony let in: as a new one, or, if it proves that it is registered already, as the same one again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handfast.devices import lists, store
from handfast.devices.lifecycle import PAIR_AGAIN, DeviceStatus
from handfast.kernel.ids import DeviceId, PairingCodeId, TenantId, UserId
from handfast.kernel.outcomes import DomainEvent, Reason, Refused, Subject
from handfast.kernel.secrets import Key, Secret, digest
from handfast.kernel.time import DAY
from handfast.runner.context import Context
from handfast.users.memberships import store as memberships
from handfast.users.tenant_settings import TenantSettings
from handfast.users.tenants import store as tenants


@dataclass(frozen=True, slots=True)
class Applicant:
    """What a device says about itself. None of it is proven except the key, whose possession the edge has checked."""

    name: str | None
    platform: str
    user_agent: str
    fingerprint: str
    key_thumbprint: str | None = None
    """RFC 7638 thumbprint of the key that signed this request."""
    nonce: str | None = None


@dataclass(frozen=True, slots=True)
class Issuer:
    tenant_id: TenantId
    user_id: UserId
    code_id: PairingCodeId | None
    device_name: str | None
    settings: TenantSettings


@dataclass(frozen=True, slots=True)
class Enrolled:
    device_id: DeviceId
    name: str
    token: Secret
    expires_at: int
    key_bound: bool
    event_kind: str = "DEVICE_PAIR"
    version: int = 1
    events: Sequence[DomainEvent] = ()


def derived_token(key: Key, device_id: DeviceId, nonce: str, *, prefix: str = "") -> Secret:
    """The prefix and 64 hex characters, 256 bits; always the same for the same device and nonce, and different for any other."""
    return Secret(prefix + key.mac("device-token", device_id, nonce).hex())


@dataclass(frozen=True, slots=True)
class _Joined:
    device_id: DeviceId
    name: str
    event_kind: str
    generation: int = 1
    version: int = 1
    events: Sequence[DomainEvent] = ()


class Known(NamedTuple):
    """A device that is registered already, and proved it."""

    id: DeviceId
    name: str
    user_id: UserId | None
    generation: int
    version: int


@dataclass(frozen=True, slots=True)
class Proven:
    """What a ceremony knows of the device, in place of the credential that a request may carry."""

    known: Known | None
    prefix: str
    """How the credential begins."""


async def enroll(
    context: Context, applicant: Applicant, issuer: Issuer, nonce: str, *, waits: bool, proven: Proven | None = None
) -> Enrolled | Refused:
    """Adds the statements that register the device.

    Refused with DEVICE_KEY_REQUIRED, with DEVICE_QUOTA if the tenant has no room, or with DEVICE_LIMIT if the issuer has none and no
    device may be replaced.
    """
    if issuer.settings.device_key == "required" and applicant.key_thumbprint is None:
        return Refused(Reason.DEVICE_KEY_REQUIRED)
    known = proven.known if proven else None if waits else await _known(context, issuer)
    joined = await _again(context, applicant, issuer, known) if known else await _anew(context, applicant, issuer, waits=waits)
    if isinstance(joined, Refused):
        return joined
    token = derived_token(context.keys.active, joined.device_id, nonce, prefix=proven.prefix if proven else "")
    expires_at = context.now + issuer.settings.credential_days * DAY
    context.write(store.add_credential(digest(token.reveal()), joined.device_id, joined.generation, "pair", context.now, expires_at))
    is_bound = applicant.key_thumbprint is not None
    return Enrolled(joined.device_id, joined.name, token, expires_at, is_bound, joined.event_kind, joined.version, joined.events)


async def _known(context: Context, issuer: Issuer) -> Known | None:
    """The caller's own device, if the request carried its credential, it belongs to the issuer's tenant and may pair again."""
    if context.caller.kind != "device" or context.caller.tenant_id != issuer.tenant_id:
        return None
    known = await context.fetch_one(store.device(context.caller.device_id, within=context.sight))
    if known is None or not PAIR_AGAIN.allows(known.status):
        return None
    return Known(known.id, known.name, known.user_id, known.generation, known.version)


async def no_room(context: Context, issuer: Issuer) -> Reason | None:
    """Why a new device of the issuer would be refused; None if there is room, or will be made."""
    room = await context.fetch_one(tenants.room(tenant_id=issuer.tenant_id))
    if room is None or not room.devices:
        return Reason.DEVICE_QUOTA
    most = issuer.settings.max_devices_per_person
    if most is None or issuer.settings.device_limit_policy != "refuse":
        return None
    rows = await context.fetch_all(lists.of_user(issuer.user_id, tenant_id=issuer.tenant_id))
    return Reason.DEVICE_LIMIT if sum(row.id is not None for row in rows) >= most else None


async def _anew(context: Context, applicant: Applicant, issuer: Issuer, *, waits: bool) -> _Joined | Refused:
    room = await context.fetch_one(tenants.room(tenant_id=issuer.tenant_id))
    if room is None or not room.devices:
        return Refused(Reason.DEVICE_QUOTA)
    made_room = await _make_room(context, issuer)
    if isinstance(made_room, Refused):
        return made_room
    device_id = DeviceId(context.random.id())
    name = applicant.name or issuer.device_name or applicant.platform or "Device"
    context.write(
        store.add(
            device_id,
            issuer.user_id,
            issuer.code_id,
            name,
            DeviceStatus.PENDING_APPROVAL if waits else DeviceStatus.ACTIVE,
            applicant.platform,
            applicant.user_agent,
            applicant.fingerprint,
            applicant.key_thumbprint,
            context.caller.address,
            context.now,
            tenant_id=issuer.tenant_id,
        )
    )
    return _Joined(device_id, name, "DEVICE_WAITING" if waits else "DEVICE_PAIR", events=made_room)


async def _again(context: Context, applicant: Applicant, issuer: Issuer, known: Known) -> _Joined | Refused:
    """The device already counts in its user's maximum; if another user issued the code, it needs room in theirs."""
    made_room = () if known.user_id == issuer.user_id else await _make_room(context, issuer)
    if isinstance(made_room, Refused):
        return made_room
    name = applicant.name or known.name
    context.write(
        store.pair_again(
            known.id,
            known.generation,
            issuer.user_id,
            name,
            applicant.platform,
            applicant.user_agent,
            applicant.fingerprint,
            applicant.key_thumbprint,
            context.caller.address,
            issuer.code_id,
            context.now,
            tenant_id=issuer.tenant_id,
        )
    )
    return _Joined(known.id, name, "DEVICE_REPAIRED", known.generation + 1, known.version + 1, made_room)


async def _make_room(context: Context, issuer: Issuer) -> Sequence[DomainEvent] | Refused:
    most = issuer.settings.max_devices_per_person
    if most is None:
        return ()
    rows = await context.fetch_all(lists.of_user(issuer.user_id, tenant_id=issuer.tenant_id))
    held = [(row.id, row.name) for row in rows if row.id is not None and row.name is not None]
    has_room = len(held) < most
    if not has_room and issuer.settings.device_limit_policy == "refuse":
        return Refused(Reason.DEVICE_LIMIT)
    context.write(memberships.take_seat(issuer.user_id, rows[0].devices_seq, tenant_id=issuer.tenant_id))
    if has_room:
        return ()
    # Only one device is replaced: if the maximum was lowered meanwhile, no others are signed out.
    idle_id, idle_name = held[0]
    context.write(store.replace(idle_id, context.now, tenant_id=issuer.tenant_id))
    return [DomainEvent("DEVICE_REPLACED", issuer.tenant_id, Subject("device", idle_id, idle_name))]
