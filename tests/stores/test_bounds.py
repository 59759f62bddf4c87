"""What is counted, searched and looked at has an end, and whoever asks is told where it is."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from handfast.audit import store as audit
from handfast.billing.subscriptions import store as subscription_rows
from handfast.billing.subscriptions.list import ListSubscriptions, list_subscriptions
from handfast.db import bounded
from handfast.db.database import Database, Statement
from handfast.devices import find_devices as devices_found
from handfast.devices import lists
from handfast.devices import store as devices
from handfast.devices.find_devices import FindDevices, find_devices
from handfast.devices.lists import Cursor
from handfast.devices.lists import Filter as DeviceFilter
from handfast.events import outbox
from handfast.jobs import forget_events
from handfast.kernel.callers import SYSTEM, Caller, Role
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId, UserId
from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.kernel.secrets import Keys
from handfast.kernel.time import DAY, MINUTE
from handfast.limits import store as limits
from handfast.reports.trail import store as trail_rows
from handfast.reports.trail.read import EntriesQuery, read
from handfast.reports.trail.store import Filter, Place
from handfast.runner.context import Context, Policy, UseCase
from handfast.runner.run import Runner
from handfast.runner.turns import Span, next_span
from handfast.rustdesk.registry import store as rustdesk
from handfast.users.memberships import store as memberships
from handfast.users.memberships.list import UserQuery, list_people
from tests.support.clock import START, MovableClock, SeededRandom
from tests.support.members import new_user
from tests.support.rows import fetch_row, fetch_rows

KEYS = Keys(b"k" * 32)
V = TypeVar("V")
C = TypeVar("C")

Ask = Callable[[UseCase[Any, Any], Any], Awaitable[Any]]


@pytest.fixture
async def tenant(database: Database, request: pytest.FixtureRequest) -> TenantId:
    tenant = TenantId(request.node.name)
    await database.execute_batch([Statement("INSERT INTO tenants (id, name, created_at) VALUES ($1, 'Fireflow', 1)", (tenant,))])
    return tenant


@pytest.fixture
def ask(database: Database, clock: MovableClock, random: SeededRandom, tenant: TenantId) -> Ask:
    """The view of a use case, as somebody of the tenant asks for it."""
    run = Runner(database, clock, random, KEYS, Policy("http://127.0.0.1"), asyncio.to_thread)

    async def ask(use_case: UseCase[Any, Any], command: Any) -> Any:
        outcome = await run(use_case, command, Caller("person", id="zoe", tenant_id=tenant))
        assert isinstance(outcome, Done)
        return outcome.view

    return ask


async def devices_called(database: Database, tenant: TenantId, *names: str) -> None:
    for number, name in enumerate(names):
        id, rustdesk_id = DeviceId(f"{tenant}/{number}"), RustdeskId(str(100_000_000 + number))
        await database.execute_batch(rustdesk.add(id, rustdesk_id, name, START, tenant_id=tenant))


async def customers_called(database: Database, tenant: TenantId, *names: str) -> None:
    for number, name in enumerate(names):
        id = UserId(f"{tenant}/{number}")
        email = f"{number}@{abs(hash(tenant))}.example.com"
        await database.execute_batch(new_user(id, email, name, Role.CUSTOMER, START, "hash", tenant_id=tenant))


def listed(**chosen: Any) -> FindDevices:
    return FindDevices(DeviceFilter(kind="rustdesk", **chosen), limit=2)


# --- counts ---


async def test_devices_are_counted_up_to_the_most(database: Database, tenant: TenantId, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    await devices_called(database, tenant, "A", "B", "C", "D")
    whole = await ask(find_devices, listed())
    assert (whole.total, whole.counts) == (4, {"all": 4, "online": 0, "offline": 4, "blocked": 0, "waiting": 0})

    for module in (bounded, devices_found):
        monkeypatch.setattr(module, "MOST_COUNTED", 3)
    most = await ask(find_devices, listed())
    assert (most.total, most.counts["all"], most.counts["offline"]) == (3, 3, 3)
    assert (await ask(find_devices, listed(status="offline"))).total == 3
    assert (await ask(find_devices, listed(status="waiting"))).total == 0


async def test_people_are_counted_up_to_the_most(database: Database, tenant: TenantId, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    await customers_called(database, tenant, "A", "B", "C")
    assert (await ask(list_people, UserQuery(memberships.Filter(), None, 2))).total == 3
    monkeypatch.setattr(bounded, "MOST_COUNTED", 2)
    assert (await ask(list_people, UserQuery(memberships.Filter(), None, 2))).total == 2
    assert (await ask(list_people, UserQuery(memberships.Filter(status="invited"), None, 2))).total == 0


# --- searches ---


async def test_a_search_of_devices_tells_how_many_it_found(database: Database, tenant: TenantId, ask: Ask) -> None:
    await devices_called(database, tenant, "Till 1", "Till 2", "Till 3", "Bar")
    first = await ask(find_devices, listed(search="till"))
    assert ([device.name for device in first.items], first.total) == (["Till 1", "Till 2"], 3)
    rest = await ask(find_devices, FindDevices(DeviceFilter(kind="rustdesk", search="till"), after=first.next, limit=2))
    assert ([device.name for device in rest.items], rest.next) == (["Till 3"], None)
    assert (await ask(find_devices, listed(search="till", status="online"))).total == 0


@pytest.mark.parametrize("limit", ["SEARCHED", "MOST_FOUND"])
async def test_a_search_that_stops_before_the_end_does_not_know_how_many_there_are(
    database: Database, tenant: TenantId, ask: Ask, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    await devices_called(database, tenant, "Till 1", "Till 2", "Till 3")
    await customers_called(database, tenant, "Ann 1", "Ann 2", "Ann 3")
    monkeypatch.setattr(bounded, limit, 2)
    assert (await ask(find_devices, listed(search="till"))).total is None
    assert (await ask(list_people, UserQuery(memberships.Filter("ann"), None, 9))).total is None
    assert (await ask(list_subscriptions, ListSubscriptions("ann"))).total is None


async def test_a_whole_id_is_found_however_many_there_are(
    database: Database, tenant: TenantId, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    await devices_called(database, tenant, "A", "B", "C")
    monkeypatch.setattr(bounded, "SEARCHED", 1)
    for whole in ("100000002", f"{tenant}/2"):
        assert [device.name for device in (await ask(find_devices, listed(search=whole))).items] == ["C"]


# --- windows ---


async def test_customers_without_a_device_are_looked_for_some_at_a_time(
    database: Database, tenant: TenantId, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    await customers_called(database, tenant, "A", "B", "C", "D", "E")
    await devices_called(database, tenant, "Phone of A", "Phone of B", "Phone of C")
    for number in range(3):
        link = "INSERT INTO links (user_id, tenant_id, device_id, linked_at, proof) VALUES ($1, $2, $1, 1, 'none')"
        taken = devices.take(DeviceId(f"{tenant}/{number}"), START, tenant_id=tenant)
        await database.execute_batch([Statement(link, (f"{tenant}/{number}", tenant)), taken])
    monkeypatch.setattr(subscription_rows, "LOOKED_AT", 2)

    pages, after = [], None
    while True:
        page = await ask(list_subscriptions, ListSubscriptions(after=after, device="none"))
        pages.append([one.customer.name for one in page.customers])
        assert page.total is None
        after = page.next
        if after is None:
            break
    assert pages == [[], ["D"], ["E"]]

    monkeypatch.setattr(subscription_rows, "LOOKED_AT", 5)
    assert (await ask(list_subscriptions, ListSubscriptions(device="none"))).total == 2


@pytest.mark.parametrize(
    "chosen", [Filter(search="till"), Filter(action="DEVICE_RENAMED", actor="ann"), Filter(actor="ann", search="till")]
)
async def test_the_trail_is_searched_some_at_a_time(
    database: Database, tenant: TenantId, ask: Ask, monkeypatch: pytest.MonkeyPatch, chosen: Filter
) -> None:
    caller = Caller("person", id="p", name="Ann", tenant_id=tenant)
    for number, name in enumerate(["Till 1", *["Bar"] * 4, "Till 2"]):
        by = caller if name != "Bar" else SYSTEM
        event = DomainEvent("DEVICE_RENAMED", tenant, Subject("device", "d", name), {"old_name": "x"})
        await database.execute_batch(audit.writes([event], by, START + number, KEYS, None))
    monkeypatch.setattr(trail_rows, "LOOKED_AT", 2)

    pages: list[list[str]] = []
    after: Place | None = None
    while True:
        page = await ask(read, EntriesQuery(chosen, after))
        pages.append([entry.subject_name for entry in page.rows])
        after = page.next
        if after is None:
            break
    assert pages == [["Till 2"], [], ["Till 1"], []]


# --- housekeeping ---


async def test_a_turn_looks_at_the_next_rows_and_begins_anew_after_the_last(database: Database, tenant: TenantId, ask: Ask) -> None:
    await database.execute_batch([Statement("DELETE FROM devices")])
    await devices_called(database, tenant, "A", "B", "C")

    async def turn(context: Context, _: None) -> Done[Span]:
        return Done(await next_span(context, "some devices", lists.nth_after, 2))

    second = f"{tenant}/1"
    assert [await ask(turn, None) for _ in range(3)] == [("", second), (second, None), ("", second)]


async def test_old_events_are_forgotten_a_thousand_at_a_time(
    database: Database, tenant: TenantId, ask: Ask, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (outbox, limits):
        monkeypatch.setattr(module, "PURGED_TOGETHER", 2)
    await database.execute_batch([Statement("DELETE FROM outbox")])
    old = "INSERT INTO outbox (tenant_id, at, event, body) VALUES ($1, 1, 'none', '{}')"
    for _ in range(5):
        await database.execute_batch([Statement(old, (tenant,))])
    clock.move(DAY)
    assert [await ask(forget_events, None) for _ in range(3)] == [True, True, False]
    assert await fetch_rows(database, "SELECT id FROM outbox") == []


# --- the last contact ---


async def test_what_a_device_is_sorted_by_follows_its_heartbeats_once_a_minute(database: Database, tenant: TenantId) -> None:
    id = DeviceId(f"{tenant}/0")
    await devices_called(database, tenant, "Till")

    async def seen() -> tuple[int, int]:
        row = await fetch_row(database, "SELECT last_seen_at, seen_sort FROM devices WHERE id = $1", id)
        assert row is not None
        return row["last_seen_at"], row["seen_sort"]

    await database.execute_batch([devices.come_online(id, START, tenant_id=tenant)])
    assert await seen() == (START, START)
    for later, sort in ((15_000, 0), (MINUTE, 0), (MINUTE + 1, MINUTE + 1), (MINUTE + 20_000, MINUTE + 1)):
        await database.execute_batch([devices.seen([id], START + later)])
        assert await seen() == (START + later, START + sort)
    await database.execute_batch([devices.go_offline(id, START + DAY, tenant_id=tenant)])
    assert await seen() == (START + MINUTE + 20_000, START + MINUTE + 20_000)
    await database.execute_batch([devices.seen([id], START + MINUTE + 30_000)])
    assert await seen() == (START + MINUTE + 30_000, START + MINUTE + 30_000), "heard of before it is online again"
    await database.execute_batch([devices.seen([id], START - DAY)])
    assert await seen() == (START - DAY, START - DAY), "the clock was set back"


async def test_the_list_goes_on_after_the_last_contact_of_a_page(database: Database, tenant: TenantId, ask: Ask) -> None:
    await devices_called(database, tenant, "A", "B", "C")
    for number in range(2):
        await database.execute_batch([devices.come_online(DeviceId(f"{tenant}/{number}"), START + number, tenant_id=tenant)])
    command = FindDevices(DeviceFilter(kind="rustdesk"), "-last_seen_at", limit=2)
    first = await ask(find_devices, command)
    assert [device.name for device in first.items] == ["B", "A"]
    assert first.next == Cursor(START, DeviceId(f"{tenant}/0"))
    rest = await ask(find_devices, FindDevices(DeviceFilter(kind="rustdesk"), "-last_seen_at", first.next, 2))
    assert ([device.name for device in rest.items], rest.next) == (["C"], None)
