"""Indexes in the order of what is read, so that a page, a report or an idle job costs the same however many rows a tenant has.

A list is read in its own order, state by state: each index begins with what its list is filtered by and ends with its sort value and the
id. The trail is read by time, and so are one action and one subject of it. What is due is in small partial indexes. Indexes whose reads
are all answered by a new one are dropped.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    _devices()
    _rustdesk()
    _people()
    _trail()
    # For the foreign key: an invitation that is taken back deletes its user.
    op.create_index("invites_issuer", "invites", ["issued_by"])


def _devices() -> None:
    op.drop_index("devices_tenant", "devices")
    shown = ["tenant_id", "kind", "status", "presence"]
    op.create_index("devices_by_name", "devices", [*shown, "name_sort", "id"])
    op.create_index("devices_by_pairing", "devices", [*shown, "paired_at", "id"])
    op.create_index("devices_by_contact", "devices", [*shown, sa.text("COALESCE(last_seen_at, 0)"), "id"])
    _partial("devices_waiting", "devices", ["paired_at"], "status = 'waiting'")
    _partial("devices_gone", "devices", ["updated_at"], "status = 'gone'")


def _rustdesk() -> None:
    _partial("rustdesk_by_age", "rustdesk", ["tenant_id", "created_at", "device_id"], "removed_at IS NULL")
    _partial("rustdesk_exempt", "rustdesk", ["tenant_id", "device_id"], "exempt_reason IS NOT NULL")
    _partial("rustdesk_removed", "rustdesk", ["tenant_id", "removed_at", "device_id"], "removed_at IS NOT NULL")
    op.create_index("links_tenant", "links", ["tenant_id"])


def _people() -> None:
    op.drop_index("persons_tenant", "persons")
    op.create_index("persons_by_name", "persons", ["tenant_id", "role", "name_sort", "id"])
    _partial("persons_disabled", "persons", ["tenant_id", "name_sort", "id"], "disabled_at IS NOT NULL")
    _partial("persons_invited", "persons", ["tenant_id", "name_sort", "id"], "password_hash IS NULL AND disabled_at IS NULL")
    _partial("subscriptions_ending", "subscriptions", ["ends_at"], "lapsed_at IS NULL AND ends_at IS NOT NULL")
    _partial("subscriptions_ended", "subscriptions", ["person_id"], "lapsed_at IS NULL AND state IN ('canceled', 'none')")
    op.drop_index("provider_subscriptions_person", "provider_subscriptions")
    op.create_index("provider_subscriptions_person", "provider_subscriptions", ["person_id", "event_at"])


def _trail() -> None:
    op.drop_index("audit_tenant", "audit")
    op.drop_index("audit_subject", "audit")
    op.create_index("audit_by_time", "audit", ["tenant_id", "at", "id"])
    op.create_index("audit_by_action", "audit", ["tenant_id", "action", "at", "id"])
    op.create_index("audit_by_subject", "audit", ["tenant_id", "subject_id", "at", "id"])
    _partial("audit_refused", "audit", ["tenant_id", "at", "id"], "outcome = 'refused'")


def _partial(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
