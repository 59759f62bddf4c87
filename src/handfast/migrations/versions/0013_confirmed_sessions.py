"""When a person last proved by password that a session is theirs, how long each session may stay unused, and which access tokens ended."""

from alembic import op

from handfast.migrations.columns import MOMENT, NUMBER, column

revision = "0013"
down_revision = "0012"

_TWELVE_HOURS = str(12 * 60 * 60 * 1000)


def upgrade() -> None:
    op.add_column("sessions", column("confirmed_at", MOMENT, server_default="0"))
    op.add_column("sessions", column("is_app", NUMBER, server_default="0"))
    op.add_column("sessions", column("idle_limit", MOMENT, server_default=_TWELVE_HOURS))
    op.add_column("persons", column("tokens_epoch", NUMBER, server_default="1"))
    op.add_column("tokens", column("epoch", NUMBER, server_default="1"))
