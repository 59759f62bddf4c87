"""What a client may say, and whether to believe it. Pure. `rustdesk/registry/ids.py` says what an ID looks like."""

import re
from dataclasses import dataclass, field
from typing import Literal

from handfast.kernel import texts
from handfast.kernel.ids import RustdeskId, TenantId
from handfast.kernel.time import DAY, MINUTE, SECOND, is_within
from handfast.rustdesk.registry.ids import default_name

LONGEST = 255
MOST_UNCLAIMED = 25_000
"""Unclaimed devices of one tenant. Beyond it new ones have to wait, so that unknown clients cannot fill the table."""

CROWD_SHARE = 0.8
"""The share of what one source may announce at which the admins are told."""

TRANSIENT_AFTER = DAY
"""A device that announced itself and then fell silent for this long is transient."""

QUIET = 45 * SECOND
"""Three missed heartbeats: what memory knows of the device may be stale."""
REMEMBERED = 2 * MINUTE
NEWS_EVERY = 2 * SECOND
"""A client with a session sends a heartbeat every three seconds. One that is faster does not cause a commit for each change it reports."""
CONFLICT_WRITTEN_EVERY = MINUTE
PEACE = 7 * DAY
"""A uuid conflict after this long without one is reported again: it may be another installation."""
COUNTED_EVERY = MINUTE


@dataclass(frozen=True, slots=True)
class HeartbeatOutcome:
    """What became of a heartbeat.

    `unknown`: the client has to announce itself first. `proven`: it completed ENOUGH_HEARTBEATS for a device with a pending link.
    `takes_over`: it completed them for another installation, which a customer vouched for.
    """

    kind: Literal["unknown", "heard", "proven", "takes_over"] = "heard"
    to_end: tuple[int, ...] = ()
    """The ids of the connections that an admin wants to end."""


ENOUGH_HEARTBEATS = 2
"""Needed for the proof `seen`, and for a device not to be transient. An action on the device proves more: one before it is enough."""
RECENTLY = 5 * MINUTE

_UUID = re.compile(rf"[A-Za-z0-9+/=_-]{{1,{LONGEST}}}")


@dataclass(frozen=True, slots=True)
class ClientIdentity:
    """Who a client says it is, and to whom."""

    tenant_id: TenantId
    rustdesk_id: RustdeskId
    uuid: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a client announces about itself; each text has at most LONGEST characters."""

    identity: ClientIdentity
    hostname: str = ""
    username: str = ""
    os: str = ""
    cpu: str = ""
    memory: str = ""
    client_version: str = ""

    is_welcome: bool = field(default=True, kw_only=True)
    """False when its tenant has MOST_UNCLAIMED devices: then only known devices are accepted."""

    @property
    def details(self) -> tuple[str, ...]:
        return self.hostname, self.username, self.os, self.cpu, self.memory, self.client_version

    @property
    def platform(self) -> str:
        """The first part of `os`: `android` of `android / Android 14`."""
        return self.os.partition("/")[0].strip()


def is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def readable(text: str) -> str:
    """The text as it is shown to users, without invisible characters; at most LONGEST characters."""
    return texts.display_name(text[:LONGEST], LONGEST) or ""


def name_for(introduction: Introduction, shown: str | None = None, old_hostname: str = "") -> str:
    """The device's own name, unless a user has given it another one."""
    default = default_name(introduction.identity.rustdesk_id)
    if shown is None or shown in (default, old_hostname):
        return introduction.hostname[:100] or shown or default
    return shown


def is_news(last_conflict: int | None, now: int) -> bool:
    return last_conflict is None or now - last_conflict > PEACE


Recognition = Literal["unknown", "foreign", "new", "heard"]


def recognition(uuid: str | None, heartbeats: int, last_seen_at: int | None, shown_uuid: str, now: int) -> Recognition:
    """What of a client identity is believed: `heard` if the known device with that ID has that uuid and has sent heartbeats lately."""
    if uuid is None:
        return "unknown"
    if uuid != shown_uuid:
        return "foreign"
    is_recent = last_seen_at is not None and is_within(RECENTLY, last_seen_at, now)
    return "heard" if heartbeats and is_recent else "new"
