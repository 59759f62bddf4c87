"""The kept head of the trail: how many rows were sealed and with which seal, proven by the key, in another table than the rows.

The chain alone cannot show that its newest rows were removed, since it then simply ends earlier; the head shows it. It is kept in the
commit that seals.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handfast.db import server_state
from handfast.db.database import Statement
from handfast.kernel.outcomes import DomainEvent, Subject
from handfast.kernel.secrets import Keys, same
from handfast.kernel.time import iso
from handfast.kernel.wording import plural
from handfast.reports.trail.store import ChainEnd
from handfast.runner.context import Context

_NAME = "head of the trail"
_PURPOSE = "audit-head"


@dataclass(frozen=True, slots=True)
class Head:
    number: int
    seal: bytes
    at: int
    mac: bytes


def keep(context: Context, end: ChainEnd) -> Statement:
    mac = context.keys.mac(_PURPOSE, *_parts(end.sealed_number, end.seal, context.now))
    value = {"number": end.sealed_number, "seal": end.seal.hex(), "at": context.now, "mac": mac.hex()}
    return server_state.put(_NAME, json.dumps(value))


async def kept(context: Context) -> Head | None:
    """None if there is none, or none that can be read."""
    value = await context.fetch_one(server_state.value(_NAME))
    try:
        stored = json.loads(value or "")
        return Head(int(stored["number"]), bytes.fromhex(stored["seal"]), int(stored["at"]), bytes.fromhex(stored["mac"]))
    except (ValueError, TypeError, KeyError):
        return None


class GoingOn(NamedTuple):
    """From where the chain goes on, and what has to be recorded about its end."""

    number: int
    seal: bytes
    events: Sequence[DomainEvent] = ()


def going_on(keys: Keys, head: Head | None, end: ChainEnd) -> GoingOn:
    """Normally from its end, which is the head."""
    about = Subject("server", None, "the audit trail")
    if head is None:
        # Once after an upgrade; later only if somebody removed the head.
        noted = DomainEvent("TRAIL_HEAD_KEPT", None, about, {"count": end.sealed_number})
        return GoingOn(*end, [noted] if end.sealed_number else [])
    if head.number <= end.sealed_number or not _is_own(keys, head):
        return GoingOn(*end)
    what = {"what": _missing(head, end), "limit": "audit.head"}
    return GoingOn(head.number, head.seal, [DomainEvent("ALERT", None, about, what)])


def faults(keys: Keys, head: Head | None, end: ChainEnd, seal_there: bytes | None) -> list[str]:
    """What the head says of the chain that was read: it ends at `end`, and has the seal `seal_there` at the head's number."""
    if head is None:
        return ["the kept head of the trail is missing, so rows may be missing at its end"] if end.sealed_number else []
    if not _is_own(keys, head):
        return ["the kept head of the trail was changed"]
    if head.number > end.sealed_number:
        return [_missing(head, end)]
    if seal_there is None or not same(seal_there, head.seal):
        return [f"the row with the number {head.number} is not the one that ended the trail at {iso(head.at)}"]
    return []


def _is_own(keys: Keys, head: Head) -> bool:
    trusted = [*keys.live, *(retired.key for retired in keys.retired if head.number <= retired.until)]
    return any(same(key.mac(_PURPOSE, *_parts(head.number, head.seal, head.at)), head.mac) for key in trusted)


def _missing(head: Head, end: ChainEnd) -> str:
    return f"{plural(head.number - end.sealed_number, 'row', 'rows')} at the end are missing that were there at {iso(head.at)}"


def _parts(number: int, seal: bytes, at: int) -> tuple[str, str, str]:
    return str(number), seal.hex(), str(at)
