"""What the client API itself reads: the server's first tenant, and the lists of the group tab."""

from typing import NamedTuple

from handfast.db import bounded
from handfast.db.query import Query
from handfast.devices.lifecycle import IS_ACTIVE, IS_DISABLED
from handfast.kernel.callers import Role
from handfast.kernel.ids import RustdeskId, TenantId, UserId


def first_tenant() -> Query[TenantId]:
    sql = "/* any tenant: the first one of the server */ SELECT id FROM tenants ORDER BY created_at, name, id LIMIT 1"
    return Query(sql, (), TenantId)


# --- the group tab ---


class Peer(NamedTuple):
    """A device as the app lists it."""

    rustdesk_id: RustdeskId
    username: str
    os: str
    hostname: str
    owner: str | None
    """The name of the user to whom it is linked."""


_PEER = "r.rustdesk_id, r.username, r.os, r.hostname"
MOST_LISTED = 10_000
"""So many the app may list. It asks for page after page up to the number it is told, so that number may not stop earlier."""
# A removed device is deleted, so these are all that are live; each is a range of `devices_by_name`.
_STATES = (f"{IS_ACTIVE} AND presence = 'online'", f"{IS_ACTIVE} AND presence = 'offline'", f"{IS_DISABLED} AND presence = 'offline'")
_LIVE = [f"FROM devices WHERE tenant_id = $1 AND kind = 'rustdesk' AND {state}" for state in _STATES]


def own_peers(user_id: UserId, user_name: str, *, tenant_id: TenantId) -> Query[Peer]:
    sql = f"""SELECT {_PEER}, CAST($3 AS TEXT) AS owner FROM links l JOIN rustdesk r ON r.device_id = l.device_id
    WHERE l.tenant_id = $1 AND l.user_id = $2"""
    return Query(sql, (tenant_id, user_id, user_name), Peer)


def peers(size: int, offset: int, *, tenant_id: TenantId) -> Query[Peer]:
    """Every live RustDesk device of the tenant, by name."""
    rows = bounded.merged((f"SELECT id, name_sort {live}" for live in _LIVE), "name_sort, id", "$2")
    sql = f"""SELECT {_PEER}, u.name AS owner FROM (SELECT * FROM ({rows}) AS w ORDER BY name_sort, id LIMIT $3 OFFSET $4) AS listed
    JOIN rustdesk r ON r.device_id = listed.id LEFT JOIN links l ON l.device_id = listed.id LEFT JOIN users u ON u.id = l.user_id
    WHERE r.tenant_id = $1 ORDER BY listed.name_sort, listed.id"""
    return Query(sql, (tenant_id, min(size + offset, MOST_LISTED), size, offset), Peer, bulk=True)


def count_peers(*, tenant_id: TenantId) -> Query[int]:
    """At most MOST_LISTED."""
    rows = " UNION ALL ".join(f"SELECT * FROM (SELECT id {live} LIMIT {MOST_LISTED}) AS state_{n}" for n, live in enumerate(_LIVE))
    return Query(bounded.counted(f"FROM ({rows}) AS live", MOST_LISTED), (tenant_id,), int, bulk=True)


class ListedUser(NamedTuple):
    name: str
    email: str
    role: Role


def _listed_user(name: str, email: str, role: str) -> ListedUser:
    return ListedUser(name, email, Role(role))


# Scalar, because PostgreSQL turns an EXISTS into a hash of the whole table. A link ends when its device is removed.
_HAS_ONE = "(SELECT l.device_id FROM links l WHERE l.tenant_id = $1 AND l.user_id = u.id) IS NOT NULL"


def users(user_id: UserId, size: int, offset: int, *, tenant_id: TenantId) -> Query[ListedUser]:
    """This user, and every customer of the tenant who has a device; by name."""
    customers = f"""SELECT u.id, u.name_sort FROM users u WHERE u.tenant_id = $1 AND u.role = 'customer' AND u.id <> $2 AND {_HAS_ONE}"""
    this = "SELECT id, name_sort FROM users WHERE tenant_id = $1 AND id = $2"
    rows = bounded.merged((customers, this), "name_sort, id", "$3")
    sql = f"""SELECT u.name, u.email, u.role FROM (SELECT * FROM ({rows}) AS w ORDER BY name_sort, id LIMIT $4 OFFSET $5) AS listed
    JOIN users u ON u.id = listed.id WHERE u.tenant_id = $1 ORDER BY listed.name_sort, listed.id"""
    return Query(sql, (tenant_id, user_id, min(size + offset, MOST_LISTED + 1), size, offset), _listed_user, bulk=True)


def count_users(user_id: UserId, *, tenant_id: TenantId) -> Query[int]:
    """At most MOST_LISTED, and this user besides."""
    linked = bounded.counted("FROM links WHERE tenant_id = $1", MOST_LISTED)  # without the user, who is in no index of a tenant's links
    own = "SELECT count(*) FROM links WHERE tenant_id = $1 AND user_id = $2"
    return Query(f"SELECT counted + 1 - ({own}) FROM ({linked}) AS linked", (tenant_id, user_id), int, bulk=True)
