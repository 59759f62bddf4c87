"""How many people and devices each tenant has, counted by triggers, so that a quota holds whatever statement adds one, at any time at once.

A count of the rows would cost more the more there are. PostgreSQL counts once per statement: one that adds many rows writes the count once.
Only a change of a device's status can make it exist or not; heartbeats touch no trigger.
"""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import NUMBER, TEXT, column

revision = "0018"
down_revision = "0017"

EXISTS = "status <> 'gone'"
COUNTED = {"users": ("people", "max_people", None), "devices": ("devices", "max_devices", EXISTS)}
"""By table: what its rows are counted as, the quota, and which rows count."""
STATES = {"people": "HF002", "devices": "HF003"}


def upgrade() -> None:
    op.create_table(
        "tenant_counts",
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True),
        column("people", NUMBER, server_default="0"),
        column("devices", NUMBER, server_default="0"),
    )
    op.execute(
        f"""/* any tenant: every one */ INSERT INTO tenant_counts (tenant_id, people, devices) SELECT t.id,
        (SELECT count(*) FROM users u WHERE u.tenant_id = t.id),
        (SELECT count(*) FROM devices d WHERE d.tenant_id = t.id AND d.{EXISTS}) FROM tenants t"""
    )
    for table, (counts, quota, exists) in COUNTED.items():
        if op.get_bind().dialect.name == "postgresql":
            _on_postgresql(table, counts, quota, exists or "TRUE")
        else:
            _on_sqlite(table, counts, quota, exists)


def _on_sqlite(table: str, counts: str, quota: str, exists: str | None) -> None:
    added = f"""INSERT INTO tenant_counts (tenant_id, {counts}) VALUES (NEW.tenant_id, 1)
            ON CONFLICT (tenant_id) DO UPDATE SET {counts} = {counts} + 1;
        SELECT RAISE(ABORT, 'over the quota of {counts}') FROM tenant_counts c JOIN tenants t ON t.id = c.tenant_id
            WHERE c.tenant_id = NEW.tenant_id AND c.{counts} > t.{quota};"""
    removed = f"UPDATE tenant_counts SET {counts} = {counts} - 1 WHERE tenant_id = OLD.tenant_id;"
    new, old = (f"WHEN {row}.{exists}" if exists else "" for row in ("NEW", "OLD"))
    op.execute(f"CREATE TRIGGER {table}_added AFTER INSERT ON {table} {new} BEGIN {added} END")
    op.execute(f"CREATE TRIGGER {table}_removed AFTER DELETE ON {table} {old} BEGIN {removed} END")
    if exists:
        comes, goes = f"WHEN NEW.{exists} AND NOT OLD.{exists}", f"WHEN OLD.{exists} AND NOT NEW.{exists}"
        op.execute(f"CREATE TRIGGER {table}_restored AFTER UPDATE OF status ON {table} {comes} BEGIN {added} END")
        op.execute(f"CREATE TRIGGER {table}_ended AFTER UPDATE OF status ON {table} {goes} BEGIN {removed} END")


def _on_postgresql(table: str, counts: str, quota: str, exists: str) -> None:
    # Whoever adds waits for the row of the count, and then reads what the others have committed.
    add = f"""INSERT INTO tenant_counts AS c (tenant_id, {counts}) {{rows}}
            ON CONFLICT (tenant_id) DO UPDATE SET {counts} = c.{counts} + excluded.{counts};
        IF EXISTS (SELECT 1 FROM tenant_counts c JOIN tenants t ON t.id = c.tenant_id WHERE {{those}} AND c.{counts} > t.{quota}) THEN
            RAISE EXCEPTION 'over the quota of {counts}' USING ERRCODE = '{STATES[counts]}';
        END IF;"""
    grouped = f"SELECT tenant_id, count(*) FROM {{}} WHERE {exists} GROUP BY tenant_id ORDER BY tenant_id"
    of_added = f"c.tenant_id IN (SELECT tenant_id FROM added WHERE {exists})"
    _function(f"handfast_{table}_added", add.format(rows=grouped.format("added"), those=of_added))
    _function(
        f"handfast_{table}_removed",
        f"""UPDATE tenant_counts c SET {counts} = c.{counts} - r.rows FROM (
            SELECT tenant_id, count(*) AS rows FROM removed WHERE {exists} GROUP BY tenant_id) r WHERE c.tenant_id = r.tenant_id;""",
    )
    _trigger(table, "added", "INSERT", "REFERENCING NEW TABLE AS added FOR EACH STATEMENT")
    _trigger(table, "removed", "DELETE", "REFERENCING OLD TABLE AS removed FOR EACH STATEMENT")
    if exists != "TRUE":
        one = add.format(rows="VALUES (NEW.tenant_id, 1)", those="c.tenant_id = NEW.tenant_id")
        _function(f"handfast_{table}_restored", one)
        _function(f"handfast_{table}_ended", f"UPDATE tenant_counts SET {counts} = {counts} - 1 WHERE tenant_id = OLD.tenant_id;")
        comes, goes = f"NEW.{exists} AND NOT OLD.{exists}", f"OLD.{exists} AND NOT NEW.{exists}"
        _trigger(table, "restored", "UPDATE OF status", f"FOR EACH ROW WHEN ({comes})")
        _trigger(table, "ended", "UPDATE OF status", f"FOR EACH ROW WHEN ({goes})")


def _function(name: str, body: str) -> None:
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$")


def _trigger(table: str, name: str, event: str, each: str) -> None:
    op.execute(f"CREATE TRIGGER {table}_{name} AFTER {event} ON {table} {each} EXECUTE FUNCTION handfast_{table}_{name}()")
