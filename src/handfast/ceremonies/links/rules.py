"""The judgement on a customer and a device: facts in, decision out, no I/O."""

import re
from dataclasses import dataclass
from typing import Literal

from handfast.kernel.moments import DAY
from handfast.kernel.outcomes import Reason

Proof = Literal["none", "seen", "device", "admin"]
Policy = Literal["none", "seen", "device"]
State = Literal["nothing", "claimed", "linked", "changing"]
Deed = Literal["claim", "link", "replace", "prove", "unlink", "take_back", "expire"]

CLAIM_LIFE = DAY

# What can happen to a customer, and where it leads. A deed that is not in a state's row is refused there.
TRANSITIONS: dict[State, dict[Deed, State]] = {
    "nothing": {"claim": "claimed", "link": "linked"},
    "claimed": {"claim": "claimed", "link": "linked", "prove": "linked", "unlink": "nothing", "take_back": "nothing", "expire": "nothing"},
    "linked": {"claim": "changing", "replace": "linked", "unlink": "nothing"},
    "changing": {
        "claim": "changing",
        "replace": "linked",
        "prove": "linked",
        "unlink": "nothing",
        "take_back": "linked",
        "expire": "linked",
    },
}

# --- the personal code ---

CODE_SHAPE = "AA999-A9AA"
LETTERS, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
# We make the first shape; the requirement's own example, SP429-A7X9, has the second: its last place may be a digit.
_CODE = re.compile(r"[A-Z]{2}[0-9]{3}-[A-Z][0-9][A-Z][A-Z0-9]")


def normalise_code(typed: str) -> str | None:
    """The code that was meant, or None when it cannot be one. Case and surrounding blanks do not count; only ASCII is folded."""
    bare = typed.strip()
    code = bare.upper() if bare.isascii() else ""
    return code if _CODE.fullmatch(code) else None


# --- customer and device ---


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


def state_of(*, is_linked: bool, is_claiming: bool) -> State:
    if is_linked:
        return "changing" if is_claiming else "linked"
    return "claimed" if is_claiming else "nothing"


def link_refused(state: State) -> Reason | None:
    return None if "link" in TRANSITIONS[state] else Reason.ALREADY_LINKED


def replace_refused(state: State) -> Reason | None:
    """A claim that waits may be corrected, too."""
    return Reason.NOTHING_TO_UPDATE if state == "nothing" else None


def device_refused(device: Device | None, person_id: str) -> Reason | None:
    """Whom it belongs to is never told."""
    if device is None:
        return None
    if device.owner not in (None, person_id):
        return Reason.DEVICE_LINKED_ELSEWHERE
    return None if device.status == "active" else Reason.DEVICE_DISABLED


def proof_at_hand(policy: Policy, device: Device | None) -> Proof | None:
    """What proves a claim right away; None when it has to wait."""
    if policy == "none":
        return "none"
    is_here = device is not None and device.is_online and device.uuid is not None
    return "seen" if policy == "seen" and is_here else None


def is_stronger(proof: Proof, held: Proof) -> bool:
    order: tuple[Proof, ...] = ("none", "seen", "admin", "device")
    return order.index(proof) > order.index(held)


def is_verified(proof: Proof) -> bool:
    return proof != "none"
