"""The table `server_state`: values that apply to the whole server, by name."""

from handfast.db.database import Statement
from handfast.db.query import Query

_INSERT = "INSERT INTO server_state (name, value) VALUES ($1, $2)"


def value(name: str) -> Query[str]:
    return Query("SELECT value FROM server_state WHERE name = $1", (name,), str)


def insert(name: str, value: str) -> Statement:
    """Conflict if there is a value of this name already: the name is the primary key."""
    return Statement(_INSERT, (name, value))


def forget(name: str) -> Statement:
    return Statement("DELETE FROM server_state WHERE name = $1", (name,))


def put(name: str, value: str) -> Statement:
    return Statement(f"{_INSERT} ON CONFLICT (name) DO UPDATE SET value = $2", (name, value))


def replace(name: str, value: str) -> Statement:
    """Conflict if it has this value already."""
    return Statement(f"{_INSERT} ON CONFLICT (name) DO UPDATE SET value = $2 WHERE server_state.value <> $2", (name, value), guard=True)
