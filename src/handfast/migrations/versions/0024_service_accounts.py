"""Service accounts: tokens that belong to a tenant. A pairing code may be made by one; its row then names it beside a user."""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import BYTES, MOMENT, NUMBER, TEXT, column

revision = "0024"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "service_accounts",
        column("id", TEXT, primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("contact_id", TEXT, sa.ForeignKey("users.id")),
        column("name", TEXT),
        column("scopes", TEXT),
        column("made_by", TEXT),
        column("created_at", MOMENT),
        column("expires_at", MOMENT),
        column("expiry_noted_at", MOMENT, null=True),
        column("warnings", NUMBER, server_default="0"),
        column("revoked_at", MOMENT, null=True),
        column("slot", NUMBER, null=True),
        column("version", NUMBER, server_default="1"),
        sa.CheckConstraint("(revoked_at IS NULL) = (slot IS NOT NULL)", name="service_accounts_slot_held"),
    )
    has_slot, waits = sa.text("slot IS NOT NULL"), sa.text("expiry_noted_at IS NULL AND revoked_at IS NULL")
    op.create_index(
        "service_accounts_slot", "service_accounts", ["tenant_id", "slot"], unique=True, sqlite_where=has_slot, postgresql_where=has_slot
    )
    op.create_index("service_accounts_tenant", "service_accounts", ["tenant_id", "id"])
    op.create_index("service_accounts_contact", "service_accounts", ["contact_id"])
    op.create_index("service_accounts_expiry", "service_accounts", ["expires_at"], sqlite_where=waits, postgresql_where=waits)
    op.create_table(
        "service_tokens",
        column("hash", BYTES, primary_key=True),
        column("id", TEXT, unique=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("service_account_id", TEXT, sa.ForeignKey("service_accounts.id", ondelete="CASCADE")),
        column("slot", NUMBER),
        column("made_by", TEXT),
        column("created_at", MOMENT),
        column("last_used_at", MOMENT, null=True),
        column("last_used_address", TEXT, null=True),
        sa.UniqueConstraint("service_account_id", "slot", name="service_tokens_slot"),
    )
    op.create_index("service_tokens_tenant", "service_tokens", ["tenant_id"])
    op.create_index("access_tokens_tenant", "access_tokens", ["tenant_id", "created_at", "id"])
    # Plain SQL, since Alembic adds a foreign key on SQLite only by making the table anew.
    op.execute("ALTER TABLE pairing_codes ADD COLUMN service_account_id TEXT REFERENCES service_accounts (id)")
