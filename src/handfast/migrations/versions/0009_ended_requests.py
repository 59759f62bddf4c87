"""Why a request of a RustDesk app ended, so that the app shows the reason instead of polling on."""

from alembic import op

from handfast.migrations.columns import TEXT, column

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("link_requests", column("refusal", TEXT, null=True))
