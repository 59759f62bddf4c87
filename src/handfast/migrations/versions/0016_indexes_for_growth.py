"""Indexes in the order of what is read, so that a page, a report or an idle job costs the same however many rows a tenant has.

A list is read in its own order, state by state: each index begins with what its list is filtered by and ends with its sort value and the
id. The trail is read by time, and so are one action and one subject of it. What is searched by part of a text is read from an index of
these texts. What is due is in small partial indexes, two of which need a column that says what could else only be found by joining
tables. No index has the moment of the last contact, which every heartbeat changes, but `seen_sort`, which changes once a minute.
Indexes whose reads are all answered by a new one are dropped.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import MOMENT, NUMBER, column

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    _devices()
    _rustdesk()
    _users()
    _trail()
    # For the foreign key: an invitation that is taken back deletes its user.
    op.create_index("pairing_codes_issuer", "pairing_codes", ["issued_by"])


def _devices() -> None:
    op.drop_index("devices_tenant", "devices")
    op.add_column("devices", column("has_owner", NUMBER, server_default="1"))
    further = (f"CASE WHEN {name} <> '' THEN '\n' || lower({name}) ELSE '' END" for name in ("platform", "fingerprint"))
    searched = f"search_text || {' || '.join(further)}"
    owned = "CASE WHEN kind = 'rustdesk' AND NOT EXISTS (SELECT 1 FROM links l WHERE l.device_id = devices.id) THEN 0 ELSE 1 END"
    op.add_column("devices", column("seen_sort", MOMENT, server_default="0"))
    filled = f"search_text = {searched}, has_owner = {owned}, seen_sort = COALESCE(last_seen_at, 0)"
    op.execute(f"/* any tenant: every device */ UPDATE devices SET {filled}")
    op.drop_index("devices_online", "devices")
    _partial("devices_online", "devices", ["seen_sort"], "presence = 'online'")
    shown = ["tenant_id", "kind", "status", "presence"]
    op.create_index("devices_by_name", "devices", [*shown, "name_sort", "id"])
    op.create_index("devices_by_pairing", "devices", [*shown, "paired_at", "id"])
    op.create_index("devices_by_contact", "devices", [*shown, "seen_sort", "id"])
    op.create_index("devices_searched", "devices", ["tenant_id", "kind", "search_text", "id"])
    _partial("devices_unowned", "devices", ["tenant_id", "paired_at", "id"], "has_owner = 0")
    # Columns only: a later rebuild of this table on SQLite would leave out an index of an expression.
    by_contact = ["tenant_id", "seen_sort", "paired_at", "id"]
    _partial("devices_unowned_by_contact", "devices", by_contact, "has_owner = 0 AND presence = 'offline'")
    _partial("devices_waiting", "devices", ["paired_at"], "status = 'waiting'")
    _partial("devices_gone", "devices", ["updated_at"], "status = 'gone'")


def _rustdesk() -> None:
    op.add_column("rustdesk", column("is_transient", NUMBER, server_default="0"))
    op.execute("/* any tenant: every device */ UPDATE rustdesk SET is_transient = 1 WHERE heartbeats < 2 AND first_seen_at = created_at")
    _partial("rustdesk_transient", "rustdesk", ["created_at", "device_id"], "is_transient = 1")
    op.create_index("rustdesk_searched", "rustdesk", ["tenant_id", "search_text", "device_id"])
    op.drop_index("rustdesk_id_folded", "rustdesk")
    op.create_index("rustdesk_id_folded", "rustdesk", ["tenant_id", sa.text("lower(rustdesk_id)"), "rustdesk_id"])
    _partial("rustdesk_exempt", "rustdesk", ["tenant_id", "device_id"], "exempt_reason IS NOT NULL")
    _partial("rustdesk_removed", "rustdesk", ["tenant_id", "removed_at", "device_id"], "removed_at IS NOT NULL")
    op.create_index("links_tenant", "links", ["tenant_id"])


def _users() -> None:
    op.drop_index("users_tenant", "users")
    op.create_index("users_by_name", "users", ["tenant_id", "role", "name_sort", "id"])
    op.create_index("users_searched", "users", ["tenant_id", "role", "search_text", "id"])
    _partial("users_disabled", "users", ["tenant_id", "role", "name_sort", "id"], "disabled_at IS NOT NULL")
    _partial("users_invited", "users", ["tenant_id", "role", "name_sort", "id"], "password_hash IS NULL AND disabled_at IS NULL")
    _partial("subscriptions_ending", "subscriptions", ["ends_at"], "lapsed_at IS NULL AND ends_at IS NOT NULL")
    _partial("subscriptions_ended", "subscriptions", ["user_id"], "lapsed_at IS NULL AND state IN ('canceled', 'none')")
    op.drop_index("provider_subscriptions_user", "provider_subscriptions")
    op.create_index("provider_subscriptions_user", "provider_subscriptions", ["user_id", "event_at"])
    _partial("provider_subscriptions_unclaimed", "provider_subscriptions", ["id"], "user_id IS NULL")
    op.create_index("one_time_tokens_expiry", "one_time_tokens", ["expires_at"])
    op.create_index("access_tokens_expiry", "access_tokens", ["expires_at"])


def _trail() -> None:
    op.drop_index("audit_tenant", "audit")
    op.drop_index("audit_subject", "audit")
    op.create_index("audit_by_time", "audit", ["tenant_id", "at", "id"])
    op.create_index("audit_by_action", "audit", ["tenant_id", "action", "at", "id"])
    op.create_index("audit_by_subject", "audit", ["tenant_id", "subject_id", "at", "id"])
    _partial("audit_refused", "audit", ["tenant_id", "at", "id"], "outcome = 'refused'")


def _partial(name: str, table: str, columns: Sequence[Any], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
