"""Passkeys (WebAuthn). Recovery codes hang on a row for all of an account's second factors, and no longer on its app."""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import BYTES, MOMENT, NUMBER, TEXT, column

revision = "0022"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "second_factors",
        # It exists as long as the account has any factor.
        column("account_id", TEXT, sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
        column("since", MOMENT),
        column("version", NUMBER, server_default="1"),
    )
    op.execute(
        """INSERT INTO second_factors (account_id, since, version)
        SELECT account_id, confirmed_at, codes_version FROM totp WHERE confirmed_at IS NOT NULL"""
    )
    _recovery_codes()
    op.drop_column("totp", "codes_version")
    op.add_column("accounts", column("user_handle", BYTES, null=True))
    op.create_index("accounts_user_handle", "accounts", ["user_handle"], unique=True)
    op.create_table(
        "passkeys",
        column("id", TEXT, primary_key=True),
        column("account_id", TEXT, sa.ForeignKey("second_factors.account_id", ondelete="CASCADE")),
        column("credential_id", BYTES, unique=True),
        column("public_key", BYTES),
        column("sign_count", MOMENT),
        column("name", TEXT),
        column("transports", TEXT, server_default="[]"),
        column("is_synced", NUMBER),
        column("is_backed_up", NUMBER),
        column("created_at", MOMENT),
        column("last_used_at", MOMENT, null=True),
    )
    op.create_index("passkeys_account", "passkeys", ["account_id"])
    op.create_table(
        "passkey_challenges",
        column("bound_to", BYTES, primary_key=True),
        column("purpose", TEXT, primary_key=True),
        column("challenge", BYTES),
        column("account_id", TEXT, sa.ForeignKey("accounts.id", ondelete="CASCADE"), null=True),
        column("expires_at", MOMENT),
        sa.CheckConstraint("purpose IN ('register','sign_in','second_step','confirm')", name="passkey_challenges_purpose"),
    )
    op.create_index("passkey_challenges_account", "passkey_challenges", ["account_id"])
    op.create_index("passkey_challenges_expiry", "passkey_challenges", ["expires_at"])


def _recovery_codes() -> None:
    """Made anew, since SQLite cannot change what a foreign key refers to (sqlite.org/lang_altertable.html, 7)."""
    op.create_table(
        "rebuilt",
        column("account_id", TEXT, sa.ForeignKey("second_factors.account_id", ondelete="CASCADE"), primary_key=True),
        column("hash", BYTES, primary_key=True),
        column("created_at", MOMENT),
    )
    op.execute("INSERT INTO rebuilt (account_id, hash, created_at) SELECT account_id, hash, created_at FROM recovery_codes")
    op.drop_table("recovery_codes")
    op.rename_table("rebuilt", "recovery_codes")
