"""What the client API itself reads: the server's first tenant, and the lists of the group tab."""

from typing import NamedTuple

from handfast.db.query import Query
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
_LIVE = """FROM rustdesk r JOIN devices d ON d.id = r.device_id LEFT JOIN links l ON l.device_id = r.device_id
LEFT JOIN persons p ON p.id = l.person_id WHERE r.tenant_id = $1 AND r.removed_at IS NULL"""


def own_peers(user_id: UserId, user_name: str, *, tenant_id: TenantId) -> Query[Peer]:
    sql = f"""SELECT {_PEER}, CAST($3 AS TEXT) AS owner FROM links l JOIN rustdesk r ON r.device_id = l.device_id
    WHERE l.tenant_id = $1 AND l.person_id = $2"""
    return Query(sql, (tenant_id, user_id, user_name), Peer)


def peers(size: int, offset: int, *, tenant_id: TenantId) -> Query[Peer]:
    """Every live RustDesk device of the tenant, by name."""
    sql = f"SELECT {_PEER}, p.name AS owner {_LIVE} ORDER BY d.name_sort, d.id LIMIT $2 OFFSET $3"
    return Query(sql, (tenant_id, size, offset), Peer, bulk=True)


def count_peers(*, tenant_id: TenantId) -> Query[int]:
    return Query(f"SELECT count(*) {_LIVE}", (tenant_id,), int, bulk=True)


class ListedUser(NamedTuple):
    name: str
    email: str
    role: Role


def _listed_user(name: str, email: str, role: str) -> ListedUser:
    return ListedUser(name, email, Role(role))


_WHO_HAS_ONE = """FROM persons p WHERE p.tenant_id = $1
AND (p.id = $2 OR EXISTS (SELECT 1 FROM links l JOIN rustdesk r ON r.device_id = l.device_id
    WHERE l.person_id = p.id AND r.removed_at IS NULL))"""


def users(user_id: UserId, size: int, offset: int, *, tenant_id: TenantId) -> Query[ListedUser]:
    """This user, and everybody of the tenant who has a device; by name."""
    sql = f"SELECT p.name, p.email, p.role {_WHO_HAS_ONE} ORDER BY p.name_sort, p.id LIMIT $3 OFFSET $4"
    return Query(sql, (tenant_id, user_id, size, offset), _listed_user, bulk=True)


def count_users(user_id: UserId, *, tenant_id: TenantId) -> Query[int]:
    return Query(f"SELECT count(*) {_WHO_HAS_ONE}", (tenant_id, user_id), int, bulk=True)
