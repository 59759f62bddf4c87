"""Tenants, people, devices and invites, and the tables behind them: audit, outbox, limits.

Moments are milliseconds since 1970 UTC. Every invariant of the rules is enforced here as well, by a CHECK or a unique index.
"""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import BYTES, MOMENT, NUMBER, SERIAL, TEXT, column

revision = "0001"
down_revision = None


def upgrade() -> None:
    _people()
    _pairing()
    _trail()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """CREATE FUNCTION handfast_must_match(matched bigint) RETURNS integer LANGUAGE plpgsql AS $$
            BEGIN
                IF matched = 0 THEN RAISE EXCEPTION 'a guarded write matched no row' USING ERRCODE = 'HF001'; END IF;
                RETURN 1;
            END $$"""
        )


def _people() -> None:
    op.create_table(
        "tenants",
        column("id", TEXT, primary_key=True),
        column("name", TEXT),
        column("settings", TEXT, server_default="{}"),
        column("version", NUMBER, server_default="1"),
        column("created_at", MOMENT),
    )
    op.create_table(
        "persons",
        column("id", TEXT, primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("email", TEXT, unique=True),
        column("name", TEXT),
        column("role", TEXT),
        column("password_hash", TEXT, null=True),
        column("epoch", NUMBER, server_default="1"),
        column("devices_seq", NUMBER, server_default="0"),
        column("created_at", MOMENT),
        column("last_seen_at", MOMENT, null=True),
        column("disabled_at", MOMENT, null=True),
        sa.CheckConstraint("role IN ('owner','admin','manager','staff','customer')", name="persons_role"),
        sa.CheckConstraint("email = lower(email)", name="persons_email_lower"),
    )
    op.create_index("persons_tenant", "persons", ["tenant_id", "name"])
    op.create_table(
        "sessions",
        column("hash", BYTES, primary_key=True),
        column("id", TEXT, unique=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("person_id", TEXT, sa.ForeignKey("persons.id", ondelete="CASCADE")),
        column("epoch", NUMBER),
        column("created_at", MOMENT),
        column("last_seen_at", MOMENT),
        column("expires_at", MOMENT),
        column("address", TEXT),
        column("user_agent", TEXT),
    )
    op.create_index("sessions_person", "sessions", ["person_id"])
    op.create_table(
        "tokens",
        column("hash", BYTES, primary_key=True),
        column("id", TEXT, unique=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("person_id", TEXT, sa.ForeignKey("persons.id", ondelete="CASCADE")),
        column("name", TEXT),
        column("scopes", TEXT),
        column("created_at", MOMENT),
        column("expires_at", MOMENT),
        column("last_used_at", MOMENT, null=True),
    )
    op.create_index("tokens_person", "tokens", ["person_id"])
    op.create_table(
        "tickets",
        column("hash", BYTES, primary_key=True),
        column("kind", TEXT),
        column("person_id", TEXT, sa.ForeignKey("persons.id", ondelete="CASCADE"), null=True),
        column("session_id", TEXT, null=True),
        column("created_at", MOMENT),
        column("expires_at", MOMENT),
        sa.CheckConstraint("kind IN ('setup','invitation','reset','live')", name="tickets_kind"),
    )
    op.create_index("tickets_person", "tickets", ["person_id", "kind"])


def _pairing() -> None:
    op.create_table(
        "invites",
        column("id", TEXT, primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("issued_by", TEXT, sa.ForeignKey("persons.id")),
        column("issued_at", MOMENT),
        column("issued_address", TEXT),
        column("expires_at", MOMENT),
        column("state", TEXT, server_default="live"),
        column("slot", NUMBER, null=True),
        column("code_hash", BYTES, null=True),
        column("token_hash", BYTES, null=True),
        column("device_name", TEXT, null=True),
        column("attempts", NUMBER, server_default="0"),
        column("failures", NUMBER, server_default="0"),
        column("closed_at", MOMENT, null=True),
        column("device_id", TEXT, null=True),
        column("retry_hash", BYTES, null=True),
        column("redeemed_fingerprint", TEXT, null=True),
        column("redeemed_address", TEXT, null=True),
        column("redeemed_user_agent", TEXT, null=True),
        sa.CheckConstraint("state IN ('live','used','cancelled','expired')", name="invites_state"),
        sa.CheckConstraint("attempts BETWEEN 0 AND 5", name="invites_attempts"),
        sa.CheckConstraint("(state = 'used') = (device_id IS NOT NULL)", name="invites_used_has_device"),
        sa.CheckConstraint("(state = 'live') = (closed_at IS NULL)", name="invites_closed"),
        sa.CheckConstraint("state = 'live' OR (code_hash IS NULL AND slot IS NULL)", name="invites_erased"),
    )
    for name, columns in {
        "invites_code": ["code_hash"],
        "invites_token": ["token_hash"],
        "invites_slot": ["tenant_id", "slot"],
        "invites_retry": ["retry_hash"],
    }.items():
        present = sa.text(f"{columns[-1]} IS NOT NULL")
        op.create_index(name, "invites", columns, unique=True, sqlite_where=present, postgresql_where=present)
    op.create_index("invites_tenant", "invites", ["tenant_id", "issued_at"])
    op.create_index("invites_expiry", "invites", ["state", "expires_at"])
    op.create_table(
        "devices",
        column("id", TEXT, primary_key=True),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("kind", TEXT, server_default="browser"),
        column("person_id", TEXT, sa.ForeignKey("persons.id"), null=True),
        column("invite_id", TEXT, sa.ForeignKey("invites.id"), null=True),
        column("name", TEXT),
        column("status", TEXT),
        column("presence", TEXT, server_default="offline"),
        column("platform", TEXT),
        column("user_agent", TEXT),
        column("fingerprint", TEXT),
        column("key_thumbprint", TEXT, null=True),
        column("address", TEXT),
        column("paired_at", MOMENT),
        column("last_seen_at", MOMENT, null=True),
        column("updated_at", MOMENT),
        column("version", NUMBER, server_default="1"),
        column("generation", NUMBER, server_default="1"),
        column("failures", NUMBER, server_default="0"),
        sa.CheckConstraint("kind IN ('browser','rustdesk')", name="devices_kind"),
        sa.CheckConstraint("(kind = 'browser') = (person_id IS NOT NULL)", name="devices_person"),
        sa.CheckConstraint("status IN ('active','blocked','waiting','gone')", name="devices_status"),
        sa.CheckConstraint("presence IN ('online','offline')", name="devices_presence"),
        sa.UniqueConstraint("invite_id", name="devices_one_per_invite"),
    )
    op.create_index("devices_tenant", "devices", ["tenant_id", "kind", "status", "paired_at"])
    op.create_index("devices_person", "devices", ["person_id"])
    online = sa.text("presence = 'online'")
    op.create_index("devices_online", "devices", ["last_seen_at"], sqlite_where=online, postgresql_where=online)
    op.create_table(
        "credentials",
        column("hash", BYTES, primary_key=True),
        column("device_id", TEXT, sa.ForeignKey("devices.id", ondelete="CASCADE")),
        column("generation", NUMBER),
        column("cause", TEXT),
        column("issued_at", MOMENT),
        column("expires_at", MOMENT),
        column("used_at", MOMENT, null=True),
        sa.CheckConstraint("cause IN ('pair','refresh')", name="credentials_cause"),
        sa.UniqueConstraint("device_id", "generation", name="credentials_one_per_generation"),
    )


def _trail() -> None:
    op.create_table(
        "audit",
        column("id", SERIAL, primary_key=True, autoincrement=True),
        column("tenant_id", TEXT, null=True),
        column("at", MOMENT),
        column("action", TEXT),
        column("outcome", TEXT),
        column("reason", TEXT, null=True),
        column("actor_kind", TEXT),
        column("actor_id", TEXT, null=True),
        column("actor_name", TEXT),
        column("subject_kind", TEXT),
        column("subject_id", TEXT, null=True),
        column("subject_name", TEXT),
        column("address", TEXT),
        column("details", TEXT),
        column("mac", BYTES),
        column("seal", BYTES, null=True),
        column("sealed_number", MOMENT, null=True),
        sa.CheckConstraint("outcome IN ('done','refused')", name="audit_outcome"),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_tenant", "audit", ["tenant_id", "id"])
    op.create_index("audit_subject", "audit", ["subject_id"])
    unsealed = sa.text("seal IS NULL")
    op.create_index("audit_unsealed", "audit", ["id"], sqlite_where=unsealed, postgresql_where=unsealed)
    op.create_index("audit_sealed", "audit", ["sealed_number"], unique=True)
    op.create_table(
        "outbox",
        column("id", SERIAL, primary_key=True, autoincrement=True),
        column("tenant_id", TEXT),
        column("at", MOMENT),
        column("event", TEXT),
        column("body", TEXT),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_at", "outbox", ["at"])
    op.create_table(
        "mails",
        column("id", TEXT, primary_key=True),
        column("sealed", BYTES),
        column("created_at", MOMENT),
        column("next_try_at", MOMENT),
        column("tries", NUMBER, server_default="0"),
    )
    op.create_index("mails_next", "mails", ["next_try_at"])
    op.create_table(
        "buckets",
        column("key", TEXT, primary_key=True),
        column("count", NUMBER),
        column("resets_at", MOMENT),
    )
    op.create_index("buckets_resets", "buckets", ["resets_at"])
    op.create_table("facts_of_server", column("name", TEXT, primary_key=True), column("value", TEXT))
