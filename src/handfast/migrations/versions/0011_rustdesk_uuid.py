"""Finds the RustDesk devices that share a uuid: one that calls itself by another ID now."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_index("rustdesk_uuid", "rustdesk", ["tenant_id", "uuid"])
