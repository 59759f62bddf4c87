"""Who is connected to a RustDesk device, as its last heartbeats said: a JSON list of [id, since, end asked at]."""

from alembic import op

from handfast.migrations.columns import TEXT, column

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("rustdesk", column("connections", TEXT, server_default="[]"))
