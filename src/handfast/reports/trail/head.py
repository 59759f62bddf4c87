"""The kept head of the trail: how many rows were sealed and with which seal, in another table than the rows.

The chain alone cannot show that its newest rows were removed, since it then simply ends earlier; the head shows it. It is kept in the
commit that seals.
"""

from collections.abc import Sequence
from typing import NamedTuple

from handfast.kernel.outcomes import DomainEvent, Subject
from handfast.kernel.secrets import Keys, same
from handfast.kernel.time import iso
from handfast.kernel.wording import plural
from handfast.reports.trail.anchors import HEAD, Anchor, is_own
from handfast.reports.trail.store import ChainEnd


class GoingOn(NamedTuple):
    """From where the chain goes on, and what has to be recorded about its end."""

    number: int
    seal: bytes
    events: Sequence[DomainEvent] = ()


def going_on(keys: Keys, head: Anchor | None, end: ChainEnd) -> GoingOn:
    """Normally from its end, which is the head."""
    about = Subject("server", None, "the audit trail")
    if head is None:
        # Once after an upgrade; later only if somebody removed the head.
        noted = DomainEvent("TRAIL_HEAD_KEPT", None, about, {"count": end.sealed_number})
        return GoingOn(*end, [noted] if end.sealed_number else [])
    if head.number <= end.sealed_number or not is_own(keys, HEAD, head):
        return GoingOn(*end)
    what = {"what": _missing(head, end), "limit": "audit.head"}
    return GoingOn(head.number, head.seal, [DomainEvent("ALERT", None, about, what)])


def faults(keys: Keys, head: Anchor | None, end: ChainEnd, seal_there: bytes | None) -> list[str]:
    """What the head says of the chain that was read: it ends at `end`, and has the seal `seal_there` at the head's number."""
    if head is None:
        return ["the kept head of the trail is missing, so rows may be missing at its end"] if end.sealed_number else []
    if not is_own(keys, HEAD, head):
        return ["the kept head of the trail was changed"]
    if head.number > end.sealed_number:
        return [_missing(head, end)]
    if seal_there is None or not same(seal_there, head.seal):
        return [f"the row with the number {head.number} is not the one that ended the trail at {iso(head.at)}"]
    return []


def _missing(head: Anchor, end: ChainEnd) -> str:
    return f"{plural(head.number - end.sealed_number, 'row', 'rows')} at the end are missing that were there at {iso(head.at)}"
