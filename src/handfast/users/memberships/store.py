"""The users as the people screen shows them, and every change to one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handfast.db import bounded
from handfast.db.database import Statement
from handfast.db.of_tenant import ExportedRow, delete_rows, export_rows
from handfast.db.query import Query, joined
from handfast.devices.lifecycle import EXISTS
from handfast.kernel.callers import Role
from handfast.kernel.ids import AccountId, TenantId, UserId
from handfast.kernel.texts import folded, pattern, sort_key
from handfast.users.memberships.rules import Status, User
from handfast.users.store import MEMBER, Member, found, member_of, searched

_STATUS = "CASE WHEN u.disabled_at IS NOT NULL THEN 'disabled' WHEN u.joined_at IS NULL THEN 'invited' ELSE 'active' END"
_USER = f"""SELECT u.id, u.name, u.email, u.role, {_STATUS} AS status, u.created_at, u.last_seen_at,
({bounded.counted(f"FROM devices d WHERE d.tenant_id = u.tenant_id AND d.user_id = u.id AND d.{EXISTS}")})
+ (SELECT count(*) FROM links l WHERE l.tenant_id = u.tenant_id AND l.user_id = u.id) AS devices,
(SELECT max(k.expires_at) FROM one_time_tokens k WHERE k.user_id = u.id AND k.kind = 'invitation' AND u.joined_at IS NULL)
AS invitation_expires_at"""
_ACTIVE_OWNER = "role = 'owner' AND disabled_at IS NULL AND joined_at IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Filter:
    search: str | None = None
    role: Role | None = None
    status: Status | None = None


class ListedUser(NamedTuple):
    user: User
    name_sort: str


def _user(
    id: UserId,
    name: str,
    email: str,
    role: str,
    status: Status,
    created_at: int,
    last_seen_at: int | None,
    devices: int,
    invitation_expires_at: int | None,
) -> User:
    return User(id, name, email, Role(role), status, created_at, last_seen_at, devices, invitation_expires_at)


_listed = joined(_user, ListedUser)

# Users who are invited or disabled have small indexes of their own, role by role.
_HAS: Mapping[Status, str] = {
    "active": " AND disabled_at IS NULL AND joined_at IS NOT NULL",
    "invited": " AND disabled_at IS NULL AND joined_at IS NULL",
    "disabled": " AND disabled_at IS NOT NULL",
}


def page(matching: Filter, after: tuple[str, str] | None, most: int, *, tenant_id: TenantId) -> Query[ListedUser]:
    """The first `most` users by name; with `after`, those that follow this sort key and id."""
    args: tuple[str | int, ...] = (most, *(after or ()))
    further = f" AND {bounded.after('name_sort', 'id', '>', 3)}" if after else ""
    if matching.search:
        args = (pattern(matching.search), *args)
        further = f" AND {bounded.after('name_sort', 'id', '>', 4)}" if after else ""
        rows = f"{_matching(matching)}{further} ORDER BY name_sort, id LIMIT $3"
    else:
        has = f"{_HAS[matching.status] if matching.status else ''}{further}"
        each = (f"SELECT id, name_sort FROM {source}{has}" for source in searched(_roles(matching)))
        rows = bounded.merged(each, "name_sort, id", "$2")
    sql = f"{_USER}, u.name_sort FROM ({rows}) AS s JOIN users u ON u.id = s.id WHERE u.tenant_id = $1 ORDER BY s.name_sort, s.id"
    return Query(sql, (tenant_id, *args), _listed, bulk=True)


def total(matching: Filter, *, tenant_id: TenantId) -> Query[bounded.Found]:
    if matching.search:
        sql = f"""SELECT count(*) AS found, count(CASE WHEN {_fits(matching)} THEN 1 END) AS matching,
        {bounded.is_cut_off(searched(_roles(matching)))} AS is_cut_off
        FROM ({found(2, _roles(matching))}) AS f JOIN users u ON u.id = f.found_id WHERE u.tenant_id = $1"""
        return Query(sql, (tenant_id, pattern(matching.search)), bounded.Found, bulk=True)
    has = _HAS[matching.status] if matching.status else ""
    # In the order of their index: PostgreSQL would rather read the table, and may have to pass all other roles first.
    by_name = f"ORDER BY name_sort, id LIMIT {bounded.MOST_COUNTED}"
    each = (f"SELECT * FROM (SELECT id FROM {source}{has} {by_name}) AS of_role" for source in searched(_roles(matching)))
    rows = bounded.counted(f"FROM ({' UNION ALL '.join(each)}) AS of_roles")
    return Query(f"SELECT 0 AS found, counted AS matching, 0 AS is_cut_off FROM ({rows}) AS c", (tenant_id,), bounded.Found, bulk=True)


def _matching(matching: Filter) -> str:
    """What the search finds, limited, so that a page of it may be sorted. $2 is the pattern."""
    rows = f"""SELECT u.id, u.name_sort FROM ({found(2, _roles(matching))}) AS f JOIN users u ON u.id = f.found_id
    WHERE u.tenant_id = $1 AND {_fits(matching)} LIMIT {bounded.MOST_COUNTED}"""
    return f"SELECT id, name_sort FROM ({rows}) AS matching WHERE TRUE"


def _roles(matching: Filter) -> Sequence[Role]:
    return [matching.role] if matching.role else tuple(Role)


def _fits(matching: Filter) -> str:
    named = ", ".join(f"'{role.value}'" for role in _roles(matching))
    return f"role IN ({named}){_HAS[matching.status] if matching.status else ''}"


def user(user_id: UserId, *, tenant_id: TenantId) -> Query[User]:
    return Query(f"{_USER} FROM users u WHERE u.tenant_id = $1 AND u.id = $2", (tenant_id, user_id), _user)


def by_email(email: str, *, tenant_id: TenantId) -> Query[UserId]:
    return Query("SELECT id FROM users WHERE tenant_id = $1 AND email = $2", (tenant_id, email), UserId)


def other_owner(but: UserId, *, tenant_id: TenantId) -> Query[UserId]:
    sql = f"SELECT id FROM users WHERE tenant_id = $1 AND id <> $2 AND {_ACTIVE_OWNER} ORDER BY id LIMIT 1"
    return Query(sql, (tenant_id, but), UserId)


def owners_and(user_id: UserId, *, tenant_id: TenantId) -> Query[Member]:
    """This user and then the active owners, 20 rows at most: so many get an e-mail at once."""
    sql = f"""SELECT {MEMBER} FROM (
        SELECT id, 0 AS place FROM users WHERE tenant_id = $1 AND id = $2
        UNION ALL SELECT id, 1 AS place FROM users WHERE tenant_id = $1 AND id <> $2 AND {_ACTIVE_OWNER}) AS recipients
    JOIN users u ON u.id = recipients.id JOIN tenants t ON t.id = u.tenant_id
    WHERE u.tenant_id = $1 ORDER BY recipients.place, u.id LIMIT 20"""
    return Query(sql, (tenant_id, user_id), member_of, bulk=True)


def keep_owner(user_id: UserId, *, tenant_id: TenantId) -> Statement:
    """Changes nothing. Conflict unless this user is still an active owner when the batch commits.

    Of two requests that each take away one of the last two owners, each has its guard on the row that the other changes: one succeeds.
    """
    return Statement(
        f"UPDATE users SET session_version = session_version WHERE tenant_id = $1 AND id = $2 AND {_ACTIVE_OWNER}",
        (tenant_id, user_id),
        guard=True,
    )


def _found_by(name: str, email: str) -> tuple[str, str]:
    """What the user is sorted and searched by: `name_sort` and `search_text`."""
    return sort_key(name), folded(name, email)


def insert(
    user_id: UserId,
    account_id: AccountId,
    email: str,
    name: str,
    role: Role,
    now: int,
    *,
    joined_at: int | None = None,
    disabled_at: int | None = None,
    tenant_id: TenantId,
) -> Statement:
    """`email` is that of the account. Conflict if it has a user in this tenant already."""
    return Statement(
        """INSERT INTO users (id, tenant_id, account_id, email, name, role, joined_at, created_at, disabled_at, name_sort, search_text)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
        (user_id, tenant_id, account_id, email, name, role.value, joined_at, now, disabled_at, *_found_by(name, email)),
    )


def devices_seq(user_id: UserId, *, tenant_id: TenantId) -> Query[int]:
    """It counts up whenever a device joins the user (`take_seat`, `count_link`)."""
    return Query("SELECT devices_seq FROM users WHERE tenant_id = $1 AND id = $2", (tenant_id, user_id), int)


def delete_invited(user_id: UserId, seen_seq: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if the user has joined, or got a device, in the meantime: the row of its link would go too, and the device know nothing."""
    sql = "DELETE FROM users WHERE tenant_id = $1 AND id = $2 AND devices_seq = $3 AND joined_at IS NULL"
    return Statement(sql, (tenant_id, user_id, seen_seq), guard=True)


def join(user_id: UserId, name: str, email: str, now: int, role: Role | None = None, *, tenant_id: TenantId) -> Statement:
    """`role`: another one than that of the invitation. Conflict if the user has already joined or was disabled."""
    return Statement(
        """UPDATE users SET name = $3, joined_at = $4, last_seen_at = $4, name_sort = $5, search_text = $6,
        role = COALESCE(CAST($7 AS TEXT), role) WHERE tenant_id = $1 AND id = $2 AND joined_at IS NULL AND disabled_at IS NULL""",
        (tenant_id, user_id, name, now, *_found_by(name, email), role.value if role else None),
        guard=True,
    )


def change(before: User, name: str, role: Role, *, tenant_id: TenantId) -> Statement:
    """A new role ends the user's sessions by their version. Conflict if somebody changed the role or status in the meantime."""
    return Statement(
        f"""UPDATE users AS u SET name = $4, role = $5, session_version = session_version + $6, name_sort = $8, search_text = $9
        WHERE u.tenant_id = $1 AND u.id = $2 AND u.role = $3 AND {_STATUS} = $7""",
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


def disable(before: User, now: int, *, tenant_id: TenantId) -> Statement:
    return Statement(
        """UPDATE users SET disabled_at = $4, session_version = session_version + 1
        WHERE tenant_id = $1 AND id = $2 AND role = $3 AND disabled_at IS NULL""",
        (tenant_id, before.id, before.role.value, now),
        guard=True,
    )


def enable(user_id: UserId, *, tenant_id: TenantId) -> Statement:
    return Statement(
        """UPDATE users SET disabled_at = NULL, access_token_version = access_token_version + 1
        WHERE tenant_id = $1 AND id = $2 AND disabled_at IS NOT NULL""",
        (tenant_id, user_id),
        guard=True,
    )


def is_invited(user_id: UserId, *, tenant_id: TenantId) -> Query[int]:
    """1 if the user has not accepted the invitation yet, disabled or not; else 0."""
    return Query("SELECT joined_at IS NULL AS invited FROM users WHERE tenant_id = $1 AND id = $2", (tenant_id, user_id), int)


def let_in(user_id: UserId, session_version: int, now: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if the user was disabled, or got another role or password, since they were read."""
    return Statement(
        """UPDATE users SET last_seen_at = $4
        WHERE tenant_id = $1 AND id = $2 AND session_version = $3 AND disabled_at IS NULL""",
        (tenant_id, user_id, session_version, now),
        guard=True,
    )


def end_access(account_id: AccountId) -> Statement:
    """Ends the sessions and access tokens of an account in every tenant, by their version."""
    sql = """/* any tenant: those of one account */ UPDATE users
    SET session_version = session_version + 1, access_token_version = access_token_version + 1 WHERE account_id = $1"""
    return Statement(sql, (account_id,))


def end_access_here(user_id: UserId, *, tenant_id: TenantId) -> Statement:
    """As `end_access`, in one tenant."""
    sql = """UPDATE users SET session_version = session_version + 1, access_token_version = access_token_version + 1
    WHERE tenant_id = $1 AND id = $2"""
    return Statement(sql, (tenant_id, user_id))


def end_tokens_of_provider(issuer: str, *, tenant_id: TenantId) -> Statement:
    """Ends the access tokens of the users whom this provider vouches for, by their version."""
    sql = """UPDATE users SET access_token_version = access_token_version + 1 WHERE tenant_id = $1
    AND id IN (SELECT i.user_id FROM company_identities i WHERE i.tenant_id = $1 AND i.issuer = $2)"""
    return Statement(sql, (tenant_id, issuer))


def has_joined(account_id: AccountId) -> Query[int]:
    """A row if somebody has accepted an invitation with this account, or came by single sign-on: then it is theirs."""
    sql = "/* any tenant: those of one account */ SELECT 1 FROM users WHERE account_id = $1 AND joined_at IS NOT NULL LIMIT 1"
    return Query(sql, (account_id,), int)


def seen(user_id: UserId, now: int, *, tenant_id: TenantId) -> Statement:
    return Statement("UPDATE users SET last_seen_at = $3 WHERE tenant_id = $1 AND id = $2", (tenant_id, user_id, now))


def take_seat(user_id: UserId, seen_seq: int, *, tenant_id: TenantId) -> Statement:
    """Guards a count of the user's devices. Conflict if another device joined since they were counted."""
    sql = "UPDATE users SET devices_seq = devices_seq + 1 WHERE id = $1 AND tenant_id = $2 AND devices_seq = $3"
    return Statement(sql, (user_id, tenant_id, seen_seq), guard=True)


def count_link(user_id: UserId, *, tenant_id: TenantId) -> Statement:
    """A device is linked to the user in the same batch."""
    return Statement("UPDATE users SET devices_seq = devices_seq + 1 WHERE id = $1 AND tenant_id = $2", (user_id, tenant_id))


# --- all of a tenant ---

_EXPORTED = ("id", "email", "name", "role", "created_at", "joined_at", "last_seen_at", "disabled_at")


def exported(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    return export_rows("users", "id", _EXPORTED, after, most, tenant_id=tenant_id)


def delete_all(ids: Sequence[UserId], *, tenant_id: TenantId) -> Statement:
    """Their one-time tokens go with them."""
    return delete_rows("users", "id", ids, tenant_id=tenant_id)
