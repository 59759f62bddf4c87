"""A database of an earlier version, with rows in it, comes to this one."""

import re
from collections.abc import Callable

import pytest
from alembic import command

from handfast.db.database import Database, Statement
from handfast.db.opening import migrate, newest_version, open_database, schema_version
from handfast.devices.store import found_by
from handfast.kernel.ids import AccountId
from handfast.kernel.texts import folded, sort_key
from handfast.limits import store as limits
from handfast.limits.rules import GUESS_SERVER, Bucket
from handfast.rustdesk.registry.store import search_text
from handfast.users import store as users
from handfast.users.access_tokens import store as tokens
from handfast.users.accounts import store as accounts
from handfast.users.second_factors import store as second_factors
from handfast.users.sessions import store as sessions
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
    ("users", ("name_sort", "search_text"), lambda row: (sort_key(row["name"]), folded(row["name"], row["email"]))),
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


AS_IT_WAS = [
    "INSERT INTO tenants (id, name, created_at) VALUES ('t', 'Fireflow', 1)",
    """INSERT INTO persons (id, tenant_id, email, name, role, created_at, epoch, tokens_epoch)
    VALUES ('p', 't', 'p@example.com', 'Zoe', 'customer', 1, 3, 4)""",
    """INSERT INTO sessions (hash, id, tenant_id, person_id, epoch, created_at, last_seen_at, expires_at, address, user_agent)
    VALUES ($1, 's', 't', 'p', 5, 1, 1, 9, '', '')""",
    """INSERT INTO tokens (hash, id, tenant_id, person_id, name, scopes, created_at, expires_at, epoch)
    VALUES ($1, 'k', 't', 'p', 'api', '', 1, 9, 6)""",
    "INSERT INTO tickets (hash, kind, person_id, created_at, expires_at) VALUES ($1, 'reset', 'p', 1, 9)",
    """INSERT INTO invites (id, tenant_id, issued_by, issued_at, issued_address, expires_at, state, closed_at, device_id)
    VALUES ('i', 't', 'p', 1, '', 9, 'used', 2, 'b')""",
    """INSERT INTO devices (id, tenant_id, kind, person_id, invite_id, name, status, platform, user_agent, fingerprint, address, paired_at,
        updated_at) VALUES ('b', 't', 'browser', 'p', 'i', 'Till', 'active', '', '', '', '', 1, 1)""",
    """INSERT INTO devices (id, tenant_id, kind, name, status, platform, user_agent, fingerprint, address, paired_at, updated_at)
    VALUES ('d', 't', 'rustdesk', 'Phone', 'active', '', '', '', '', 1, 1)""",
    """INSERT INTO rustdesk (device_id, tenant_id, rustdesk_id, created_at, beats, is_word) VALUES ('d', 't', '123456789', 1, 7, 1)""",
    """INSERT INTO rustdesk_rivals (device_id, uuid, id, tenant_id, beats, address, first_seen_at, last_seen_at, person_id)
    VALUES ('d', 'u', 'r', 't', 8, '', 1, 1, 'p')""",
    """INSERT INTO claims (person_id, tenant_id, rustdesk_id, address, claimed_at, expires_at)
    VALUES ('p', 't', '123456789', '', 2, 9)""",
    "INSERT INTO facts_of_server (name, value) VALUES ('rustdesk_epoch', 'x')",
]
AS_IT_IS: dict[str, Row] = {
    "SELECT id, session_version, access_token_version FROM users": {"id": "p", "session_version": 3, "access_token_version": 4},
    "SELECT account_id, user_id, session_version FROM sessions": {"account_id": "p", "user_id": "p", "session_version": 5},
    "SELECT user_id, access_token_version FROM access_tokens": {"user_id": "p", "access_token_version": 6},
    "SELECT account_id, user_id, kind FROM one_time_tokens": {"account_id": "p", "user_id": None, "kind": "reset"},
    "SELECT id, email, name FROM accounts": {"id": "p", "email": "p@example.com", "name": "Zoe"},
    "SELECT id, issued_by, device_id FROM pairing_codes": {"id": "i", "issued_by": "p", "device_id": "b"},
    "SELECT user_id, pairing_code_id FROM devices WHERE kind = 'browser'": {"user_id": "p", "pairing_code_id": "i"},
    "SELECT heartbeats, is_named_only FROM rustdesk": {"heartbeats": 7, "is_named_only": 1},
    "SELECT id, user_id, heartbeats FROM uuid_conflicts": {"id": "r", "user_id": "p", "heartbeats": 8},
    "SELECT user_id, named_at FROM pending_links": {"user_id": "p", "named_at": 2},
    "SELECT name, value FROM server_state": {"name": "rustdesk_sysinfo_version", "value": "x"},
}


async def test_what_the_tables_held_stands_under_the_names_of_today(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await migrate_to("0014", empty_database_url, monkeypatch)
    before = await open_database(empty_database_url, 1)
    for row in AS_IT_WAS:
        await before.execute_batch([Statement(row, (b"hash",) if "$1" in row else ())])
    await before.close()

    await migrate(empty_database_url)

    after = await open_database(empty_database_url, 1)
    assert {sql: await fetch_rows(after, sql) for sql in AS_IT_IS} == {sql: [row] for sql, row in AS_IT_IS.items()}
    await after.close()


OF_SQLITE = """SELECT sql AS name FROM sqlite_master WHERE type = 'table'
    UNION SELECT m.name || '.' || c.name AS name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'
    UNION SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"""
OF_POSTGRESQL = """SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = current_schema()
    UNION SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid WHERE k.oid IS NULL AND c.relnamespace = current_schema()::regnamespace
    UNION SELECT 'CONSTRAINT ' || conname FROM pg_constraint WHERE contype = 'c' AND connamespace = current_schema()::regnamespace"""
GIVEN_UP = {"beats", "claim", "claims", "claimed", "epoch", "facts", "invite", "invites", "person", "persons", "rivals", "tickets", "word"}


async def test_no_table_column_index_or_check_has_a_word_that_was_given_up(database: Database, database_url: str) -> None:
    rows = await fetch_rows(database, OF_POSTGRESQL if "postgresql" in database_url else OF_SQLITE)
    shown = {str(row["name"]) for row in rows}
    names = {name for name in shown if " " not in name} | {name for text in shown for name in re.findall(r"CONSTRAINT (\w+)", text)}
    assert names >= {"sessions_user", "users.session_version", "pairing_codes_state"}
    assert {name for name in names if GIVEN_UP & set(name.replace(".", "_").split("_"))} == set()


# --- accounts ---

BEFORE_ACCOUNTS = [
    "INSERT INTO tenants (id, name, created_at) VALUES ('t', 'Ärger & Co 10', 1)",
    """INSERT INTO users (id, tenant_id, email, name, role, password_hash, created_at, disabled_at, session_version) VALUES
    ('gone', 't', 'gone@example.com', 'Gil', 'owner', 'hash', 1, 9, 1),
    ('first', 't', 'first@example.com', 'Fay', 'owner', 'kept', 2, NULL, 4),
    ('later', 't', 'later@example.com', 'Lou', 'owner', 'hash', 3, NULL, 1),
    ('new', 't', 'new@example.com', 'Nic', 'staff', NULL, 4, NULL, 1)""",
    """INSERT INTO sessions (hash, id, tenant_id, user_id, session_version, created_at, last_seen_at, expires_at, address, user_agent)
    VALUES ($1, 's', 't', 'first', 4, 5, 6, 7, '', '')""",
    """INSERT INTO access_tokens (hash, id, tenant_id, user_id, name, scopes, created_at, expires_at, access_token_version)
    VALUES ($1, 'k', 't', 'first', 'Script', '[]', 5, 7, 1)""",
    "INSERT INTO one_time_tokens (hash, kind, user_id, created_at, expires_at) VALUES ($1, 'reset', 'first', 1, 9)",
]


async def test_everybody_keeps_their_sign_in_when_accounts_come_and_the_first_owner_operates(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate_to("0016", empty_database_url, monkeypatch)
    before = await open_database(empty_database_url, 1)
    for row in BEFORE_ACCOUNTS:
        await before.execute_batch([Statement(row, (b"hash",) if "$1" in row else ())])
    await before.close()

    await migrate(empty_database_url)

    after = await open_database(empty_database_url, 1)
    held = {name: await after.fetch_one(accounts.by_email(f"{name}@example.com")) for name in ("gone", "first", "later", "new")}
    assert {name: (one.password_hash, one.is_operator) for name, one in held.items() if one} == {
        "gone": ("hash", False), "first": ("kept", True), "later": ("hash", False), "new": (None, False)
    }  # fmt: skip
    members = {name: await after.fetch_one(users.latest_member(AccountId(name))) for name in held}
    assert {name: (one.id, one.may_act, one.joined_at) for name, one in members.items() if one} == {
        "gone": ("gone", False, 1), "first": ("first", True, 2), "later": ("later", True, 3), "new": ("new", False, None)
    }  # fmt: skip
    session = await after.fetch_one(sessions.by_cookie(b"hash"))
    assert session is not None
    assert (session.user_id, session.account_id, session.is_current) == ("first", "first", 1)
    token = await after.fetch_one(tokens.by_secret(b"hash"))
    assert token is not None
    assert (token.user_id, token.is_current) == ("first", 1)
    reset = await after.fetch_one(accounts.by_one_time_token(b"hash", "reset", 2))
    assert reset == held["first"]
    named = await fetch_rows(after, "SELECT name_sort, search_text FROM tenants")
    assert named == [{"name_sort": sort_key("Ärger & Co 10"), "search_text": folded("Ärger & Co 10")}]
    await after.close()


async def test_who_had_an_app_for_codes_keeps_it_and_the_recovery_codes(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await migrate_to("0019", empty_database_url, monkeypatch)
    database = await open_database(empty_database_url, 1)
    account = "INSERT INTO accounts (id, email, name, created_at) VALUES ($1, $2, 'Ann', 1)"
    await write(database, account, [(one, f"{one}@example.com") for one in ("on", "begun", "none")])
    totp = "INSERT INTO totp (account_id, sealed, created_at, confirmed_at, last_step, codes_version) VALUES ($1, $2, 1, $3, 7, $4)"
    await write(database, totp, [("on", b"sealed", START, 3), ("begun", b"other", None, 1)])
    await write(database, "INSERT INTO recovery_codes VALUES ('on', $1, 1)", [(bytes([number]) * 32,) for number in range(10)])
    await database.close()

    await migrate(empty_database_url)

    database = await open_database(empty_database_url, 1)
    assert await fetch_rows(database, "SELECT account_id, since, version FROM second_factors") == [
        {"account_id": "on", "since": START, "version": 3}
    ]
    held = await database.fetch_one(second_factors.totp(AccountId("on")))
    assert held is not None
    assert (held.sealed, held.is_on, held.last_step) == (b"sealed", True, 7)
    assert await database.fetch_one(second_factors.recovery_codes_left(AccountId("on"))) == 10
    begun = await database.fetch_one(second_factors.totp(AccountId("begun")))
    assert begun is not None
    assert not begun.is_on
    await database.execute_batch([second_factors.end(AccountId("on"), 3)])
    assert await database.fetch_one(second_factors.recovery_codes_left(AccountId("on"))) == 0
    await database.close()
