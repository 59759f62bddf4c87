"""Decisions about a customer and a device. Pure."""

import re
from typing import Literal, NamedTuple

from handfast.devices.lifecycle import DeviceStatus, Presence
from handfast.kernel.ids import DeviceId, RustdeskId, UserId
from handfast.kernel.outcomes import Reason
from handfast.kernel.time import DAY

Proof = Literal["none", "seen", "device", "admin"]
Policy = Literal["none", "seen", "device"]

PENDING_LINK_LIFE = DAY

# --- the personal code ---

CODE_SHAPE = "AA999-A9AA"
LETTERS, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
# New codes have the shape above. The requirement's own example, SP429-A7X9, ends in a digit, so a digit is accepted there.
_CODE = re.compile(r"[A-Z]{2}[0-9]{3}-[A-Z][0-9][A-Z][A-Z0-9]")


_STROKE = re.compile(r"^(\w{5})[\s\u2010-\u2015\u2212-]?(\w{4})$")


def normalise_code(typed: str) -> str | None:
    """The code in upper case without surrounding blanks, or None when it cannot be one. Text that is not ASCII never is."""
    bare = typed.strip()
    code = bare.upper() if bare.isascii() else ""
    return code if _CODE.fullmatch(code) else None


def meant_code(typed: str) -> str | None:
    """Like `normalise_code`, for searches: the hyphen may also be missing, a blank, or another dash."""
    return normalise_code(_STROKE.sub(r"\1-\2", typed.strip()))


# --- customer and device ---

ShownStatus = Literal["online", "offline", "never_seen", "blocked"]


def shown_status(status: DeviceStatus, presence: Presence, last_seen_at: int | None) -> ShownStatus:
    """The status of a device as users see it."""
    if status == DeviceStatus.DISABLED:
        return "blocked"
    if last_seen_at is None:
        return "never_seen"
    return "online" if status == DeviceStatus.ACTIVE and presence == "online" else "offline"


class Device(NamedTuple):
    """What is known of the device that a customer names."""

    id: DeviceId
    name: str
    status: DeviceStatus
    presence: Presence
    uuid: str | None
    owner: UserId | None
    version: int = 0

    @property
    def is_online(self) -> bool:
        return self.status == DeviceStatus.ACTIVE and self.presence == "online"


class Successor(NamedTuple):
    """What a linked device seems to call itself now."""

    device_id: DeviceId
    rustdesk_id: RustdeskId
    name: str
    first_seen_at: int


def device_refused(device: Device | None, user_id: UserId) -> Reason | None:
    """Why the user cannot have the device, or None. The reason never says whose it is."""
    if device is None:
        return None
    if device.owner not in (None, user_id):
        return Reason.DEVICE_LINKED_ELSEWHERE
    return None if device.status == DeviceStatus.ACTIVE else Reason.DEVICE_BLOCKED


def proof_at_hand(policy: Policy, device: Device | None) -> Proof | None:
    """The proof that links the device right away; None when the link has to wait for one."""
    if policy == "none":
        return "none"
    is_here = device is not None and device.is_online and device.uuid is not None
    return "seen" if policy == "seen" and is_here else None


def is_proven(proof: Proof) -> bool:
    """Whether the device itself showed that it is the customer's."""
    return proof in ("seen", "device")


def is_stronger(proof: Proof, held: Proof) -> bool:
    order: tuple[Proof, ...] = ("none", "seen", "admin", "device")
    return order.index(proof) > order.index(held)


def is_verified(proof: Proof) -> bool:
    return proof != "none"
