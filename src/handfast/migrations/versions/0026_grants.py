"""OAuth clients, device authorization grants (RFC 8628), and what a device was granted."""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import BYTES, MOMENT, NUMBER, TEXT, column

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "oauth_clients",
        column("id", TEXT, primary_key=True),
        # Null for a client of the server, which the people of all companies may approve.
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id"), null=True),
        column("name", TEXT),
        # Null for a public client.
        column("secret_hash", BYTES, null=True),
        column("secret_changed_at", MOMENT, null=True),
        column("scopes", TEXT, server_default="[]"),
        column("audiences", TEXT, server_default="[]"),
        column("settings", TEXT, server_default="{}"),
        column("created_at", MOMENT),
        column("created_by", TEXT),
        column("disabled_at", MOMENT, null=True),
        # It is disabled then, and its row goes once no request can still be about it.
        column("deleted_at", MOMENT, null=True),
        column("version", NUMBER, server_default="1"),
        # A place among those of the company, so that of many made at once no more than the most are there.
        column("slot", NUMBER, null=True),
    )
    op.create_index("oauth_clients_slot", "oauth_clients", ["tenant_id", "slot"], unique=True)
    deleted = sa.text("deleted_at IS NOT NULL")
    op.create_index("oauth_clients_deleted", "oauth_clients", ["deleted_at"], sqlite_where=deleted, postgresql_where=deleted)
    op.create_index("oauth_clients_tenant", "oauth_clients", ["tenant_id", "name"])
    # The client of the page /screen, a public one that shows the number. A company lets its devices in once it allows such codes.
    op.execute(
        f"""/* any tenant: a client of the server */ INSERT INTO oauth_clients (id, name, settings, created_at, created_by)
        VALUES ('handfast-screen', 'Handfast screen', '{{"shows_number": true}}', {_NOW[op.get_bind().dialect.name]}, 'Handfast')"""
    )
    op.create_table(
        "oauth_grants",
        column("device_id", TEXT, sa.ForeignKey("devices.id", ondelete="CASCADE"), primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("client_id", TEXT, sa.ForeignKey("oauth_clients.id", ondelete="CASCADE")),
        column("scopes", TEXT),
        column("audiences", TEXT),
        column("granted_at", MOMENT),
    )
    op.create_index("oauth_grants_client", "oauth_grants", ["client_id", "tenant_id"])
    op.create_index("oauth_grants_tenant", "oauth_grants", ["tenant_id"])
    op.create_table("revoked_tokens", column("id", TEXT, primary_key=True), column("revoked_at", MOMENT), column("expires_at", MOMENT))
    op.create_index("revoked_tokens_expiry", "revoked_tokens", ["expires_at"])
    # A device that signs with the key of one that is registered is that device.
    op.create_index("devices_key", "devices", ["tenant_id", "key_thumbprint"], sqlite_where=_HAS_KEY, postgresql_where=_HAS_KEY)
    # For the list of revocations.
    op.create_index("devices_ended", "devices", ["updated_at"], sqlite_where=_HAS_ENDED, postgresql_where=_HAS_ENDED)
    for table, at in (("oauth_clients", "disabled_at"), ("tenants", "suspended_at")):
        is_set = sa.text(f"{at} IS NOT NULL")
        op.create_index(f"{table}_{at}", table, [at], sqlite_where=is_set, postgresql_where=is_set)
    _device_grants()


_NOW = {"sqlite": "1000 * CAST(strftime('%s', 'now') AS INTEGER)", "postgresql": "1000 * CAST(extract(epoch FROM now()) AS BIGINT)"}
_HAS_ENDED = sa.text("status IN ('blocked', 'gone')")
_HAS_KEY = sa.text("key_thumbprint IS NOT NULL")


_HAS_CODE = sa.text("user_code_hash IS NOT NULL")


def _device_grants() -> None:
    op.create_table(
        "device_grants",
        column("id", TEXT, primary_key=True),
        column("device_code_hash", BYTES, unique=True),
        # Erased once the request is decided or has expired.
        column("user_code_hash", BYTES, null=True),
        column("client_id", TEXT, sa.ForeignKey("oauth_clients.id", ondelete="CASCADE")),
        # That of the client, else of the user who approves it.
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id"), null=True),
        column("state", TEXT),
        column("scopes", TEXT),
        column("audiences", TEXT),
        column("key_thumbprint", TEXT, null=True),
        column("device_name", TEXT),
        column("platform", TEXT),
        column("user_agent", TEXT),
        column("address", TEXT),
        column("created_at", MOMENT),
        column("expires_at", MOMENT),
        column("interval", NUMBER),
        column("polled_at", MOMENT, null=True),
        # 1 if the last poll came too early.
        column("early", NUMBER, server_default="0"),
        # Who looked at it last, the number that the device shows since then, and how often another one was chosen.
        column("reviewed_by", TEXT, sa.ForeignKey("users.id", ondelete="SET NULL"), null=True),
        column("number", NUMBER, null=True),
        column("misses", NUMBER, server_default="0"),
        # Who decided.
        column("user_id", TEXT, sa.ForeignKey("users.id", ondelete="SET NULL"), null=True),
        column("decided_at", MOMENT, null=True),
        column("refusal", TEXT, null=True),
        column("device_id", TEXT, null=True),
        sa.CheckConstraint("state IN ('pending','approved','denied','delivered')", name="device_grants_state"),
    )
    op.create_index("device_grants_user_code", "device_grants", ["user_code_hash"], unique=True)
    op.create_index("device_grants_client", "device_grants", ["client_id", "address", "created_at"])
    op.create_index("device_grants_tenant", "device_grants", ["tenant_id", "decided_at"])
    op.create_index("device_grants_state", "device_grants", ["state", "expires_at"])
    op.create_index("device_grants_live", "device_grants", ["expires_at"], sqlite_where=_HAS_CODE, postgresql_where=_HAS_CODE)
    for name in ("reviewed_by", "user_id"):
        op.create_index(f"device_grants_{name}", "device_grants", [name])
