"""Step 1. The SQLite file of lejianwen's RustDesk API server: its users and peers. It is opened for reading only."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from handfast.importers import reading
from handfast.importers.reading import Unreadable
from handfast.importers.rules import CustomerRow, DeviceRow, Rows, Trouble
from handfast.importers.store import PEERS, USERS
from handfast.kernel.ids import RustdeskId
from handfast.rustdesk.registry.ids import grouped

_Row = dict[str, Any]
# The other server's number for an enabled user; 2 is a disabled one.
_ENABLED = 1


def read_lejianwen(path: Path) -> Rows:
    """Raises `Unreadable` when it is not such a file."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            users, peers = _rows(database, USERS), _rows(database, PEERS)
    except sqlite3.Error as error:
        raise Unreadable(f"{path} cannot be read: {error}") from error
    troubles: list[Trouble] = []
    # A customer has one device here, so they are linked to the one that was online last.
    peers.sort(key=lambda row: _number(row.get("last_online_time")), reverse=True)
    devices: list[DeviceRow] = []
    owners: dict[int, list[RustdeskId]] = {}
    for peer in peers:
        if (device := _device(peer, troubles)) is not None:
            devices.append(device)
            owners.setdefault(_number(peer.get("user_id")), []).append(device.rustdesk_id)
    customers = [row for user in users if (row := _customer(user, owners, troubles)) is not None]
    return Rows(devices, customers, troubles)


def _rows(database: sqlite3.Connection, sql: str) -> list[_Row]:
    return [dict(row) for row in database.execute(sql)]


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _device(peer: _Row, troubles: list[Trouble]) -> DeviceRow | None:
    place = f"peer {peer.get('row_id', peer.get('id'))}"
    try:
        rustdesk_id = reading.needed_rustdesk_id(peer, "id")
        name = reading.display_name(peer, "alias", "") or reading.display_name(peer, "hostname", "") or None
        words = (reading.text(peer, "hostname"), reading.text(peer, "username"), reading.text(peer, "os"), reading.text(peer, "version"))
        uuid = reading.text(peer, "uuid") or None
        return DeviceRow(place, rustdesk_id, name, _made(peer), False, uuid, *words)
    except Unreadable as error:
        troubles.append(Trouble(place, str(error)))
        return None


def _made(row: _Row) -> int | None:
    """Older versions wrote dates in a form of their own; an unreadable date is no reason to skip a device."""
    try:
        return reading.moment(row, "created_at")
    except Unreadable:
        return None


def _customer(user: _Row, owners: dict[int, list[RustdeskId]], troubles: list[Trouble]) -> CustomerRow | None:
    place = f"user {user.get('username') or user.get('id')}"
    if user.get("is_admin"):
        troubles.append(Trouble(place, "admins are not imported: invite them as admins"))
        return None
    if user.get("status", _ENABLED) != _ENABLED:
        troubles.append(Trouble(place, "the user is disabled there and is not imported; the device is left unpaired"))
        return None
    try:
        email = reading.email(user, "email")
        name = reading.display_name(user, "nickname", "") or reading.display_name(user, "username", email.partition("@")[0])
    except Unreadable as error:
        troubles.append(Trouble(place, str(error)))
        return None
    mine: Sequence[RustdeskId] = owners.get(_number(user.get("id")), ())
    left = "is left unpaired: a customer has only one device, and another one was online last"
    troubles += [Trouble(place, f"RustDesk {grouped(other)} {left}") for other in mine[1:]]
    return CustomerRow(place, email, name, rustdesk_id=mine[0] if mine else None)
