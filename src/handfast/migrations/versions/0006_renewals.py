"""When a subscription that renews itself is due: if no renewal is reported in time, it counts as not renewed."""

from alembic import op

from handfast.migrations.columns import MOMENT, column

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for table in ("subscriptions", "provider_subscriptions"):
        op.add_column(table, column("renews_at", MOMENT, null=True))
