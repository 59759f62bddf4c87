"""What a client may say, and whether to believe it. Pure. What an ID looks like is in `rustdesk/registry/ids.py`."""

import re
from dataclasses import dataclass, field
from typing import Literal

from handfast.kernel import texts
from handfast.kernel.time import DAY, MINUTE, SECOND, is_within
from handfast.rustdesk.registry.ids import default_name

LONGEST = 255
MOST_UNCLAIMED = 25_000
"""Unlinked devices of one tenant: past it new ones have to wait, so that strangers cannot fill the table."""

CROWD_SHARE = 0.8
"""Of what one source may announce: then the admins are told."""

TRANSIENT_AFTER = DAY
"""Who told of itself and then fell silent for this long was passing by."""

QUIET = 45 * SECOND
"""Three missed beats: what memory knows of a device may be stale."""
REMEMBERED = 2 * MINUTE
NEWS_EVERY = 2 * SECOND
"""A client with a session beats every three seconds; whoever beats faster does not get a commit for each change it tells of."""
CONFLICT_TOLD_EVERY = MINUTE
PEACE = 7 * DAY
"""An impostor that comes again after this long is told of again: it may be another one."""
COUNTED_EVERY = MINUTE


@dataclass(frozen=True, slots=True)
class HeartbeatOutcome:
    """What became of a heartbeat.

    `proven`: it was the one too many for chance, and a customer waits for that. `takes_over`: the same of another installation, which a
    customer vouched for.
    """

    kind: Literal["unknown", "heard", "proven", "takes_over"] = "heard"
    to_end: tuple[int, ...] = ()
    """The connections that an admin wants ended."""


ENOUGH_HEARTBEATS = 2
"""For being seen to prove anything, and for being kept. Who acts on a device shows more by that: one beat before it will do."""
RECENTLY = 5 * MINUTE

_UUID = re.compile(rf"[A-Za-z0-9+/=_-]{{1,{LONGEST}}}")


@dataclass(frozen=True, slots=True)
class ClientIdentity:
    """Who a client says it is, and to whom."""

    tenant_id: str
    rustdesk_id: str
    uuid: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """What it tells about itself; each text at most LONGEST characters."""

    identity: ClientIdentity
    hostname: str = ""
    username: str = ""
    os: str = ""
    cpu: str = ""
    memory: str = ""
    client_version: str = ""

    is_welcome: bool = field(default=True, kw_only=True)
    """False when its tenant has as many unowned devices as it may: then only known ones are listened to."""

    @property
    def facts(self) -> tuple[str, ...]:
        return self.hostname, self.username, self.os, self.cpu, self.memory, self.client_version

    @property
    def platform(self) -> str:
        """`android / Android 14` is `android`."""
        return self.os.partition("/")[0].strip()


def is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def readable(text: str) -> str:
    """A text as people will read it, without what cannot be seen."""
    return texts.display_name(text[:LONGEST], LONGEST) or ""


def name_for(introduction: Introduction, shown: str | None = None, old_hostname: str = "") -> str:
    """Its own name, unless a person has given it another one."""
    default = default_name(introduction.identity.rustdesk_id)
    if shown is None or shown in (default, old_hostname):
        return introduction.hostname[:100] or shown or default
    return shown


def is_news(last_conflict: int | None, now: int) -> bool:
    return last_conflict is None or now - last_conflict > PEACE


Recognition = Literal["unknown", "foreign", "new", "heard"]


def recognition(uuid: str | None, heartbeats: int, last_seen_at: int | None, shown_uuid: str, now: int) -> Recognition:
    """How much what is said of a device counts: `heard` when the one known by that id told about itself and has been beating lately."""
    if uuid is None:
        return "unknown"
    if uuid != shown_uuid:
        return "foreign"
    is_recent = last_seen_at is not None and is_within(RECENTLY, last_seen_at, now)
    return "heard" if heartbeats and is_recent else "new"
