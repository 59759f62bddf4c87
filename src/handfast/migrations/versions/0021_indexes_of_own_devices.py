"""Indexes for who reaches only devices that were paired with their own codes: as those of the whole tenant (0016), user by user.

`devices.user_id` says who issued the code. A RustDesk device has none and is in none of these, so its many heartbeats write none.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    shown = ["tenant_id", "user_id", "kind", "status", "presence"]
    _own("devices_own_by_name", [*shown, "name_sort", "id"])
    _own("devices_own_by_pairing", [*shown, "paired_at", "id"])
    _own("devices_own_by_contact", [*shown, "seen_sort", "id"])
    _own("devices_own_searched", ["tenant_id", "user_id", "kind", "search_text", "id"])
    # A device's older entries have the same user and fingerprint, and one user may have paired them all.
    op.drop_index("devices_user", "devices")
    op.create_index("devices_user", "devices", ["user_id", "fingerprint"])
    op.drop_index("pairing_codes_issuer", "pairing_codes")
    op.create_index("pairing_codes_issuer", "pairing_codes", ["issued_by", "issued_at"])


def _own(name: str, columns: Sequence[str]) -> None:
    where = sa.text("user_id IS NOT NULL")
    op.create_index(name, "devices", columns, sqlite_where=where, postgresql_where=where)
