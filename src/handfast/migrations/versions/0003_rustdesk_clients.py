"""What stock RustDesk clients send: requests to sign in and link from the app, and reports of their sessions.

A request is found by the digest of its code and bound to the id and uuid that started it. The newest hundred sessions of each device
are kept.
"""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import BYTES, MOMENT, NUMBER, SERIAL, TEXT, column

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # The unique index covers live ids only; removed ones are looked up too, so that a removed device does not come back by itself.
    op.create_index("rustdesk_id_any", "rustdesk", ["tenant_id", "rustdesk_id"])
    op.create_table(
        "link_requests",
        column("code_hash", BYTES, primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("rustdesk_id", TEXT),
        column("uuid", TEXT),
        column("hostname", TEXT),
        column("os", TEXT),
        column("address", TEXT),
        column("state", TEXT, server_default="open"),
        column("tries", NUMBER, server_default="0"),
        column("person_id", TEXT, sa.ForeignKey("persons.id", ondelete="CASCADE"), null=True),
        column("created_at", MOMENT),
        column("expires_at", MOMENT),
        sa.CheckConstraint("state IN ('open','approved','denied')", name="link_requests_state"),
        sa.CheckConstraint("(state = 'approved') = (person_id IS NOT NULL)", name="link_requests_person"),
        sa.CheckConstraint("tries BETWEEN 0 AND 3", name="link_requests_tries"),
    )
    op.create_index("link_requests_expiry", "link_requests", ["expires_at"])
    op.create_table(
        "rustdesk_sessions",
        column("id", SERIAL, primary_key=True, autoincrement=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("device_id", TEXT, sa.ForeignKey("devices.id", ondelete="CASCADE")),
        column("at", MOMENT),
        column("kind", TEXT),
        column("details", TEXT),
        sa.CheckConstraint("kind IN ('connection','file','alarm')", name="rustdesk_sessions_kind"),
        sqlite_autoincrement=True,
    )
    op.create_index("rustdesk_sessions_device", "rustdesk_sessions", ["device_id", "id"])
