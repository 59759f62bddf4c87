"""One e-mail address may be a user of several tenants: what signs it in moves from its users to its account.

Every user gets an account with the user's own id. Who set the server up, the owner that is there for longest, becomes the server operator.
SQLite cannot change a constraint, so it makes two tables anew, as sqlite.org/lang_altertable.html (7) says.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from handfast.kernel.texts import folded, sort_key
from handfast.migrations.columns import BYTES, MOMENT, NUMBER, TEXT, column

revision = "0017"
down_revision = "0016"

ROLES = "role IN ('owner','admin','manager','support','installer','staff','viewer','customer')"
KEPT_OF_USERS = """id, tenant_id, email, name, role, session_version, devices_seq, created_at, last_seen_at, disabled_at, name_sort,
search_text, access_token_version"""
KEPT_OF_SESSIONS = """hash, id, tenant_id, user_id, session_version, created_at, last_seen_at, expires_at, address, user_agent,
confirmed_at, is_app, idle_limit"""


def upgrade() -> None:
    for name in ("suspended_at", "closing_at"):
        op.add_column("tenants", column(name, MOMENT, null=True))
    for name in ("max_people", "max_devices"):
        op.add_column("tenants", column(name, NUMBER, null=True))
    for name in ("name_sort", "search_text"):
        op.add_column("tenants", column(name, TEXT, server_default=""))
    for id, name in op.get_bind().execute(sa.text("/* any tenant: every one */ SELECT id, name FROM tenants")).all():
        found = {"id": id, "name_sort": sort_key(name), "search_text": folded(name)}
        op.get_bind().execute(sa.text("UPDATE tenants SET name_sort = :name_sort, search_text = :search_text WHERE id = :id"), found)
    op.create_index("tenants_by_name", "tenants", ["name_sort", "id"])
    _accounts()
    if op.get_bind().dialect.name == "postgresql":
        _users_on_postgresql()
        _sessions_on_postgresql()
    else:
        _rebuild("users", KEPT_OF_USERS, {"account_id": "id", "joined_at": _JOINED}, _users())
        _rebuild("sessions", KEPT_OF_SESSIONS, {"account_id": "user_id"}, _sessions())
    named = ["tenant_id", "role", "name_sort", "id"]
    op.create_index("users_by_name", "users", named)
    op.create_index("users_searched", "users", ["tenant_id", "role", "search_text", "id"])
    _partial("users_disabled", "users", named, "disabled_at IS NOT NULL")
    _partial("users_invited", "users", named, "joined_at IS NULL AND disabled_at IS NULL")
    op.create_index("users_email", "users", ["tenant_id", "email"], unique=True)
    op.create_index("users_account", "users", ["account_id", "tenant_id"], unique=True)
    op.create_index("sessions_user", "sessions", ["user_id"])
    op.create_index("sessions_account", "sessions", ["account_id"])
    _links()


def _accounts() -> None:
    op.create_table(
        "accounts",
        column("id", TEXT, primary_key=True),
        column("email", TEXT, unique=True),
        column("name", TEXT),
        column("password_hash", TEXT, null=True),
        column("session_version", NUMBER, server_default="1"),
        column("created_at", MOMENT),
        column("operator_since", MOMENT, null=True),
        sa.UniqueConstraint("id", "email", name="accounts_id_email"),
        sa.CheckConstraint("email = lower(email)", name="accounts_email_lower"),
    )
    op.execute(
        """/* any tenant: every user */ INSERT INTO accounts (id, email, name, password_hash, created_at)
        SELECT id, email, name, password_hash, created_at FROM users"""
    )
    op.execute(
        """/* any tenant: the first owner */ UPDATE accounts SET operator_since = created_at WHERE id = (
        SELECT id FROM users WHERE role = 'owner' AND password_hash IS NOT NULL AND disabled_at IS NULL ORDER BY created_at, id LIMIT 1)"""
    )
    _partial("accounts_operators", "accounts", ["id"], "operator_since IS NOT NULL")


_JOINED = "CASE WHEN password_hash IS NULL THEN NULL ELSE created_at END"


def _users() -> list[Any]:
    return [
        column("id", TEXT, primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("account_id", TEXT),
        column("email", TEXT),
        column("name", TEXT),
        column("role", TEXT),
        column("session_version", NUMBER, server_default="1"),
        column("access_token_version", NUMBER, server_default="1"),
        column("devices_seq", NUMBER, server_default="0"),
        column("created_at", MOMENT),
        column("joined_at", MOMENT, null=True),
        column("last_seen_at", MOMENT, null=True),
        column("disabled_at", MOMENT, null=True),
        column("name_sort", TEXT, server_default=""),
        column("search_text", TEXT, server_default=""),
        sa.CheckConstraint(ROLES, name="users_role"),
        sa.ForeignKeyConstraint(["account_id", "email"], ["accounts.id", "accounts.email"], name="users_of_account", onupdate="CASCADE"),
    ]


def _sessions() -> list[Any]:
    return [
        column("hash", BYTES, primary_key=True),
        column("id", TEXT, unique=True),
        column("account_id", TEXT, sa.ForeignKey("accounts.id", ondelete="CASCADE")),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id"), null=True),
        column("user_id", TEXT, sa.ForeignKey("users.id", ondelete="CASCADE"), null=True),
        column("session_version", NUMBER),
        column("created_at", MOMENT),
        column("last_seen_at", MOMENT),
        column("expires_at", MOMENT),
        column("idle_limit", MOMENT, server_default="43200000"),
        column("confirmed_at", MOMENT, server_default="0"),
        column("is_app", NUMBER, server_default="0"),
        column("address", TEXT),
        column("user_agent", TEXT),
        sa.CheckConstraint("(tenant_id IS NULL) = (user_id IS NULL)", name="sessions_of_tenant"),
    ]


def _rebuild(table: str, kept: str, new: dict[str, str], parts: Sequence[Any]) -> None:
    op.create_table("rebuilt", *parts)
    columns, values = f"{kept}, {', '.join(new)}", f"{kept}, {', '.join(new.values())}"
    op.execute(f"/* any tenant: every row */ INSERT INTO rebuilt ({columns}) SELECT {values} FROM {table}")
    op.drop_table(table)
    op.rename_table("rebuilt", table)


def _users_on_postgresql() -> None:
    op.add_column("users", column("account_id", TEXT, null=True))
    op.add_column("users", column("joined_at", MOMENT, null=True))
    op.execute(f"/* any tenant: every user */ UPDATE users SET account_id = id, joined_at = {_JOINED}")
    op.alter_column("users", "account_id", nullable=False)
    for index in ("users_by_name", "users_searched", "users_disabled", "users_invited"):
        op.drop_index(index, "users")
    op.drop_column("users", "password_hash")
    unique = "SELECT conname FROM pg_constraint WHERE conrelid = 'users'::regclass AND contype = 'u'"
    for (name,) in op.get_bind().execute(sa.text(unique)).all():
        op.drop_constraint(name, "users")
    op.drop_constraint("users_email_lower", "users")
    op.drop_constraint("users_role", "users")
    op.create_check_constraint("users_role", "users", ROLES)
    op.create_foreign_key("users_of_account", "users", "accounts", ["account_id", "email"], ["id", "email"], onupdate="CASCADE")


def _sessions_on_postgresql() -> None:
    op.drop_index("sessions_user", "sessions")
    op.add_column("sessions", column("account_id", TEXT, null=True))
    op.execute("/* any tenant: every session */ UPDATE sessions SET account_id = user_id")
    op.alter_column("sessions", "account_id", nullable=False)
    op.create_foreign_key(None, "sessions", "accounts", ["account_id"], ["id"], ondelete="CASCADE")
    for name in ("tenant_id", "user_id"):
        op.alter_column("sessions", name, nullable=True)
    op.create_check_constraint("sessions_of_tenant", "sessions", "(tenant_id IS NULL) = (user_id IS NULL)")


def _links() -> None:
    """A link for a new password is for the account, whichever tenants it is in."""
    # Plain SQL, since Alembic adds a foreign key on SQLite only by making the table anew.
    op.execute("ALTER TABLE one_time_tokens ADD COLUMN account_id TEXT REFERENCES accounts (id) ON DELETE CASCADE")
    op.create_index("one_time_tokens_account", "one_time_tokens", ["account_id", "kind"])
    op.execute("UPDATE one_time_tokens SET account_id = user_id, user_id = NULL WHERE kind = 'reset'")


def _partial(name: str, table: str, columns: Sequence[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
