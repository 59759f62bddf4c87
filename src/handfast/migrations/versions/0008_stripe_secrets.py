"""The signing secrets of each company's webhook at Stripe, sealed by a key that is not in the database."""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import BYTES, MOMENT, TEXT, column

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "stripe_secrets",
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("id", TEXT),
        column("sealed", BYTES),
        column("ends", TEXT),
        column("added_by", TEXT),
        column("added_at", MOMENT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="stripe_secrets_key"),
    )
