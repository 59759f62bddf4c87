"""A database of an earlier version, with rows in it, comes to this one."""

from collections.abc import Callable

import pytest
from alembic import command

from handfast.db.database import Database, Statement
from handfast.db.opening import migrate, newest_version, open_database, schema_version
from handfast.devices.store import found_by
from handfast.kernel.texts import folded, sort_key
from handfast.limits import store as limits
from handfast.limits.rules import GUESS_SERVER, Bucket
from handfast.rustdesk.registry.store import search_text
from tests.support.clock import START
from tests.support.rows import Row, fetch_rows

NAMES = ["Till 13", "Till 110", "KÜCHE", "Ἀθηνᾶ", "İstanbul", "ТЕРРАСА", "O'Brien 100% \"a_b\\", "厨房", ""]
MORE_THAN_TWO_ROUNDS = 2001
"""A migration reads a thousand rows at a time."""

TENANT = "INSERT INTO tenants (id, name, created_at) VALUES ('t', 'Fireflow', 1)"
PERSON = "INSERT INTO persons (id, tenant_id, email, name, role, created_at) VALUES ($1, 't', $2, $3, 'staff', 1)"
DEVICE = """INSERT INTO devices (id, tenant_id, kind, name, status, platform, user_agent, fingerprint, address, paired_at, updated_at)
    VALUES ($1, 't', 'rustdesk', $2, 'active', '', '', '', '', 1, 1)"""
RUSTDESK = "INSERT INTO rustdesk (device_id, tenant_id, rustdesk_id, hostname, created_at) VALUES ($1, 't', $2, $3, 1)"
AUDIT = """INSERT INTO audit (tenant_id, at, action, outcome, actor_kind, actor_name, subject_kind, subject_name, address, details, mac)
    VALUES ('t', 1, 'DEVICE_PAIR', 'done', 'person', $1, 'device', $2, '', $3, $4)"""


# What each table is sorted and searched by, as the program writes it with a row of today.
MADE: list[tuple[str, tuple[str, ...], Callable[[Row], tuple[str, ...]]]] = [
    ("persons", ("name_sort", "search_text"), lambda row: (sort_key(row["name"]), folded(row["name"], row["email"]))),
    ("devices", ("name_sort", "search_text"), lambda row: found_by(row["name"], row["platform"], row["fingerprint"])),
    ("rustdesk", ("search_text",), lambda row: (search_text(row["rustdesk_id"], row["hostname"]),)),
    ("audit", ("actor_search", "search_text"), lambda row: (folded(row["actor_name"]), folded(row["subject_name"], row["details"]))),
]


async def migrate_to(version: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade = command.upgrade
    with monkeypatch.context() as patched:
        patched.setattr(command, "upgrade", lambda config, _: upgrade(config, version))
        await migrate(url)


async def write(database: Database, sql: str, rows: list[tuple[object, ...]]) -> None:
    for start in range(0, len(rows), 100):
        await database.execute_batch([Statement(sql, row) for row in rows[start : start + 100]])


async def test_names_that_were_there_before_are_sorted_and_searched_like_those_of_today(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate_to("0011", empty_database_url, monkeypatch)
    before = await open_database(empty_database_url, 1)
    names = [NAMES[number % len(NAMES)] for number in range(MORE_THAN_TWO_ROUNDS)]
    ids = [f"{number:04}" for number in range(MORE_THAN_TWO_ROUNDS)]
    rustdesk_ids = [f"{number}" if number % 2 else f"DESK-{number}" for number in range(100_000_000, 100_000_000 + MORE_THAN_TWO_ROUNDS)]
    await write(before, TENANT, [()])
    await write(before, PERSON, [(id, f"{id}@example.com", name) for id, name in zip(ids, names, strict=True)])
    await write(before, DEVICE, list(zip(ids, names, strict=True)))
    await write(before, RUSTDESK, list(zip(ids, rustdesk_ids, names, strict=True)))
    await write(before, AUDIT, [(name, name[::-1], f'{{"number":"{id}"}}', b"mac") for id, name in zip(ids, names, strict=True)])
    await before.close()

    await migrate(empty_database_url)

    after = await open_database(empty_database_url, 1)
    assert await schema_version(after) == newest_version()
    for table, columns, made in MADE:
        rows = await fetch_rows(after, f"SELECT * FROM {table}")
        assert len(rows) == MORE_THAN_TWO_ROUNDS
        assert [row for row in rows if tuple(row[column] for column in columns) != made(row)][:1] == []
    trail = await fetch_rows(after, "SELECT actor_name, details, mac FROM audit")
    kept = {(row["details"], row["actor_name"], row["mac"]) for row in trail}
    assert len(kept - {(f'{{"number":"{id}"}}', name, b"mac") for id, name in zip(ids, names, strict=True)}) == 0
    await after.close()


async def test_what_was_spent_before_stays_spent(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await migrate_to("0013", empty_database_url, monkeypatch)
    before = await open_database(empty_database_url, 1)
    bucket = Bucket(GUESS_SERVER, "all")
    for _ in range(3):
        await before.execute_batch([limits.spend(bucket, START)])
    await before.close()

    await migrate(empty_database_url)

    after = await open_database(empty_database_url, 1)
    assert await limits.counts(after, [bucket], START + 1) == {bucket.id: (3, bucket.limit.period - 1)}
    await after.execute_batch([limits.spend(bucket, START + 1)])
    assert await limits.counts(after, [bucket], START + 1) == {bucket.id: (4, bucket.limit.period - 1)}
    await after.close()
