"""The lines of an exported trail: how each is made, and what is wrong with those of a file. Pure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handfast.audit import store as audit
from handfast.kernel.json_text import json_text
from handfast.kernel.secrets import Key, Keys, same
from handfast.kernel.time import iso
from handfast.reports.trail.store import ChainEnd, SealedEntry

VERSION = 1
_PURPOSE = "audit-export"
_LINE = re.compile(r'(\{"line":([1-9]\d{0,17}),.*),"proof":"([0-9a-f]{64})"\}', re.DOTALL)


class Lines:
    """Makes the lines of one file, in order."""

    def __init__(self, keys: Keys) -> None:
        self._key = keys.active
        self._proof = b""
        self._number = 0
        self.rows = 0

    def first(self, tenant_id: str | None, since: int | None, now: int) -> str:
        return self._line({"trail": "handfast", "version": VERSION, "tenant_id": tenant_id, "since": since, "exported_at": iso(now)})

    def row(self, row: SealedEntry) -> str:
        self.rows += 1
        values = {column: getattr(row, column) for column in audit.COLUMNS}
        proof = {"mac": row.mac.hex(), "number": row.sealed_number, "seal": row.seal.hex()}
        return self._line({"id": row.id, "time": iso(row.at), **values, **proof})

    def head(self, end: ChainEnd, now: int) -> str:
        chain = {"number": end.sealed_number, "seal": end.seal.hex()}
        return self._line({"head": True, "rows": self.rows, **chain, "at": iso(now), "key_id": self._key.id})

    def _line(self, values: Mapping[str, Any]) -> str:
        self._number += 1
        text = json_text({"line": self._number, **values})[:-1]
        self._proof = _proof(self._key, self._proof, text)
        return f'{text},"proof":"{self._proof.hex()}"}}\n'


def _proof(key: Key, previous: bytes, text: str) -> bytes:
    return key.mac(_PURPOSE, previous.hex(), text)


@dataclass(slots=True)
class Found:
    """What a file says, and what is wrong with it."""

    faults: list[str] = field(default_factory=list)
    rows: int = 0
    head: Mapping[str, Any] | None = None


def check(keys: Keys, lines: Iterable[str]) -> Found:
    """Every key counts, retired ones too: who has one of those can make such a file, which `Found.head` allows to say."""
    trusted = [*keys.live, *(retired.key for retired in keys.retired)]
    found, previous, expected = Found(), b"", 1
    for place, line in enumerate(lines, 1):
        matched = _LINE.fullmatch(line.rstrip("\n"))
        values = _values(line) if matched else None
        if matched is None or values is None:
            found.faults.append(f"line {place} cannot be read")
            continue
        number, proof = int(matched[2]), bytes.fromhex(matched[3])
        found.faults += _of_line(trusted, number, expected, values, is_proven=_is_proven(trusted, previous, matched[1], proof))
        found.rows += "mac" in values
        found.head = values if values.get("head") is True else None
        previous, expected = proof, max(number, expected - 1) + 1
    if found.head is None:
        found.faults.append(f"the end is cut off: the last line is {expected - 1}, and it is not the head")
    return found


def _of_line(trusted: Sequence[Key], number: int, expected: int, values: Mapping[str, Any], *, is_proven: bool) -> Iterator[str]:
    if number > expected:
        missing = f"line {expected} is" if number == expected + 1 else f"lines {expected} to {number - 1} are"
        yield f"{missing} missing"
    if number < expected:
        yield f"line {number} is there again, after line {expected - 1}"
    elif "mac" in values and not _is_own(trusted, values):
        yield f"line {number} was changed"
    elif number == expected and not is_proven:
        yield f"line {number} was changed, or is not the one that followed line {number - 1}"


def _is_proven(trusted: Sequence[Key], previous: bytes, text: str, proof: bytes) -> bool:
    return any(same(_proof(key, previous, text), proof) for key in trusted)


def _is_own(trusted: Sequence[Key], values: Mapping[str, Any]) -> bool:
    """Whether the row's own digest, made when it was written, is right."""
    try:
        row, mac = [values[column] for column in audit.COLUMNS], bytes.fromhex(values["mac"])
    except (KeyError, TypeError, ValueError):
        return False
    if values["action"] == audit.ERASED:
        return True  # of a deleted company: only the line proves it
    if values["action"] == audit.EXPIRED:
        return any(audit.expiry(key, values["number"], mac) == values["details"] for key in trusted)
    return any(same(audit.mac(key, row), mac) for key in trusted)


def _values(line: str) -> dict[str, Any] | None:
    try:
        values = json.loads(line)
    except ValueError:
        return None
    return values if isinstance(values, dict) else None
