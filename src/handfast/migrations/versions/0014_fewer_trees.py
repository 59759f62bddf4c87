"""Less to write for each pairing: a trail row that is not sealed yet is in one index fewer, and SQLite stores a bucket only once."""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import MOMENT, NUMBER, TEXT, column

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    sealed = sa.text("sealed_number IS NOT NULL")
    op.drop_index("audit_sealed", "audit")
    op.create_index("audit_sealed", "audit", ["sealed_number"], unique=True, sqlite_where=sealed, postgresql_where=sealed)
    if op.get_bind().dialect.name == "sqlite":
        op.rename_table("buckets", "buckets_before")
        op.create_table(
            "buckets",
            column("key", TEXT, primary_key=True),
            column("count", NUMBER),
            column("resets_at", MOMENT),
            sqlite_with_rowid=False,
        )
        op.execute("INSERT INTO buckets SELECT key, count, resets_at FROM buckets_before")
        op.drop_table("buckets_before")
        op.create_index("buckets_resets", "buckets", ["resets_at"])
