"""Step 1. SPEAR's tables, as JSON with three lists or as a CSV with a line per customer or device. See docs/operate/import.md."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from handfast.billing.subscriptions.rules import SERVED, State
from handfast.importers import reading
from handfast.importers.csv_rows import read_csv
from handfast.importers.reading import Row, Unreadable
from handfast.importers.rules import CustomerRow, DeviceRow, Rows, Trouble

R = TypeVar("R")


def read_spear(path: Path) -> Rows:
    """Raises `Unreadable` when the file is neither such JSON nor such a CSV."""
    try:
        content = path.read_text(encoding="utf-8-sig")
        return _from_csv(content) if path.suffix.lower() == ".csv" else _from_json(json.loads(content))
    except (OSError, ValueError, RecursionError, csv.Error) as error:
        raise Unreadable(f"{path} cannot be read: {error}") from error


def _from_json(document: Any) -> Rows:
    lists = {name: document.get(name, []) if isinstance(document, dict) else None for name in ("users", "codes", "devices")}
    if not all(isinstance(rows, list) and all(isinstance(row, dict) for row in rows) for rows in lists.values()):
        raise Unreadable('it must be {"users": [..], "codes": [..], "devices": [..]}')
    troubles = [Trouble(where, f"{name!r} is unknown and was not read") for where, name in _unknown(document)]
    codes = _first_of_each(lists["codes"] or (), troubles)
    users = {str(row.get("id")) for row in lists["users"] or ()}
    troubles += [Trouble(f"code of user {id}", "there is no such user in the file") for id in codes if id not in users]
    merged = [{**codes.get(str(row.get("id")), {}), **row} for row in lists["users"] or ()]
    devices = _each("devices", lists["devices"] or (), _device, troubles)
    return Rows(devices, _each("users", merged, _customer, troubles), troubles)


_FIELDS = {
    "users": {"id", "email", "name", "subscription", "subscriptionEndsAt"},
    "codes": {"userId", "code", "pairedDeviceId", "pairedAt"},
    "devices": {"rustDeskId", "name", "createdAt", "bypassSubscriptionCheck"},
}


def _unknown(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Names that the import does not read, each once: a misspelled one must not be dropped silently."""
    for name, rows in document.items():
        if name not in _FIELDS:
            yield "the file", name
            continue
        for field in sorted({field for row in rows for field in row} - _FIELDS[name]):
            yield name, field


def _first_of_each(codes: Sequence[Row], troubles: list[Trouble]) -> dict[str, Row]:
    """The first code of each user id: a user has one code and one device here."""
    first: dict[str, Row] = {}
    for row in codes:
        id = str(row.get("userId"))
        if id in first:
            troubles.append(Trouble(f"code of user {id}", "the user has another code in this file, which is used instead"))
        else:
            first[id] = row
    return first


def _from_csv(content: str) -> Rows:
    """A line with an e-mail is a customer, one with a RustDesk ID is a device, and a line may be both."""
    lines = read_csv(content)
    troubles = lines.troubles
    customers: list[CustomerRow] = []
    devices: list[DeviceRow] = []
    for number, row in lines.rows:
        if not row.get("email") and not row.get("rustDeskId"):
            troubles.append(Trouble(f"line {number}", "there is neither an e-mail nor a RustDesk ID"))
        if row.get("email"):
            customers += _each("line", [{**row, "pairedDeviceId": row.get("rustDeskId")}], _customer, troubles, number)
        if row.get("rustDeskId"):
            devices += _each("line", [{**row, "name": row.get("deviceName")}], _device, troubles, number)
    return Rows(devices, customers, troubles)


def _each(place: str, rows: Sequence[Row], read: Callable[[str, Row], R], troubles: list[Trouble], first: int = 1) -> list[R]:
    def readable() -> Iterator[R]:
        for number, row in enumerate(rows, first):
            try:
                yield read(f"{place} {number}", row)
            except Unreadable as error:
                troubles.append(Trouble(f"{place} {number}", str(error)))

    return list(readable())


def _customer(place: str, row: Row) -> CustomerRow:
    email = reading.email(row, "email")
    return CustomerRow(
        place,
        email,
        reading.display_name(row, "name", email.partition("@")[0]),
        reading.code(row, "code"),
        _subscription(row),
        reading.end(row, "subscriptionEndsAt"),
        reading.rustdesk_id(row, "pairedDeviceId"),
        reading.moment(row, "pairedAt"),
    )


def _subscription(row: Row) -> State | None:
    state = reading.text(row, "subscription").lower()
    known: dict[str, State] = {served: served for served in SERVED}
    if state and state not in known:
        raise Unreadable(f"{state!r} is not a subscription state: {', '.join(SERVED)}")
    return known.get(state)


def _device(place: str, row: Row) -> DeviceRow:
    rustdesk_id = reading.needed_rustdesk_id(row, "rustDeskId")
    name = reading.display_name(row, "name", "") or None
    exempt = reading.yes(row, "bypassSubscriptionCheck")
    return DeviceRow(place, rustdesk_id, name, reading.moment(row, "createdAt"), exempt)
