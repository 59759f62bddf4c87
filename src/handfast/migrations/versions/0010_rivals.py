"""Other installations that claim to be a known RustDesk device: an owner's code or an admin may put one of them in its place.

A few per device. `person_id` is the customer whose code was shown on it, or who approved its app.
"""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import MOMENT, NUMBER, TEXT, column

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "rustdesk_rivals",
        column("device_id", TEXT, sa.ForeignKey("devices.id", ondelete="CASCADE"), primary_key=True),
        column("uuid", TEXT, primary_key=True),
        column("id", TEXT, unique=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("beats", NUMBER, server_default="0"),
        column("address", TEXT),
        column("first_seen_at", MOMENT),
        column("last_seen_at", MOMENT),
        column("pk", TEXT, null=True),
        column("person_id", TEXT, sa.ForeignKey("persons.id", ondelete="SET NULL"), null=True),
        column("vouched_at", MOMENT, null=True),
    )
    op.create_index("rustdesk_rivals_seen", "rustdesk_rivals", ["last_seen_at"])
