"""Who is told of what: the places people sign in from, further addresses that a company tells, and how far notices were read."""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import BYTES, MOMENT, NUMBER, TEXT, column

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "sign_in_places",
        column("account_id", TEXT, sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
        column("network", TEXT, primary_key=True),
        column("browser", TEXT, primary_key=True),
        column("seen_at", MOMENT),
    )
    op.create_table(
        "notice_recipients",
        column("id", TEXT, primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id", ondelete="CASCADE")),
        column("slot", NUMBER),
        column("email", TEXT),
        column("security", NUMBER),
        column("budget", NUMBER),
        column("created_at", MOMENT),
        column("confirmed_at", MOMENT, null=True),
        # Of the link that confirms the address; none once it was used.
        column("hash", BYTES, null=True),
        column("expires_at", MOMENT),
        # As many as there are slots, whoever adds at the same moment.
        sa.CheckConstraint("slot >= 0 AND slot < 10", name="notice_recipients_slot"),
    )
    unconfirmed = sa.text("confirmed_at IS NULL")
    op.create_index("notice_recipients_tenant", "notice_recipients", ["tenant_id", "email"], unique=True)
    op.create_index("notice_recipients_slots", "notice_recipients", ["tenant_id", "slot"], unique=True)
    op.create_index("notice_recipients_expiry", "notice_recipients", ["expires_at"], sqlite_where=unconfirmed, postgresql_where=unconfirmed)
    op.create_index("notice_recipients_hash", "notice_recipients", ["hash"], unique=True)
    op.create_table(
        "notices_read",
        column("user_id", TEXT, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        column("tenant_id", TEXT),
        column("until", MOMENT),
    )
