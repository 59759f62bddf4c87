"""A company that is being closed: since when, until when it can be reopened, and whether its deletion has begun."""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import MOMENT, column

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    for name in ("closed_at", "deleting_at"):
        op.add_column("tenants", column(name, MOMENT, null=True))
    op.create_index("provider_events_tenant", "provider_events", ["tenant_id", "id"])
    is_closing = sa.text("closing_at IS NOT NULL")
    op.create_index("tenants_closing", "tenants", ["closing_at", "id"], sqlite_where=is_closing, postgresql_where=is_closing)
