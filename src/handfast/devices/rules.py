"""Pure rules of the registry: states, presence, credentials."""

from dataclasses import dataclass
from typing import Literal

from handfast.kernel.time import DAY, MINUTE, SECOND

DeviceKind = Literal["browser", "rustdesk"]
Cause = Literal["pair", "refresh"]

HEARTBEAT = 30 * SECOND
SILENT_AFTER = 75 * SECOND
"""Two missed heartbeats and some grace: one slow request does not make a device go offline."""
WAITING_FOR = DAY
ROTATION_GRACE = MINUTE
MOST_FAILURES_BEFORE_ALERT = 5


def should_refresh(issued_at: int, expires_at: int, now: int) -> bool:
    """Whether a credential is in the last third of its life, when it should be renewed."""
    return expires_at - now < (expires_at - issued_at) / 3


@dataclass(frozen=True, slots=True)
class Current:
    """The credential a device should be using now."""

    cause: Cause
    issued_at: int
    used_at: int | None


Judgement = Literal["current", "in_grace", "stranded", "reused", "dead"]


def judge_generation(shown: int, newest: int, current: Current | None, now: int) -> Judgement:
    """Judges an otherwise valid credential: good are the newest one and, while the newest is unused, its predecessor.

    A predecessor that is used after the newest one was copied by somebody (`reused`). While the newest is unused, the answer that
    carried it may have been lost: past its grace the predecessor is `stranded`, and good only for requesting that answer again.
    """
    if shown == newest:
        return "current"
    if shown != newest - 1 or current is None or current.cause != "refresh":
        return "dead"
    if current.used_at is not None:
        return "reused"
    return "in_grace" if now < current.issued_at + ROTATION_GRACE else "stranded"
