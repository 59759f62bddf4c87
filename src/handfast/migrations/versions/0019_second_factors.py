"""The second factor of an account: the secret of its app, its recovery codes, and sign-ins between their two steps."""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import BYTES, MOMENT, NUMBER, TEXT, column

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "totp",
        column("account_id", TEXT, sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
        column("sealed", BYTES),
        column("created_at", MOMENT),
        column("confirmed_at", MOMENT, null=True),
        column("last_step", MOMENT, server_default="0"),
        column("codes_version", NUMBER, server_default="1"),
    )
    op.create_table(
        "recovery_codes",
        # Of the app and not of the account, so that they end with it, those too that are made at the same moment.
        column("account_id", TEXT, sa.ForeignKey("totp.account_id", ondelete="CASCADE"), primary_key=True),
        column("hash", BYTES, primary_key=True),
        column("created_at", MOMENT),
    )
    op.create_table(
        "sign_in_steps",
        column("hash", BYTES, primary_key=True),
        column("account_id", TEXT, sa.ForeignKey("accounts.id", ondelete="CASCADE")),
        column("session_version", NUMBER),
        column("asked_tenant", TEXT, null=True),
        column("is_app", NUMBER),
        column("expires_at", MOMENT),
    )
    op.create_index("sign_in_steps_account", "sign_in_steps", ["account_id"])
    op.create_index("sign_in_steps_expiry", "sign_in_steps", ["expires_at"])
