"""The judgement on a customer and a device: facts in, decision out, no I/O."""

import re
from dataclasses import dataclass
from typing import Literal

from handfast.kernel.outcomes import Reason
from handfast.kernel.time import DAY

Proof = Literal["none", "seen", "device", "admin"]
Policy = Literal["none", "seen", "device"]

CLAIM_LIFE = DAY

# --- the personal code ---

CODE_SHAPE = "AA999-A9AA"
LETTERS, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
# We make the first shape; the requirement's own example, SP429-A7X9, has the second: its last place may be a digit.
_CODE = re.compile(r"[A-Z]{2}[0-9]{3}-[A-Z][0-9][A-Z][A-Z0-9]")


_STROKE = re.compile(r"^(\w{5})[\s\u2010-\u2015\u2212-]?(\w{4})$")


def normalise_code(typed: str) -> str | None:
    """The code that was meant, or None when it cannot be one. Case and surrounding blanks do not count; only ASCII is folded."""
    bare = typed.strip()
    code = bare.upper() if bare.isascii() else ""
    return code if _CODE.fullmatch(code) else None


def meant_code(typed: str) -> str | None:
    """The same where somebody asks for a code in words: its hyphen may be left out, be a blank, or another stroke."""
    return normalise_code(_STROKE.sub(r"\1-\2", typed.strip()))


# --- customer and device ---

ShownStatus = Literal["online", "offline", "never_seen", "blocked"]


def shown_status(status: str, presence: str, last_seen_at: int | None) -> ShownStatus:
    """Of a device, as people see it."""
    if status == "blocked":
        return "blocked"
    if last_seen_at is None:
        return "never_seen"
    return "online" if status == "active" and presence == "online" else "offline"


@dataclass(frozen=True, slots=True)
class Device:
    """What is known of the device that a customer names."""

    id: str
    name: str
    status: str
    is_online: bool
    uuid: str | None
    owner: str | None
    version: int = 0


def device_refused(device: Device | None, user_id: str) -> Reason | None:
    """Whom it belongs to is never told."""
    if device is None:
        return None
    if device.owner not in (None, user_id):
        return Reason.DEVICE_LINKED_ELSEWHERE
    return None if device.status == "active" else Reason.DEVICE_BLOCKED


def proof_at_hand(policy: Policy, device: Device | None) -> Proof | None:
    """What proves a claim right away; None when it has to wait."""
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
