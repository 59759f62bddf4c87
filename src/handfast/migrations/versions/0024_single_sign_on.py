"""Single sign-on: the provider of a company, who its users are there, and sign-ins that are on their way.

The identities of a company's provider belong to its users and not to accounts, so that no row leads from there to another company.
"""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import BYTES, MOMENT, NUMBER, TEXT, column

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "identity_providers",
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True),
        column("version", NUMBER, server_default="1"),
        column("name", TEXT),
        column("issuer", TEXT),
        column("client_id", TEXT),
        column("sealed", BYTES),
        column("scopes", TEXT),
        column("role_claim", TEXT),
        column("roles", TEXT),
        column("default_role", TEXT, null=True),
        column("domains", TEXT),
        column("enabled", NUMBER),
        column("changed_at", MOMENT),
    )
    op.create_table(
        "company_identities",
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True),
        column("issuer", TEXT, primary_key=True),
        column("subject", TEXT, primary_key=True),
        column("user_id", TEXT, sa.ForeignKey("users.id", ondelete="CASCADE")),
        column("created_at", MOMENT),
    )
    op.create_index("company_identities_user", "company_identities", ["user_id"])
    op.create_table(
        "server_identities",
        column("issuer", TEXT, primary_key=True),
        column("subject", TEXT, primary_key=True),
        column("account_id", TEXT, sa.ForeignKey("accounts.id", ondelete="CASCADE")),
        column("created_at", MOMENT),
    )
    op.create_index("server_identities_account", "server_identities", ["account_id"])
    op.create_table(
        "sso_transactions",
        column("hash", BYTES, primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id", ondelete="CASCADE"), null=True),
        column("purpose", TEXT),
        column("session_id", TEXT, null=True),
        column("account_id", TEXT, null=True),
        column("issuer", TEXT),
        column("client_id", TEXT),
        column("identity", TEXT),
        column("return_to", TEXT),
        column("created_at", MOMENT),
        column("expires_at", MOMENT),
        sa.CheckConstraint("purpose IN ('sign_in','confirm','connect')", name="sso_transactions_purpose"),
    )
    op.create_index("sso_transactions_expiry", "sso_transactions", ["expires_at"])
    op.create_index("sso_transactions_tenant", "sso_transactions", ["tenant_id"])
    # SQLite adds a column with a CHECK of its own, but no other constraint, to a table that is there.
    op.execute("ALTER TABLE sessions ADD COLUMN company_only INTEGER NOT NULL DEFAULT 0 CHECK (company_only = 0 OR user_id IS NOT NULL)")
    op.execute("CREATE INDEX sessions_of_provider ON sessions (tenant_id) WHERE company_only = 1")
    op.create_table(
        "sso_sessions",
        column("session_id", TEXT, sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
        column("issuer", TEXT),
        column("client_id", TEXT),
        column("subject", TEXT),
        column("sid", TEXT, null=True),
    )
    op.create_index("sso_sessions_subject", "sso_sessions", ["issuer", "subject"])
    op.create_index("sso_sessions_sid", "sso_sessions", ["issuer", "sid"])
    op.create_table(
        "sso_logout_tokens",
        column("hash", BYTES, primary_key=True),
        column("expires_at", MOMENT),
    )
    op.create_index("sso_logout_tokens_expiry", "sso_logout_tokens", ["expires_at"])
