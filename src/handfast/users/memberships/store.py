"""The users as the people screen shows them, and every change to one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handfast.db.database import Reads, Statement
from handfast.db.raw import Row, fetch_row, fetch_rows
from handfast.kernel.callers import Role
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.texts import folded, pattern, sort_key
from handfast.users.memberships.rules import User

FIRST_EPOCH = 1
_STATUS = "CASE WHEN p.disabled_at IS NOT NULL THEN 'disabled' WHEN p.password_hash IS NULL THEN 'invited' ELSE 'active' END"
_PERSON = f"""SELECT p.id, p.name, p.email, p.role, {_STATUS} AS status, p.created_at, p.last_seen_at, p.name_sort,
(SELECT count(*) FROM devices d WHERE d.tenant_id = p.tenant_id AND d.person_id = p.id AND d.status <> 'gone')
+ (SELECT count(*) FROM links l WHERE l.tenant_id = p.tenant_id AND l.person_id = p.id) AS devices,
(SELECT max(k.expires_at) FROM tickets k WHERE k.person_id = p.id AND k.kind = 'invitation' AND p.password_hash IS NULL)
AS invitation_expires_at FROM persons p"""
_MATCHES = f"""p.tenant_id = $1
AND (CAST($2 AS TEXT) IS NULL OR p.search_text LIKE $2 ESCAPE '!')
AND (CAST($3 AS TEXT) IS NULL OR p.role = $3) AND (CAST($4 AS TEXT) IS NULL OR {_STATUS} = $4)"""
_ACTIVE_OWNER = "role = 'owner' AND disabled_at IS NULL AND password_hash IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Filter:
    search: str | None = None
    role: str | None = None
    status: str | None = None

    @property
    def args(self) -> tuple[str | None, str | None, str | None]:
        return None if self.search is None else pattern(self.search), self.role, self.status


def user_of(row: Row) -> User:
    return User(
        row["id"], row["name"], row["email"], Role(row["role"]), row["status"], row["created_at"], row["last_seen_at"], row["devices"],
        row["invitation_expires_at"],
    )  # fmt: skip


async def page(reads: Reads, tenant_id: TenantId, wanted: Filter, after: tuple[str, str] | None, most: int) -> Sequence[Row]:
    name, id = after or (None, None)
    return await fetch_rows(reads, f"""{_PERSON} WHERE {_MATCHES} AND (CAST($5 AS TEXT) IS NULL OR (p.name_sort, p.id) > ($5, $6))
        ORDER BY p.name_sort, p.id LIMIT $7""",
        tenant_id, *wanted.args, name, id, most,
    )  # fmt: skip


async def total(reads: Reads, tenant_id: TenantId, wanted: Filter) -> int:
    row = await fetch_row(reads, f"SELECT count(*) AS total FROM persons p WHERE {_MATCHES}", tenant_id, *wanted.args)
    return row["total"] if row else 0


async def user(reads: Reads, tenant_id: TenantId, id: str) -> User | None:
    row = await fetch_row(reads, f"{_PERSON} WHERE p.tenant_id = $1 AND p.id = $2", tenant_id, id)
    return user_of(row) if row else None


async def email_is_taken(reads: Reads, email: str) -> bool:
    sql = "/* any tenant: an e-mail names one person of the server */ SELECT 1 FROM persons WHERE email = $1"
    return await fetch_row(reads, sql, email) is not None


async def other_owner(reads: Reads, tenant_id: TenantId, but: str) -> str | None:
    sql = f"SELECT id FROM persons WHERE tenant_id = $1 AND id <> $2 AND {_ACTIVE_OWNER} ORDER BY id LIMIT 1"
    row = await fetch_row(reads, sql, tenant_id, but)
    return row["id"] if row else None


async def owners_and(reads: Reads, tenant_id: TenantId, user_id: UserId) -> Sequence[Row]:
    """This user and then the active owners, 20 rows at most: so many get an e-mail at once."""
    sql = f"""SELECT p.id, p.name, p.email, p.role, p.tenant_id, t.name AS tenant_name FROM persons p JOIN tenants t ON t.id = p.tenant_id
    WHERE p.tenant_id = $1 AND (p.id = $2 OR (p.{_ACTIVE_OWNER.replace(" AND ", " AND p.")}))
    ORDER BY CASE WHEN p.id = $2 THEN 0 ELSE 1 END, p.id LIMIT 20"""
    return await fetch_rows(reads, sql, tenant_id, user_id)


def keep_owner(tenant_id: TenantId, id: str) -> Statement:
    """Changes nothing. Conflict unless this user is still an active owner when the batch commits.

    Of two requests that each take away one of the last two owners, each has its guard on the row that the other changes: one succeeds.
    """
    return Statement(f"UPDATE persons SET epoch = epoch WHERE tenant_id = $1 AND id = $2 AND {_ACTIVE_OWNER}", (tenant_id, id), guard=True)


def _found_by(name: str, email: str) -> tuple[str, str]:
    """What the user is sorted and searched by: `name_sort` and `search_text`."""
    return sort_key(name), folded(name, email)


def insert(
    tenant_id: TenantId,
    id: str,
    email: str,
    name: str,
    role: Role,
    now: int,
    password_hash: str | None = None,
    disabled_at: int | None = None,
) -> Statement:
    return Statement(
        """INSERT INTO persons (id, tenant_id, email, name, role, password_hash, created_at, disabled_at, name_sort, search_text)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        (id, tenant_id, email, name, role.value, password_hash, now, disabled_at, *_found_by(name, email)),
    )


def delete_invited(tenant_id: TenantId, id: str) -> Statement:
    return Statement("DELETE FROM persons WHERE tenant_id = $1 AND id = $2 AND password_hash IS NULL", (tenant_id, id), guard=True)


def join(tenant_id: TenantId, id: str, name: str, email: str, password_hash: str, now: int) -> Statement:
    """Conflict if the user has already joined or was disabled."""
    return Statement(
        """UPDATE persons SET name = $3, password_hash = $4, last_seen_at = $5, name_sort = $6, search_text = $7
        WHERE tenant_id = $1 AND id = $2 AND password_hash IS NULL AND disabled_at IS NULL""",
        (tenant_id, id, name, password_hash, now, *_found_by(name, email)),
        guard=True,
    )


def change(tenant_id: TenantId, before: User, name: str, role: Role) -> Statement:
    """A new role raises the epoch, which ends the user's sessions. Conflict if somebody changed the role or status in the meantime."""
    return Statement(
        f"""UPDATE persons AS p SET name = $4, role = $5, epoch = epoch + $6, name_sort = $8, search_text = $9
        WHERE p.tenant_id = $1 AND p.id = $2 AND p.role = $3 AND {_STATUS} = $7""",
        (
            tenant_id,
            before.id,
            before.role.value,
            name,
            role.value,
            int(role is not before.role),
            before.status,
            *_found_by(name, before.email),
        ),
        guard=True,
    )


def disable(tenant_id: TenantId, before: User, now: int) -> Statement:
    return Statement(
        "UPDATE persons SET disabled_at = $4, epoch = epoch + 1 WHERE tenant_id = $1 AND id = $2 AND role = $3 AND disabled_at IS NULL",
        (tenant_id, before.id, before.role.value, now),
        guard=True,
    )


def enable(tenant_id: TenantId, id: str) -> Statement:
    return Statement(
        """UPDATE persons SET disabled_at = NULL, tokens_epoch = tokens_epoch + 1
        WHERE tenant_id = $1 AND id = $2 AND disabled_at IS NOT NULL""",
        (tenant_id, id),
        guard=True,
    )


async def status_when_enabled(reads: Reads, tenant_id: TenantId, user: User) -> User:
    row = await fetch_row(
        reads, "SELECT password_hash IS NULL AS invited FROM persons WHERE tenant_id = $1 AND id = $2", tenant_id, user.id
    )
    return replace(user, status="invited" if row and row["invited"] else "active")


def let_in(tenant_id: TenantId, user_id: UserId, epoch: int, now: int, new_hash: str | None) -> Statement:
    """Conflict if the user was disabled, or the password changed, since the password was checked."""
    return Statement(
        """UPDATE persons SET last_seen_at = $4, password_hash = COALESCE(CAST($5 AS TEXT), password_hash)
        WHERE tenant_id = $1 AND id = $2 AND epoch = $3 AND disabled_at IS NULL""",
        (tenant_id, user_id, epoch, now, new_hash),
        guard=True,
    )


def end_all_access(tenant_id: TenantId, user_id: UserId) -> Statement:
    sql = "UPDATE persons SET epoch = epoch + 1, tokens_epoch = tokens_epoch + 1 WHERE tenant_id = $1 AND id = $2"
    return Statement(sql, (tenant_id, user_id))


def seen(tenant_id: TenantId, user_id: UserId, now: int) -> Statement:
    return Statement("UPDATE persons SET last_seen_at = $3 WHERE tenant_id = $1 AND id = $2", (tenant_id, user_id, now))


def set_password(tenant_id: TenantId, user_id: UserId, epoch: int, password_hash: str) -> Statement:
    """Ends every session and access token by its epoch. Conflict if the user was disabled or changed the password in the meantime."""
    return Statement(
        """UPDATE persons SET password_hash = $4, epoch = epoch + 1, tokens_epoch = tokens_epoch + 1
        WHERE tenant_id = $1 AND id = $2 AND epoch = $3 AND disabled_at IS NULL AND password_hash IS NOT NULL""",
        (tenant_id, user_id, epoch, password_hash),
        guard=True,
    )


def take_seat(user_id: UserId, tenant_id: TenantId, seen_seq: int) -> Statement:
    """Guards a count of the user's devices. Conflict if another device joined since they were counted."""
    sql = "UPDATE persons SET devices_seq = devices_seq + 1 WHERE id = $1 AND tenant_id = $2 AND devices_seq = $3"
    return Statement(sql, (user_id, tenant_id, seen_seq), guard=True)
