"""An index to find RustDesk devices that share a uuid: a device that now uses another ID."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_index("rustdesk_uuid", "rustdesk", ["tenant_id", "uuid"])
