"""RustDesk devices, who they are linked to, personal codes, claims that wait for a proof, and subscriptions.

A RustDesk device is a row of `devices` (kind 'rustdesk', without a person: name, status, presence, last seen) and one of `rustdesk`.
Its customer is in `links`: the primary key allows one row per customer, the unique index one per device. So changing the device is one
UPDATE of one row, and there is no moment with two links or none.
"""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import BYTES, MOMENT, NUMBER, TEXT, column

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _devices()
    _customers()
    _subscriptions()


def _devices() -> None:
    op.create_table(
        "rustdesk",
        column("device_id", TEXT, sa.ForeignKey("devices.id", ondelete="CASCADE"), primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("rustdesk_id", TEXT),
        column("uuid", TEXT, null=True),
        column("pk", TEXT, null=True),
        column("hostname", TEXT, server_default=""),
        column("username", TEXT, server_default=""),
        column("os", TEXT, server_default=""),
        column("cpu", TEXT, server_default=""),
        column("memory", TEXT, server_default=""),
        column("client_version", TEXT, server_default=""),
        column("first_seen_at", MOMENT, null=True),
        column("first_address", TEXT, null=True),
        column("beats", NUMBER, server_default="0"),
        column("conflicts", NUMBER, server_default="0"),
        column("conflict_at", MOMENT, null=True),
        column("exempt_reason", TEXT, null=True),
        column("exempt_until", MOMENT, null=True),
        column("exempt_by", TEXT, null=True),
        column("removed_at", MOMENT, null=True),
        column("created_at", MOMENT),
        sa.CheckConstraint("exempt_reason IS NOT NULL OR (exempt_until IS NULL AND exempt_by IS NULL)", name="rustdesk_exemption"),
    )
    live = sa.text("removed_at IS NULL")
    columns = ["tenant_id", "rustdesk_id"]
    op.create_index("rustdesk_id_live", "rustdesk", columns, unique=True, sqlite_where=live, postgresql_where=live)


def _customers() -> None:
    op.create_table(
        "personal_codes",
        column("person_id", TEXT, sa.ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("code_hash", BYTES, unique=True),
        column("sealed", BYTES),
        column("created_at", MOMENT),
    )
    op.create_table(
        "links",
        column("person_id", TEXT, sa.ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("device_id", TEXT, sa.ForeignKey("devices.id", ondelete="CASCADE"), unique=True),
        column("linked_at", MOMENT),
        column("proof", TEXT),
        sa.CheckConstraint("proof IN ('none','seen','device','admin')", name="links_proof"),
    )
    op.create_table(
        "claims",
        column("person_id", TEXT, sa.ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("rustdesk_id", TEXT),
        column("address", TEXT),
        column("claimed_at", MOMENT),
        column("expires_at", MOMENT),
    )
    op.create_index("claims_id", "claims", ["tenant_id", "rustdesk_id"])
    op.create_index("claims_expiry", "claims", ["expires_at"])


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        column("person_id", TEXT, sa.ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("state", TEXT),
        column("ends_at", MOMENT, null=True),
        column("source", TEXT),
        column("provider_customer", TEXT, null=True),
        column("lapsed_at", MOMENT, null=True),
        column("version", NUMBER, server_default="1"),
        column("updated_at", MOMENT),
        sa.CheckConstraint("state IN ('active','trialing','past_due','canceled','none')", name="subscriptions_state"),
        sa.CheckConstraint("source IN ('admin','api','stripe','import')", name="subscriptions_source"),
        sa.UniqueConstraint("tenant_id", "provider_customer", name="subscriptions_one_per_provider_customer"),
    )
    op.create_table(
        "provider_subscriptions",
        column("id", TEXT, primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id"), primary_key=True),
        column("person_id", TEXT, sa.ForeignKey("persons.id", ondelete="CASCADE")),
        column("state", TEXT),
        column("ends_at", MOMENT, null=True),
        column("event_at", MOMENT),
        column("event_rank", NUMBER),
    )
    op.create_index("provider_subscriptions_person", "provider_subscriptions", ["person_id"])
    op.create_table(
        "provider_events",
        column("id", TEXT, primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id"), primary_key=True),
        column("at", MOMENT),
    )
    op.create_index("provider_events_at", "provider_events", ["at"])
