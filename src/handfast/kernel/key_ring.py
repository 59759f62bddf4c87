"""The key ring: what the key file says, and the steps in the life of a key. Pure.

A file with one key, as the first start makes it, is that key. Once keys were rotated there is one key a line, with its state and since
when it has it: `active 2026-01-20T06:15:00Z KEY`. A retired one is followed by the end of the trail at that time, `NUMBER:SEAL`.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from handfast.kernel.secrets import Key, Keys, Retired
from handfast.kernel.time import SECOND

SHORTEST_KEY = 32
_ENCODED = "base64:"
_LINE = re.compile(r"(next|active|old|retired) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|-) (\S+)(?: (\d{1,18}):([0-9a-f]{64}))?")
_TIME = "%Y-%m-%dT%H:%M:%SZ"


class KeyState(StrEnum):
    NEXT = "next"
    """Verifies and unseals; becomes the active one when every node knows it."""
    ACTIVE = "active"
    OLD = "old"
    """Verifies and unseals; was active before."""
    RETIRED = "retired"
    """Proves old rows of the audit trail, nothing else."""


class UnusableKeys(ValueError):
    """Why the keys cannot be used, or be changed like that: a clause for the operator, who knows of which file it speaks."""


@dataclass(frozen=True, slots=True)
class RingKey:
    state: KeyState
    secret: bytes = field(repr=False)
    since: int | None = None
    """When it got its state; None for the first key until it is rotated."""
    until: int = 0
    seal: bytes = b""
    """The number and the seal of the trail's newest row when it was retired."""

    @property
    def id(self) -> str:
        return Key(self.secret).id


@dataclass(frozen=True, slots=True)
class KeyRing:
    keys: tuple[RingKey, ...]
    """In the order next, active, old and retired, the newest of each first."""

    def of(self, state: KeyState) -> list[RingKey]:
        return [key for key in self.keys if key.state is state]

    @property
    def active(self) -> RingKey:
        return self.of(KeyState.ACTIVE)[0]

    @property
    def upcoming(self) -> RingKey | None:
        return next(iter(self.of(KeyState.NEXT)), None)

    def find(self, id: str) -> RingKey | None:
        return next((key for key in self.keys if key.id == id), None)


def one(secret: bytes) -> KeyRing:
    return KeyRing((RingKey(KeyState.ACTIVE, secret),))


def parse(text: str) -> KeyRing:
    """Raises `UnusableKeys`. A text without a line of a ring is one key, whatever is in it."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    matched = [_LINE.fullmatch(line) for line in lines]
    if not any(matched):
        return KeyRing((_checked(RingKey(KeyState.ACTIVE, text.strip().encode())),))
    keys = []
    for number, match in enumerate(matched, 1):
        if match is None:
            raise UnusableKeys(f"line {number} is not 'STATE TIME KEY', where STATE is next, active, old or retired")
        keys.append(_checked(_key(match, number)))
    if len([key for key in keys if key.state is KeyState.ACTIVE]) != 1:
        raise UnusableKeys("exactly one key must be active")
    if len([key for key in keys if key.state is KeyState.NEXT]) > 1:
        raise UnusableKeys("only one key can be next")
    if len({key.secret for key in keys}) != len(keys):
        raise UnusableKeys("a key is in it twice")
    return _ordered(keys)


def _key(match: re.Match[str], number: int) -> RingKey:
    state, since, secret, until, seal = match.groups()
    if (until is not None) != (state == KeyState.RETIRED):
        raise UnusableKeys(f"line {number}: a retired key, and no other, is followed by the end of the trail")
    try:
        raw = base64.b64decode(secret.removeprefix(_ENCODED), validate=True) if secret.startswith(_ENCODED) else secret.encode()
        at = None if since == "-" else int(datetime.strptime(since, _TIME).replace(tzinfo=UTC).timestamp()) * SECOND
    except ValueError as error:
        raise UnusableKeys(f"line {number} has no valid time or key") from error
    return RingKey(KeyState(state), raw, at, int(until or 0), bytes.fromhex(seal or ""))


def _checked(key: RingKey) -> RingKey:
    if len(key.secret.decode("utf-8", "replace")) < SHORTEST_KEY:
        length = len(key.secret.decode("utf-8", "replace"))
        raise UnusableKeys(f"a key has {length} characters; it needs at least {SHORTEST_KEY}")
    return key


def text_of(ring: KeyRing) -> str:
    return "".join(f"{_line(key)}\n" for key in ring.keys)


def _line(key: RingKey) -> str:
    since = time_of(key) or "-"
    plain = key.secret.decode("utf-8", "replace")
    is_plain = plain.encode() == key.secret and re.fullmatch(r"\S+", plain) is not None and not plain.startswith(_ENCODED)
    secret = plain if is_plain else _ENCODED + base64.b64encode(key.secret).decode()
    end = f" {key.until}:{key.seal.hex()}" if key.state is KeyState.RETIRED else ""
    return f"{key.state} {since} {secret}{end}"


def time_of(key: RingKey) -> str | None:
    return None if key.since is None else datetime.fromtimestamp(key.since // SECOND, UTC).strftime(_TIME)


def _ordered(keys: Sequence[RingKey]) -> KeyRing:
    states = list(KeyState)
    return KeyRing(tuple(sorted(keys, key=lambda key: (states.index(key.state), -(key.since or 0)))))


def prepare(ring: KeyRing, secret: bytes, now: int) -> KeyRing:
    return _ordered([*ring.keys, RingKey(KeyState.NEXT, secret, now)])


def activate(ring: KeyRing, now: int) -> KeyRing:
    """The next key becomes the active one, and the active one old."""
    turned = {KeyState.NEXT: KeyState.ACTIVE, KeyState.ACTIVE: KeyState.OLD}
    return _ordered([replace(key, state=turned[key.state], since=now) if key.state in turned else key for key in ring.keys])


def retire(ring: KeyRing, id: str, until: int, seal: bytes, now: int) -> KeyRing:
    """An old key keeps the proof of the trail. A next one, which has signed nothing, is removed."""
    kept = [key for key in ring.keys if key.id != id]
    retired = [replace(key, state=KeyState.RETIRED, since=now, until=until, seal=seal) for key in ring.of(KeyState.OLD) if key.id == id]
    return _ordered([*kept, *retired])


def load(keys: Keys, ring: KeyRing) -> None:
    """From now on `keys` are those of the ring."""
    upcoming = ring.upcoming
    retired = [Retired(Key(key.secret), key.until, key.seal) for key in ring.of(KeyState.RETIRED)]
    older = [Key(key.secret) for key in ring.of(KeyState.OLD)]
    keys.become(Key(ring.active.secret), Key(upcoming.secret) if upcoming else None, older, retired)
