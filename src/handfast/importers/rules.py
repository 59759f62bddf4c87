"""The rows of an import, and which of them contradict one another. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from handfast.billing.subscriptions.rules import State
from handfast.kernel.ids import RustdeskId
from handfast.rustdesk.registry.ids import grouped


@dataclass(frozen=True, slots=True)
class DeviceRow:
    place: str
    """Where it stands in the file, for the report."""
    rustdesk_id: RustdeskId
    name: str | None = None
    created_at: int | None = None
    is_exempt: bool = False
    uuid: str | None = None
    hostname: str = ""
    username: str = ""
    os: str = ""
    client_version: str = ""


@dataclass(frozen=True, slots=True)
class CustomerRow:
    place: str
    email: str
    name: str
    code: str | None = None
    subscription: State | None = None
    ends_at: int | None = None
    rustdesk_id: RustdeskId | None = None
    linked_at: int | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Rows:
    devices: Sequence[DeviceRow]
    customers: Sequence[CustomerRow]
    troubles: Sequence[Trouble] = ()


@dataclass(slots=True)
class Report:
    applied: bool
    brought: Counter[str] = field(default_factory=Counter)
    """What was, or would be, written: customers, codes, subscriptions, devices, exemptions, links."""
    known: int = 0
    """Rows of which everything is here already."""
    troubles: list[Trouble] = field(default_factory=list)


R = TypeVar("R", DeviceRow, CustomerRow)


def find_contradictions(rows: Rows) -> Rows:
    """The rows without contradictions within the file: of two rows with the same device, e-mail or code, the first one keeps it."""
    troubles = list(rows.troubles)
    devices = _once(rows.devices, lambda row: row.rustdesk_id, "the file contains this device twice", troubles)
    customers = _once(rows.customers, lambda row: row.email, "the file contains this e-mail address twice", troubles)
    codes, links = set[str](), set[str]()
    sifted = []
    for row in customers:
        if row.code is not None and row.code in codes:
            troubles.append(Trouble(row.place, f"the code {row.code} belongs to somebody else in this file"))
            row = replace(row, code=None)
        if row.rustdesk_id is not None and row.rustdesk_id in links:
            troubles.append(Trouble(row.place, f"RustDesk {grouped(row.rustdesk_id)} belongs to somebody else in this file"))
            row = replace(row, rustdesk_id=None)
        codes.add(row.code or "")
        links.add(row.rustdesk_id or "")
        sifted.append(row)
    return Rows(devices, sifted, troubles)


def _once(rows: Iterable[R], key: Callable[[R], str], why: str, troubles: list[Trouble]) -> list[R]:
    kept: dict[str, R] = {}
    for row in rows:
        if key(row) in kept:
            troubles.append(Trouble(row.place, why))
        else:
            kept[key(row)] = row
    return list(kept.values())
