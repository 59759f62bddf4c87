"""Tables, columns, indexes and constraints are called what the code calls them (docs/glossary.md).

Values keep their words, since answers and the trail show them. SQLite cannot rename a constraint, so it makes those tables anew, as
sqlite.org/lang_altertable.html (7) says. On PostgreSQL, constraints that PostgreSQL named by itself keep their names.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

TABLES = {
    "claims": "pending_links",
    "facts_of_server": "server_state",
    "invites": "pairing_codes",
    "persons": "users",
    "rustdesk_rivals": "uuid_conflicts",
    "tickets": "one_time_tokens",
    "tokens": "access_tokens",
}
COLUMNS = [
    ("access_tokens", "epoch", "access_token_version"),
    ("devices", "invite_id", "pairing_code_id"),
    ("pending_links", "claimed_at", "named_at"),
    ("rustdesk", "beats", "heartbeats"),
    ("rustdesk", "is_word", "is_named_only"),
    ("sessions", "epoch", "session_version"),
    ("users", "epoch", "session_version"),
    ("users", "tokens_epoch", "access_token_version"),
    ("uuid_conflicts", "beats", "heartbeats"),
]
OF_A_USER = [
    "access_tokens",
    "devices",
    "link_requests",
    "links",
    "one_time_tokens",
    "pending_links",
    "personal_codes",
    "provider_subscriptions",
    "sessions",
    "subscriptions",
    "uuid_conflicts",
]
INDEXES = {
    "claims_expiry": "pending_links_expiry",
    "claims_id": "pending_links_id",
    "devices_person": "devices_user",
    "invites_code": "pairing_codes_code",
    "invites_expiry": "pairing_codes_expiry",
    "invites_retry": "pairing_codes_retry",
    "invites_slot": "pairing_codes_slot",
    "invites_tenant": "pairing_codes_tenant",
    "invites_token": "pairing_codes_token",
    "persons_tenant": "users_tenant",
    "provider_subscriptions_person": "provider_subscriptions_user",
    "rustdesk_rivals_seen": "uuid_conflicts_seen",
    "sessions_person": "sessions_user",
    "tickets_person": "one_time_tokens_user",
    "tokens_person": "access_tokens_user",
}
CONSTRAINTS = {
    "devices": {"devices_one_per_invite": "devices_one_per_pairing_code", "devices_person": "devices_user"},
    "link_requests": {"link_requests_person": "link_requests_user"},
    "one_time_tokens": {"tickets_kind": "one_time_tokens_kind"},
    "pairing_codes": {
        "invites_attempts": "pairing_codes_attempts",
        "invites_closed": "pairing_codes_closed",
        "invites_erased": "pairing_codes_erased",
        "invites_state": "pairing_codes_state",
        "invites_used_has_device": "pairing_codes_used_has_device",
    },
    "provider_subscriptions": {"told_subscriptions_key": "provider_subscriptions_key"},
    "users": {"persons_email_lower": "users_email_lower", "persons_role": "users_role"},
}


def upgrade() -> None:
    for old, new in TABLES.items():
        op.rename_table(old, new)
    for table, old, new in [*COLUMNS, *((table, "person_id", "user_id") for table in OF_A_USER)]:
        op.alter_column(table, old, new_column_name=new)
    for old, new in INDEXES.items():
        _rename_index(old, new)
    for table, names in CONSTRAINTS.items():
        _rename_constraints(table, names)
    op.execute("UPDATE server_state SET name = 'rustdesk_sysinfo_version' WHERE name = 'rustdesk_epoch'")


def _rename_index(old: str, new: str) -> None:
    if _is_postgresql():
        op.execute(f"ALTER INDEX {old} RENAME TO {new}")
        return
    (made,) = _definitions("name = :name", old)
    op.drop_index(old)
    op.execute(made.replace(old, new, 1))


def _rename_constraints(table: str, names: dict[str, str]) -> None:
    if _is_postgresql():
        for old, new in names.items():
            op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {old} TO {new}")
        return
    (made,) = _definitions("name = :name", table)
    indexes = _definitions("type = 'index' AND tbl_name = :name", table)
    for old, new in names.items():
        made = made.replace(f"CONSTRAINT {old} ", f"CONSTRAINT {new} ")
    op.execute(re.sub(r'CREATE TABLE "?\w+"?', "CREATE TABLE rebuilt", made, count=1))
    op.execute(f"/* any tenant: every row */ INSERT INTO rebuilt SELECT * FROM {table}")
    op.drop_table(table)
    op.rename_table("rebuilt", table)
    for index in indexes:
        op.execute(index)


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _definitions(condition: str, name: str) -> list[str]:
    """What made these tables or indexes; those that SQLite made by itself have no text."""
    found = op.get_bind().execute(sa.text(f"SELECT sql FROM sqlite_master WHERE {condition} AND sql IS NOT NULL"), {"name": name})
    return [row[0] for row in found]
