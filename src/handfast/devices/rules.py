"""Pure rules of the registry: states, presence, credentials."""

from dataclasses import dataclass
from typing import Literal

from handfast.kernel.time import DAY, MINUTE, SECOND

DeviceKind = Literal["browser", "rustdesk"]
Status = Literal["active", "blocked", "waiting", "gone"]
Cause = Literal["pair", "refresh"]

TRANSITIONS: dict[Status, frozenset[Status]] = {
    "waiting": frozenset({"active", "gone"}),
    "active": frozenset({"blocked", "gone"}),
    "blocked": frozenset({"active", "gone"}),
    "gone": frozenset(),
}

HEARTBEAT = 30 * SECOND
SILENT_AFTER = 75 * SECOND
"""Two missed heartbeats and some grace: a device does not flicker because one request was slow."""
WAITING_FOR = DAY
ROTATION_GRACE = MINUTE
MOST_FAILURES_BEFORE_ALERT = 5


def shown_status(status: Status, presence: str) -> str:
    return presence if status == "active" else status


def should_refresh(issued_at: int, expires_at: int, now: int) -> bool:
    """In the last third of its life a credential asks to be renewed."""
    return expires_at - now < (expires_at - issued_at) / 3


@dataclass(frozen=True, slots=True)
class Current:
    """The credential a device should be using now."""

    cause: Cause
    issued_at: int
    used_at: int | None


Judgement = Literal["current", "in_grace", "stranded", "reused", "dead"]


def judge_generation(shown: int, newest: int, current: Current | None, now: int) -> Judgement:
    """What an otherwise valid credential is worth: the newest one, its predecessor while the newest is unused, or none.

    A predecessor that comes back once the newest has been used was copied by somebody. While the newest is unused, its answer may have
    been lost with the network: past its grace the predecessor is `stranded`, and good for nothing but asking for that answer again.
    """
    if shown == newest:
        return "current"
    if shown != newest - 1 or current is None or current.cause != "refresh":
        return "dead"
    if current.used_at is not None:
        return "reused"
    return "in_grace" if now < current.issued_at + ROTATION_GRACE else "stranded"
