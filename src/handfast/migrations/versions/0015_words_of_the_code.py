"""Tables, columns and indexes are called what the code calls them (docs/glossary.md). No row is copied.

Values keep their words, since answers and the trail show them. Constraints keep their names: SQLite would have to build tables anew.
"""

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


def upgrade() -> None:
    for old, new in TABLES.items():
        op.rename_table(old, new)
    for table, old, new in [*COLUMNS, *((table, "person_id", "user_id") for table in OF_A_USER)]:
        op.alter_column(table, old, new_column_name=new)
    for old, new in INDEXES.items():
        _rename_index(old, new)
    op.execute("UPDATE server_state SET name = 'rustdesk_sysinfo_version' WHERE name = 'rustdesk_epoch'")


def _rename_index(old: str, new: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER INDEX {old} RENAME TO {new}")
        return
    definition = sa.text("SELECT sql FROM sqlite_master WHERE type = 'index' AND name = :name")
    made: str = op.get_bind().execute(definition, {"name": old}).scalar_one()
    op.drop_index(old)
    op.execute(made.replace(old, new, 1))
