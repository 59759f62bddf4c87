"""What the stores of devices, codes, letters, budgets and the trail write and read: whole rows, on both databases."""

import json
from collections.abc import Sequence
from typing import Literal

import pytest

from handfast.access.sight import whole
from handfast.audit import store as audit
from handfast.ceremonies.pairing import store as pairing_codes
from handfast.ceremonies.pairing.lifecycle import CodeState
from handfast.ceremonies.pairing.rules import MOST_ATTEMPTS, CodeStatus
from handfast.db.database import Conflict, Database, Statement
from handfast.db.rows import padded, places
from handfast.devices import lists
from handfast.devices import store as devices
from handfast.devices.lifecycle import DeviceStatus, ShownStatus
from handfast.devices.lists import Cursor, Filter
from handfast.email import store as mails
from handfast.email.rules import LONGEST_WAIT
from handfast.events.catalog import EVENT_TYPES
from handfast.kernel.callers import Caller, Role
from handfast.kernel.ids import DeviceId, PairingCodeId, RustdeskId, TenantId, UserId
from handfast.kernel.outcomes import DomainEvent, Subject
from handfast.kernel.secrets import Keys
from handfast.kernel.time import SKEW
from handfast.limits import store as limits
from handfast.limits.rules import GENERATE, Bucket
from handfast.reports.trail import store as trail
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.rules import ClientIdentity, Introduction
from handfast.rustdesk.registry.uuid_conflicts import store as uuid_conflicts
from handfast.users.tenant_settings import TenantSettings
from tests.support.members import new_user
from tests.support.rows import fetch_rows

NOW = 1_800_000_000_000
RUSTDESK_ID = RustdeskId("123456789")
DEVICES = "SELECT name, platform, name_sort, search_text FROM devices WHERE tenant_id = $1"
KEYS = Keys(b"k" * 32)


@pytest.fixture
async def tenant(database: Database, request: pytest.FixtureRequest) -> TenantId:
    """A tenant of the test's own, with one person in it: the module shares one database."""
    tenant = TenantId(request.node.name)
    await database.execute_batch([Statement("INSERT INTO tenants (id, name, created_at) VALUES ($1, 'Fireflow', 1)", (tenant,))])
    await database.execute_batch(new_user(UserId(tenant), f"{tenant}@example.com".lower(), "Zoe", Role.STAFF, 1, tenant_id=tenant))
    return tenant


async def rows(database: Database, sql: str, *args: object) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in row.keys()) for row in await fetch_rows(database, sql, *args)]  # noqa: SIM118 - a row is no mapping


async def column(database: Database, sql: str, *args: object) -> list[object]:
    return [row[0] for row in await rows(database, sql, *args)]


async def holds(database: Database, writes: Sequence[Statement]) -> bool:
    try:
        await database.execute_batch(writes)
    except Conflict:
        return False
    return True


# --- RustDesk devices ---


async def test_a_device_that_is_added_is_found_by_its_id_alone_and_is_nobodys_word(database: Database, tenant: TenantId) -> None:
    await database.execute_batch(rustdesk.add(DeviceId(tenant), RUSTDESK_ID, "Till 13", NOW, tenant_id=tenant))

    assert await rows(database, DEVICES, tenant) == [("Till 13", "", "till 00213", "till 13")]
    kept = await rows(database, "SELECT rustdesk_id, created_at, is_named_only, search_text FROM rustdesk WHERE tenant_id = $1", tenant)
    assert kept == [("123456789", NOW, 0, "\n123456789\n123 456 789")]


async def test_a_device_that_tells_of_itself_is_found_by_what_it_calls_itself_too(database: Database, tenant: TenantId) -> None:
    found = "SELECT uuid, hostname, search_text FROM rustdesk WHERE tenant_id = $1"
    device_id, identity = DeviceId(tenant), ClientIdentity(tenant, RUSTDESK_ID, "uuid")
    first = Introduction(identity, "KASSE-1", os="android / 14")

    await database.execute_batch(rustdesk.announce(device_id, "Till", first, "192.0.2.1", NOW))
    assert await rows(database, found, tenant) == [("uuid", "KASSE-1", "kasse-1\n123456789\n123 456 789")]
    assert await rows(database, DEVICES, tenant) == [("Till", "android", "till", "till\nandroid")]

    await database.execute_batch(rustdesk.update_details(device_id, "Till", Introduction(identity, "KASSE-2"), "192.0.2.1", 1, NOW))
    assert await rows(database, found, tenant) == [("uuid", "KASSE-2", "kasse-2\n123456789\n123 456 789")]


@pytest.mark.parametrize(("reason", "by"), [("old", "zoe"), (None, None)], ids=["exempt", "not exempt"])
async def test_a_device_of_an_import_keeps_what_the_other_server_knew(
    database: Database, tenant: TenantId, reason: str | None, by: str | None
) -> None:
    known = {"uuid": "uuid", "hostname": "KASSE", "username": "sam", "os": "linux", "client_version": "1.2"}
    exempt = {"exempt_reason": reason, "exempt_by": by}
    await database.execute_batch(rustdesk.add_imported(DeviceId(tenant), RUSTDESK_ID, "Till", NOW, tenant_id=tenant, **known, **exempt))  # type: ignore[arg-type]

    assert await rows(database, DEVICES, tenant) == [("Till", "linux", "till", "till\nlinux")]
    kept = await rows(
        database,
        """SELECT rustdesk_id, uuid, hostname, username, os, client_version, created_at, exempt_reason, exempt_by, search_text
        FROM rustdesk WHERE tenant_id = $1""",
        tenant,
    )
    assert kept == [("123456789", "uuid", "KASSE", "sam", "linux", "1.2", NOW, reason, by, "kasse\n123456789\n123 456 789")]


async def test_an_id_is_spelled_as_its_device_does_unless_two_differ_in_case(database: Database, tenant: TenantId) -> None:
    for rustdesk_id in ("Desk-1", "Desk-2", "DESK-2", "123456789"):
        await database.execute_batch(
            rustdesk.add(DeviceId(f"{tenant}/{rustdesk_id}"), RustdeskId(rustdesk_id), "Till", NOW, tenant_id=tenant)
        )

    typed = ["DESK-1", "desk-1", "dEsk-2", "desk-3", "123456789"]
    spelled = [await rustdesk.spelled(database, one, tenant_id=tenant) for one in typed]
    assert spelled == ["Desk-1", "Desk-1", "dEsk-2", "desk-3", "123456789"]
    assert await rustdesk.spelled(database, "DESK-1", tenant_id=TenantId("another tenant")) == "DESK-1"


async def test_the_oldest_rivals_make_room_for_the_new_ones(database: Database, tenant: TenantId) -> None:
    await database.execute_batch(rustdesk.add(DeviceId(tenant), RUSTDESK_ID, "Till", NOW, tenant_id=tenant))
    for number in range(5):
        heard = uuid_conflicts.note_heartbeats(
            DeviceId(tenant), {f"old-{number}": (f"{tenant}/{number}", 1)}, "192.0.2.1", NOW + number, tenant_id=tenant
        )
        await database.execute_batch(heard)

    new = {f"new-{number}": (f"{tenant}/new-{number}", 1) for number in range(3)}
    await database.execute_batch(uuid_conflicts.note_heartbeats(DeviceId(tenant), new, "192.0.2.1", NOW + 9, tenant_id=tenant))

    left = await column(database, "SELECT uuid FROM uuid_conflicts WHERE device_id = $1 ORDER BY uuid", tenant)
    assert left == ["new-0", "new-1", "new-2", "old-3", "old-4"]


async def test_a_few_ids_fill_the_places_of_many_and_match_no_other(database: Database) -> None:
    filled, sql = padded([DeviceId("a"), DeviceId("b")]), f"SELECT 1 AS found WHERE CAST($1 AS TEXT) IN ({places(2)})"
    assert [await column(database, sql, asked, *filled) for asked in "abc"] == [[1], [1], []]


async def test_a_list_of_one_status_goes_on_after_its_cursor(database: Database, tenant: TenantId) -> None:
    for name, status in (("A", "active"), ("B", "blocked"), ("C", "blocked"), ("D", "active")):
        await database.execute_batch(rustdesk.add(DeviceId(f"{tenant}/{name}"), RustdeskId(f"desk-{name}"), name, NOW, tenant_id=tenant))
        await database.execute_batch([Statement("UPDATE devices SET status = $2 WHERE id = $1", (f"{tenant}/{name}", status))])
    after_b = Cursor("b", DeviceId(f"{tenant}/B"))

    async def listed(status: ShownStatus | None, after: Cursor | None) -> list[str]:
        query = lists.page(Filter(status=status, kind="rustdesk"), "name", 9, after, within=whole(tenant))
        return [device.name for device in await database.fetch_all(query)]

    assert (await listed(None, None), await listed(None, after_b)) == (["A", "B", "C", "D"], ["C", "D"])
    assert (await listed("blocked", None), await listed("blocked", after_b)) == (["B", "C"], ["C"])
    assert (await listed("offline", None), await listed("offline", after_b)) == (["A", "D"], ["D"])
    counted = await database.fetch_all(lists.counts("rustdesk", within=whole(tenant)))
    assert dict(counted) == {"online": 0, "offline": 2, "blocked": 2, "waiting": 0}


@pytest.mark.parametrize(("status", "presence"), [(DeviceStatus.ACTIVE, "online"), (DeviceStatus.PENDING_APPROVAL, "offline")])
async def test_a_new_device_is_here_unless_it_waits(database: Database, tenant: TenantId, status: DeviceStatus, presence: str) -> None:
    await database.execute_batch(
        [
            devices.add(
                *(DeviceId(tenant), UserId(tenant), None, "Till", status, "iPad", "agent", "print", None, "192.0.2.1", NOW),
                tenant_id=tenant,
            )
        ]
    )
    kept = await rows(database, "SELECT status, presence, name, platform, address FROM devices WHERE id = $1", tenant)
    assert kept == [(status, presence, "Till", "iPad", "192.0.2.1")]


# --- codes ---


@pytest.mark.parametrize(
    ("attempts", "paid", "used"),
    [(0, None, True), (4, None, True), (5, None, False), (4, False, True), (5, False, False), (4, True, True), (5, True, True)],
)
async def test_a_code_is_used_while_a_try_is_left_or_by_whoever_paid_the_last(
    database: Database, tenant: TenantId, attempts: int, paid: bool | None, used: bool
) -> None:
    code_id, user_id, secret = PairingCodeId(tenant), UserId(tenant), tenant.encode()
    await database.execute_batch(
        [pairing_codes.add(code_id, user_id, NOW, "192.0.2.1", NOW + 1, 1, secret, secret, None, tenant_id=tenant)]
    )
    await database.execute_batch([Statement("UPDATE pairing_codes SET attempts = $2 WHERE id = $1", (tenant, attempts))])
    assert MOST_ATTEMPTS == 5
    status = CodeStatus(CodeState.LIVE, NOW + 1, attempts, is_revoked=False)
    invite = pairing_codes.PairingCode(code_id, tenant, "Fireflow", TenantSettings(), user_id, "Zoe", "192.0.2.1", None, secret, status)
    by = pairing_codes.Redeemed(DeviceId("device"), None, "print", "192.0.2.2", "agent")

    write = pairing_codes.use(invite, NOW, by) if paid is None else pairing_codes.use(invite, NOW, by, paid=paid)

    assert await holds(database, [write]) is used
    state = await column(database, "SELECT state FROM pairing_codes WHERE id = $1", tenant)
    assert state == ["used" if used else "live"]


@pytest.mark.parametrize("secret", ["id", "token_hash", "code_hash"])
async def test_what_is_presented_comes_with_all_that_is_known_of_it_and_what_is_spent(
    database: Database, tenant: TenantId, secret: Literal["id", "token_hash", "code_hash"]
) -> None:
    code, token, bucket = f"{tenant} code".encode(), f"{tenant} token".encode(), Bucket(GENERATE, tenant)
    code_id, user_id = PairingCodeId(tenant), UserId(tenant)
    issued = pairing_codes.add(code_id, user_id, NOW, "192.0.2.7", NOW + 9, 1, code, token, "Host stand", tenant_id=tenant)
    await database.execute_batch([issued])
    await database.execute_batch([limits.spend(bucket, NOW)])
    shown: dict[str, tuple[str, str] | tuple[bytes, bytes]] = {
        "id": (tenant, "another"),
        "token_hash": (token, b"another"),
        "code_hash": (code, b"another"),
    }
    presented, another = shown[secret]

    found, spent = await pairing_codes.find(database, secret, presented, [bucket], NOW + 1)

    status = CodeStatus(CodeState.LIVE, NOW + 9, 0, is_revoked=False)
    place = (TenantSettings(), user_id, "Zoe", "192.0.2.7", "Host stand")
    assert found == pairing_codes.PairingCode(code_id, tenant, "Fireflow", *place, code, status)
    assert spent == {bucket.id: (1, GENERATE.period - 1)}
    assert await pairing_codes.find(database, secret, another, [bucket], NOW + GENERATE.period) == (None, {})


# --- budgets ---


async def test_asking_for_room_keeps_what_was_counted_or_empties_it(database: Database, request: pytest.FixtureRequest) -> None:
    bucket = Bucket(GENERATE, request.node.name)
    for _ in range(2):
        await database.execute_batch([limits.spend(bucket, NOW)])

    await database.execute_batch([limits.has_room(bucket, NOW)])
    assert await limits.counts(database, [bucket], NOW) == {bucket.id: (2, GENERATE.period)}
    await database.execute_batch([limits.has_room(bucket, NOW, empty=True)])
    assert await limits.counts(database, [bucket], NOW) == {bucket.id: (0, GENERATE.period)}


async def test_a_full_bucket_tells_how_long_it_stays_so(database: Database, request: pytest.FixtureRequest) -> None:
    bucket = Bucket(GENERATE, request.node.name)
    for _ in range(GENERATE.most):
        assert await limits.wait(database, [bucket], NOW + 1) is None
        await database.execute_batch([limits.spend(bucket, NOW)])

    assert await limits.wait(database, [bucket], NOW + 1) == GENERATE.period - 1
    assert await limits.wait(database, [bucket], NOW + GENERATE.period) is None


# --- letters ---


async def test_a_letter_waits_for_its_moment_but_never_longer_than_any_wait_is(database: Database) -> None:
    letters = {"due": NOW, "waits": NOW + 1, "longest": NOW + LONGEST_WAIT + SKEW, "ahead": NOW + LONGEST_WAIT + SKEW + 1}
    await database.execute_batch([mails.insert(id, b"sealed", moment) for id, moment in letters.items()])

    assert [mail.id for mail in await mails.due(database, NOW, 9)] == ["due"]
    await database.execute_batch([mails.delete("due")])
    assert [mail.id for mail in await mails.due(database, NOW, 9)] == ["ahead"]
    await database.execute_batch([mails.delete("ahead")])
    assert await mails.due(database, NOW, 9) == []


# --- the trail ---


def test_the_digest_of_a_row_is_that_of_its_columns_as_json_under_a_key_of_its_own() -> None:
    assert audit.mac(KEYS, ["tenant", None, 1, "Zoë"]) == KEYS.mac("audit", '["tenant",null,1,"Zoë"]')


@pytest.mark.parametrize("reason", [None, "BUSY"])
async def test_what_the_trail_tells_is_a_row_and_what_it_does_not_is_none(database: Database, tenant: TenantId, reason: str | None) -> None:
    silent = next(name for name, kind in EVENT_TYPES.items() if kind.sentence is None)
    kinds = ("DEVICE_PAIR", silent, "ALERT")
    events = [DomainEvent(kind, tenant, Subject("device", "d", "Küche"), {"issuer": "Änne"}) for kind in kinds]
    caller = Caller("person", "192.0.2.1", "agent", "p", "Zoë")

    await database.execute_batch(audit.writes(events, caller, NOW, KEYS, reason))

    columns = ", ".join(audit.COLUMNS)
    sql = f"SELECT {columns}, mac, actor_search, search_text FROM audit WHERE tenant_id = $1 ORDER BY action"
    read = await fetch_rows(database, sql, tenant)
    details = json.dumps({"issuer": "Änne"}, ensure_ascii=False, separators=(",", ":"))
    outcomes = {"ALERT": "done", "DEVICE_PAIR": "refused" if reason else "done"}
    told = [
        (tenant, NOW, kind, outcome, reason, "person", "p", "Zoë", "device", "d", "Küche", "192.0.2.1", details)
        for kind, outcome in outcomes.items()
    ]
    assert [tuple(row[name] for name in audit.COLUMNS) for row in read] == told
    assert [row["mac"] for row in read] == [audit.mac(KEYS, values) for values in told]
    assert {(row["actor_search"], row["search_text"]) for row in read} == {("zoe", 'kuche\n{"issuer":"anne"}')}


async def test_the_trail_is_asked_for_several_things_at_once(database: Database, tenant: TenantId) -> None:
    caller = Caller("person", "192.0.2.1", "agent", "p", "Zoë")
    for kind, name in (("DEVICE_PAIR", "Till"), ("DEVICE_PAIR", "Bar"), ("SIGNED_IN", "Till")):
        await database.execute_batch(audit.writes([DomainEvent(kind, tenant, Subject("device", "d", name))], caller, NOW, KEYS, None))

    query = trail.page(trail.Filter(action="DEVICE_PAIR", search="TILL", since=NOW), None, 9, tenant_id=TenantId(tenant))

    assert query.args == (tenant, "DEVICE_PAIR", NOW, "TILL", "%till%")
    assert [(entry.action, entry.subject_name) for entry in await database.fetch_all(query)] == [("DEVICE_PAIR", "Till")]
