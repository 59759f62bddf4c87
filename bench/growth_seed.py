"""Fills a fresh database with one company of a given number of devices, by SQL: hundreds of thousands of rows a second.

Half of the devices are browsers, half RustDesk devices. Ids are in no order, as real ones; what is answered once and for all (alerts, live
codes, pending links) does not grow with the company.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg

from bench.grounds import inside
from bench.people import SECRET_KEY
from handfast.billing.subscriptions import store as subscriptions
from handfast.billing.subscriptions.rules import NOBODYS
from handfast.db.database import Database, Statement
from handfast.db.opening import sqlite_path
from handfast.edge.calls import csrf_token
from handfast.kernel.callers import Role
from handfast.kernel.ids import SessionId, TenantId, UserId
from handfast.kernel.secrets import Keys, digest
from handfast.kernel.time import DAY, HOUR, MINUTE
from handfast.users.accounts.store import FIRST_SESSION_VERSION
from handfast.users.rules import Life
from handfast.users.sessions import store as sessions
from handfast.users.sessions.store import Holder
from handfast.users.tenants import store as tenants
from tests.support.members import account_of, new_user

CLIENT = "10000000-0000-4000-8000-000000000000"
TENANT = TenantId("00000000-0000-4000-8000-000000000000")
AUDIT_ROWS = 5
"""For each device."""
RARE_ACTION = "IMPORTED"
RARE_ROWS = 20

MANAGERS, CUSTOMERS = 40, 60
"""Those who act; all others only stand in the tables."""

COUNTS = "tenant_counts"
RECOUNT = (
    f"DELETE FROM {COUNTS}",
    f"""INSERT INTO {COUNTS} (tenant_id, people, devices) SELECT t.id, (SELECT count(*) FROM users u WHERE u.tenant_id = t.id),
    (SELECT count(*) FROM devices d WHERE d.tenant_id = t.id AND d.status <> 'gone') FROM tenants t""",
)
"""What triggers count, for rows that were added without them."""

Step = tuple[int, str]
"""How many rows, and the INSERT that makes them from `series(n)`."""


Octets = Callable[[str], str]
"""The SQL of bytes that no other row has, beginning with these words."""


@dataclass(frozen=True, slots=True)
class Staff:
    """The headers of those who are signed in."""

    owner: dict[str, str]
    managers: list[dict[str, str]]
    customers: list[dict[str, str]]

    def manager(self, turn: int) -> dict[str, str]:
        return self.managers[turn % len(self.managers)]

    def customer(self, turn: int) -> dict[str, str]:
        return self.customers[turn % CUSTOMERS]


def fill(url: str, devices: int, now: int, managers: int = MANAGERS) -> Staff:
    """`devices`: 200 or a multiple. The database is migrated and empty."""
    staff: Staff = inside(url, lambda database: _hire(database, now, managers))
    path = sqlite_path(url)
    if path is None:
        asyncio.run(_fill_postgres(url, devices, now))
    else:
        _fill_sqlite(path, devices, now)
    return staff


async def _hire(database: Database, now: int, managers: int) -> Staff:
    keys, wanted = Keys(SECRET_KEY.encode()), [Role.OWNER, *[Role.MANAGER] * managers, *[Role.CUSTOMER] * CUSTOMERS]
    batch = [tenants.insert("Growing Kitchen", now, tenant_id=TENANT)]
    await database.execute_batch(batch)
    headers = []
    for number, role in enumerate(wanted):
        id, cookie = UserId(f"90000000-0000-4000-8000-{number:012}"), f"cookie-{number}"
        session, holder = SessionId(id), Holder(account_of(id), FIRST_SESSION_VERSION, TENANT, id)
        batch = new_user(id, f"{id}@growth.example.com", f"Zoe {number}", role, now, "no password", tenant_id=TENANT)
        batch.append(sessions.insert(session, digest(cookie), holder, now, Life(), "127.0.0.1", "bench"))
        batch += [_subscribe(id, now)] if role is Role.CUSTOMER else []
        await database.execute_batch(batch[:1])
        await database.execute_batch(batch[1:])
        headers.append({"cookie": f"handfast={cookie}", "x-csrf-token": csrf_token(keys, session)})
    return Staff(headers[0], headers[1 : managers + 1], headers[managers + 1 :])


def _subscribe(id: UserId, now: int) -> Statement:
    return subscriptions.put(id, NOBODYS, replace(NOBODYS, state="active", source="admin", updated_at=now), tenant_id=TENANT)


def _fill_sqlite(path: Path, devices: int, now: int) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-500000")
    indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    connection.execute("BEGIN")
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    for rows, insert in _steps(devices, now, lambda words: f"CAST('{words} ' || n AS BLOB)"):
        connection.execute(_series(insert), (rows,))
    for sql in [*(sql for _, sql in indexes), *RECOUNT]:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.close()


async def _fill_postgres(url: str, devices: int, now: int) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("SET session_replication_role = replica; SET maintenance_work_mem = '512MB'; SET synchronous_commit = off")
    indexes = await connection.fetch(
        """SELECT i.indexname AS name, i.indexdef AS sql FROM pg_indexes i LEFT JOIN pg_constraint c ON c.conname = i.indexname
        WHERE i.schemaname = current_schema() AND c.conname IS NULL AND i.tablename <> 'alembic_version'"""
    )
    for index in indexes:
        await connection.execute(f"DROP INDEX {index['name']}")
    for rows, insert in _steps(devices, now, lambda words: f"convert_to('{words} ' || n, 'UTF8')"):
        await connection.execute(_series(insert), rows)
    for sql in [*(index["sql"] for index in indexes), *RECOUNT]:
        await connection.execute(sql)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


def _series(insert: str) -> str:
    into, _, select = insert.partition(" SELECT ")
    return f"""INSERT INTO {into} WITH RECURSIVE series(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM series WHERE n < $1)
    SELECT {select} FROM series"""


def id_of(kind: int, n: str = "n") -> str:
    """The id of row `n` of a kind. The first part is a permutation, so that neighbours lie far apart."""
    scattered = f"substr(CAST(100000000 + (CAST({n} AS BIGINT) * 48271 + {kind} * 7919) % 99999989 AS TEXT), 2)"
    return f"{scattered} || '-0000-4000-8000-{kind}' || substr(CAST(100000000000 + {n} AS TEXT), 2)"


def _name(words: str) -> tuple[str, str]:
    """A name and its sort key; each of the words has five letters."""
    word = f"substr('{words}', CAST(1 + 6 * ((n * 31) % {len(words.split())}) AS INTEGER), 5)"
    return f"{word} || ' ' || n", f"lower({word}) || ' ' || substr(CAST(1000 + length(CAST(n AS TEXT)) AS TEXT), 2) || n"


STAFF, CUSTOMER, BROWSER, RUSTDESK, INVITE = range(1, 6)
_PEOPLE = _name("Amara Bilal Chloe Dario Elena Farid Greta Hanna Idris Jonas Karin")
_PLACES = _name("Table Hallo Küche Patio Counter".replace("Counter", "Count"))


def _steps(devices: int, now: int, octets: Octets) -> Iterator[Step]:
    half, staff = devices // 2, max(devices // 20, 10)
    yield from _users(half, staff, now, octets)
    yield from _browsers(half, staff, now, octets)
    yield from _device_grants(half, staff, now, octets)
    yield from _rustdesk(half, now)
    yield from _subscriptions(half, now)
    yield from _trail(devices, half, now, octets)


def _users(customers: int, staff: int, now: int, octets: Octets) -> Iterator[Step]:
    name, sort = _PEOPLE
    columns = """users (id, account_id, tenant_id, email, name, role, joined_at, created_at, last_seen_at, disabled_at, name_sort,
        search_text)"""
    for kind, rows, role in ((STAFF, staff, "staff"), (CUSTOMER, customers, "customer")):
        email = f"'{role}' || n || '@growth.example.com'"
        yield rows, f"accounts (id, email, name, created_at) SELECT {id_of(kind)}, {email}, {name}, {now - 300 * DAY}"
        yield (
            rows,
            f"""{columns} SELECT {id_of(kind)}, {id_of(kind)}, '{TENANT}', {email}, {name}, '{role}',
            CASE WHEN n % 20 = 3 THEN NULL ELSE {now - 200 * DAY} END, {now - 300 * DAY} + n % 1000 * {6 * HOUR},
            {now - DAY}, CASE WHEN n % 50 = 7 THEN {now - DAY} END, {sort}, lower({name}) || '\n' || {email}""",
        )
    columns = """sessions (hash, id, account_id, tenant_id, user_id, session_version, created_at, last_seen_at, expires_at, address,
        user_agent, is_app, idle_limit)"""
    yield (
        customers // 2,
        f"""{columns} SELECT {octets("session")}, {id_of(6)}, {id_of(CUSTOMER)}, '{TENANT}', {id_of(CUSTOMER)}, 1, {now - DAY},
        {now - HOUR}, {now + 29 * DAY}, '10.0.0.1', 'growth', n % 2, {30 * DAY}""",
    )
    columns = "personal_codes (user_id, tenant_id, code_hash, sealed, created_at)"
    yield customers, f"{columns} SELECT {id_of(CUSTOMER)}, '{TENANT}', {octets('code')}, {octets('sealed')}, {now}"
    yield max(customers // 100, 1), f"buckets (key, count, resets_at) SELECT 'session.sign_in:' || n, 1, {now + 10 * MINUTE} + n"


def _browsers(rows: int, staff: int, now: int, octets: Octets) -> Iterator[Step]:
    name, sort = _PLACES
    issuer = id_of(STAFF, f"(n % {staff} + 1)")
    closed = f"{now - 80 * DAY} + (n * 7919) % {79 * DAY // 1000} * 1000"
    columns = "pairing_codes (id, tenant_id, issued_by, issued_at, issued_address, expires_at, state, closed_at, device_id)"
    yield (
        rows,
        f"""{columns} SELECT {id_of(INVITE)}, '{TENANT}', {issuer}, {closed} - {MINUTE}, '10.0.0.1', {closed} + {14 * MINUTE},
        CASE WHEN n % 10 = 9 THEN 'expired' ELSE 'used' END, {closed}, CASE WHEN n % 10 <> 9 THEN {id_of(BROWSER)} END""",
    )
    columns = "pairing_codes (id, tenant_id, issued_by, issued_at, issued_address, expires_at, state, slot, token_hash)"
    yield (
        8,
        f"""{columns} SELECT {id_of(7)}, '{TENANT}', {issuer}, {now - MINUTE} + n, '10.0.0.1', {now + 14 * MINUTE}, 'live', n,
        {octets("token")}""",
    )
    status = "CASE WHEN n % 50 = 0 THEN 'blocked' WHEN n % 50 = 1 THEN 'gone' WHEN n % 500 = 2 THEN 'waiting' ELSE 'active' END"
    online = "CASE WHEN n % 50 IN (0, 1) OR n % 500 = 2 OR n % 3 <> 0 THEN 'offline' ELSE 'online' END"
    seen = f"CASE WHEN n % 3 = 0 THEN {now} - n % 9 ELSE {now - HOUR} - (n * 104729) % {30 * DAY} END"
    paired = f"CASE WHEN n % 500 = 2 THEN {now - HOUR} ELSE {closed} END"
    columns = """devices (id, tenant_id, kind, user_id, pairing_code_id, name, status, presence, platform, user_agent, fingerprint, address,
    paired_at, last_seen_at, seen_sort, updated_at, name_sort, search_text)"""
    yield (
        rows,
        f"""{columns} SELECT {id_of(BROWSER)}, '{TENANT}', 'browser', {issuer}, CASE WHEN n % 10 <> 9 THEN {id_of(INVITE)} END, {name},
        {status}, {online}, 'Android 14', 'Mozilla/5.0 (Linux; Android 14; SM-X210) AppleWebKit/537.36', 'fingerprint-' || n, '10.0.0.1',
        {paired}, {seen}, {seen}, {now - 20 * DAY}, {sort},
        lower({name}) || '\nandroid 14\nfingerprint-' || n""",
    )
    issued = f"{now - 120 * DAY} + (n * 7919) % {119 * DAY // 1000} * 1000"
    columns = "credentials (hash, device_id, generation, cause, issued_at, expires_at, used_at)"
    yield (
        rows,
        f"""{columns} SELECT {octets("credential")}, {id_of(BROWSER)}, 1, 'pair', {issued}, {issued} + {90 * DAY},
        {issued}""",
    )


def _device_grants(rows: int, staff: int, now: int, octets: Octets) -> Iterator[Step]:
    """Every browser was let in by a code that it showed, too; a tenth of the requests was denied, and some are live or over."""
    client = f"'{CLIENT}'"
    columns = "oauth_clients (id, tenant_id, name, created_at, created_by)"
    yield 1, f"{columns} SELECT {client}, '{TENANT}', 'Growth', {now}, ''"
    columns = "oauth_grants (device_id, tenant_id, client_id, scopes, audiences, granted_at)"
    yield rows, f"{columns} SELECT {id_of(BROWSER)}, '{TENANT}', {client}, '[]', '[]', {now}"
    at = f"{now - 80 * DAY} + (n * 7919) % {79 * DAY // 1000} * 1000"
    columns = """device_grants (id, device_code_hash, client_id, tenant_id, state, scopes, audiences, device_name, platform, user_agent,
        address, created_at, expires_at, interval, user_id, decided_at, device_id)"""
    yield (
        rows,
        f"""{columns} SELECT {id_of(8)}, {octets("grant")}, {client}, '{TENANT}', CASE WHEN n % 10 = 3 THEN 'denied' ELSE 'delivered' END,
        '[]', '[]', 'Screen', '', '', '10.0.' || n % 250 || '.1', {at}, {at} + {10 * MINUTE}, 5000,
        {id_of(STAFF, f"(n % {staff} + 1)")}, {at},
        CASE WHEN n % 10 <> 3 THEN {id_of(BROWSER)} END""",
    )
    columns = """device_grants (id, device_code_hash, user_code_hash, client_id, tenant_id, state, scopes, audiences, device_name, platform,
        user_agent, address, created_at, expires_at, interval)"""
    yield (
        8,
        f"""{columns} SELECT {id_of(9)}, {octets("live grant")}, {octets("user code")}, {client}, '{TENANT}', 'pending', '[]', '[]', '', '',
        '', '10.0.0.1', {now - MINUTE} + n, {now + 9 * MINUTE}, 5000""",
    )


def _rustdesk(rows: int, now: int) -> Iterator[Step]:
    """Of twenty devices sixteen are linked, one is exempt, one removed, and two are nobody's."""
    name, sort = _PLACES
    created = f"{now - 300 * DAY} + (n * 7919) % {290 * DAY // 1000} * 1000"
    seen = f"CASE WHEN n % 4 = 0 THEN {now} - n % 9 ELSE {now - HOUR} - (n * 104729) % {30 * DAY} END"
    columns = """devices (id, tenant_id, kind, name, status, presence, platform, user_agent, fingerprint, address, paired_at, last_seen_at,
    seen_sort, updated_at, name_sort, search_text, has_owner)"""
    yield (
        rows,
        f"""{columns} SELECT {id_of(RUSTDESK)}, '{TENANT}', 'rustdesk', {name}, CASE WHEN n % 20 = 17 THEN 'gone' ELSE 'active' END,
        CASE WHEN n % 4 = 0 THEN 'online' ELSE 'offline' END, 'android / Android 14', '', '', '10.0.0.1', {created},
        {seen}, {seen}, {now - 20 * DAY}, {sort},
        lower({name}) || '\nandroid / android 14', CASE WHEN n % 20 < 16 THEN 1 ELSE 0 END""",
    )
    columns = """rustdesk (device_id, tenant_id, rustdesk_id, uuid, hostname, os, client_version, first_seen_at, first_address, heartbeats,
    exempt_reason, exempt_by, removed_at, created_at, search_text)"""
    yield (
        rows,
        f"""{columns} SELECT {id_of(RUSTDESK)}, '{TENANT}', CAST(100000000 + n AS TEXT), 'uuid ' || n, 'samsung-' || n, 'android 14',
        '1.4.0', {created}, '10.0.0.1', 1000, CASE WHEN n % 20 = 16 THEN 'a kiosk' END, CASE WHEN n % 20 = 16 THEN 'Olga Owner' END,
        CASE WHEN n % 20 = 17 THEN {now - 10 * DAY} - (n * 7919) % {10 * DAY} END, {created},
        'samsung-' || n || '\n' || CAST(100000000 + n AS TEXT)""",
    )
    linked = "links (user_id, tenant_id, device_id, linked_at, proof)"
    yield rows * 16 // 20, f"{linked} SELECT {_linked(CUSTOMER)}, '{TENANT}', {_linked(RUSTDESK)}, {now - 30 * DAY}, 'none'"
    columns = "rustdesk_sessions (tenant_id, device_id, at, kind, details)"
    yield rows * 2, f"{columns} SELECT '{TENANT}', {id_of(RUSTDESK, f'(n % {rows} + 1)')}, {now - 30 * DAY} + n, 'connection', '{{}}'"
    columns = "pending_links (user_id, tenant_id, rustdesk_id, address, named_at, expires_at)"
    yield 5, f"{columns} SELECT {id_of(CUSTOMER, '(n * 20 - 1)')}, '{TENANT}', 'claimed' || n, '10.0.0.1', {now}, {now + DAY}"


def _linked(kind: int) -> str:
    """The n-th of those that are linked: the first sixteen of every twenty, counted from 0."""
    return id_of(kind, "((n - 1) / 16 * 20 + CASE WHEN (n - 1) % 16 = 0 THEN 20 ELSE (n - 1) % 16 END)")


def _subscriptions(customers: int, now: int) -> Iterator[Step]:
    columns = "subscriptions (user_id, tenant_id, state, ends_at, source, provider_customer, lapsed_at, updated_at)"
    yield (
        customers,
        f"""{columns} SELECT {id_of(CUSTOMER)}, '{TENANT}', CASE WHEN n % 10 = 9 THEN 'canceled' ELSE 'active' END,
        CASE WHEN n % 10 = 8 THEN {now + 30 * DAY} + n END, 'stripe', 'cus_' || n, CASE WHEN n % 10 = 9 THEN {now - DAY} END, {now}""",
    )
    columns = """provider_subscriptions (id, tenant_id, user_id, provider_customer, email, state, was_state, event_id, event_at,
    event_rank)"""
    attached, unknown = id_of(CUSTOMER), max(customers // 50, 1)
    yield (
        customers,
        f"""{columns} SELECT 'sub_' || n, '{TENANT}', {attached}, 'cus_' || n, NULL, 'active', 'active', 'evt_' || n,
        {now - 80 * DAY} + n % {79 * DAY}, 1""",
    )
    yield (
        unknown,
        f"""{columns} SELECT 'sub_unknown_' || n, '{TENANT}', NULL, 'cus_unknown_' || n, 'unknown' || n || '@example.com', 'active',
        'active', 'evt_unknown_' || n, {now - DAY}, 1""",
    )
    yield customers, f"provider_events (id, tenant_id, at) SELECT 'evt_' || n, '{TENANT}', {now - 80 * DAY} + n % {79 * DAY}"


def trail_spacing(devices: int) -> int:
    """Milliseconds between two rows of the trail."""
    return max(100 * DAY // (devices * AUDIT_ROWS), 1)


def _trail(devices: int, half: int, now: int, octets: Octets) -> Iterator[Step]:
    """A hundred days, evenly: the last is today. Every row is sealed."""
    rows = devices * AUDIT_ROWS
    spacing = trail_spacing(devices)
    device = f"CAST((n * 7919) % {half} + 1 AS BIGINT)"
    rare = f"n % {rows // RARE_ROWS} = {rows // RARE_ROWS // 2}"
    action = f"""CASE WHEN {rare} THEN '{RARE_ACTION}' ELSE substr('DEVICE_PAIR   DEVICE_RENAMEDDEVICE_ENABLEDCODE_GENERATED',
        CAST(1 + 14 * (n % 4) AS INTEGER), 14) END"""
    columns = """audit (tenant_id, at, action, outcome, actor_kind, actor_id, actor_name, subject_kind, subject_id, subject_name, address,
    details, mac, seal, sealed_number, actor_search, search_text)"""
    yield (
        rows,
        f"""{columns} SELECT '{TENANT}', {now} - ({rows} - n) * {spacing}, trim({action}),
        CASE WHEN n % 100 = 5 THEN 'refused' ELSE 'done' END,
        'person', {id_of(STAFF, "(n % 10 + 1)")}, 'Amara ' || (n % 10 + 1), 'device',
        CASE WHEN n % 2 = 0 THEN {id_of(BROWSER, device)} ELSE {id_of(RUSTDESK, device)} END, 'Table ' || {device}, '10.0.0.' || n % 250,
        '{{"issuer":"Amara","old_name":"Patio"}}', {octets("mac")}, {octets("seal")}, n, 'amara ' || (n % 10 + 1),
        'table ' || {device}""",
    )
    yield (
        max(devices // 100, 1),
        f"outbox (tenant_id, at, event, body) SELECT '{TENANT}', {now - HOUR + MINUTE} + n % {58 * MINUTE}, 'none', '{{}}'",
    )
