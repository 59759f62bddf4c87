"""Many customers and one device, many wishes and one customer: one link at any moment, over real connections."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

from handfast.billing.subscriptions import store as subscriptions
from handfast.billing.subscriptions.rules import NOBODYS, Subscription
from handfast.kernel.callers import Role
from handfast.kernel.ids import DeviceId, RustdeskId
from handfast.kernel.time import DAY
from handfast.rustdesk.registry import store as rustdesk
from tests.support.inside import row
from tests.support.members import PASSWORD
from tests.support.server import Server

CROWD = 16
ROUNDS = 5


def write_customer(server: Server, number: int) -> str:
    """A customer with a subscription and a password; the e-mail."""
    customer = server.call(server.member(Role.CUSTOMER, server.tenants[0].id, f"Crowd {number}"))
    subscription = Subscription("active", None, "admin", server.clock.now())
    paid = subscriptions.put(customer.id, NOBODYS, subscription, tenant_id=customer.tenant_id)
    server.call(server.application.database.execute_batch([paid]))
    return customer.email


async def signed_in(server: Server, email: str, connections: AsyncExitStack) -> httpx.AsyncClient:
    address = {"X-Forwarded-For": server.fresh_address()}
    browser = await connections.enter_async_context(httpx.AsyncClient(base_url=server.url, headers=address, timeout=30))
    session = await browser.post("/api/session", json={"email": email, "password": PASSWORD})
    browser.headers["X-CSRF-Token"] = session.json()["csrf_token"]
    return browser


@pytest.fixture
async def customers(server: Server) -> AsyncIterator[list[httpx.AsyncClient]]:
    emails = [await asyncio.to_thread(write_customer, server, number) for number in range(CROWD)]
    async with AsyncExitStack() as connections:
        yield [await signed_in(server, email, connections) for email in emails]


async def code_of(customer: httpx.AsyncClient) -> str:
    code: str = (await customer.get("/api/device/pairing-code")).json()["code"]
    return code


def links(server: Server, rustdesk_id: str) -> int:
    sql = "SELECT count(*) AS rows FROM links l JOIN rustdesk r ON r.device_id = l.device_id WHERE r.rustdesk_id = $1"
    rows: int = row(server, sql, rustdesk_id)["rows"]
    return rows


async def test_sixteen_customers_at_one_id_make_one_link(server: Server, customers: list[httpx.AsyncClient]) -> None:
    codes = [await code_of(one) for one in customers]
    for number in range(ROUNDS):
        rustdesk_id = str(500_000_000 + number)
        bodies = [{"code": code, "deviceId": rustdesk_id} for code in codes]
        answers = await asyncio.gather(*(one.post("/api/device/pair", json=body) for one, body in zip(customers, bodies, strict=True)))
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * (CROWD - 1)
        assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"DEVICE_LINKED_ELSEWHERE"}
        assert links(server, rustdesk_id) == 1
        assert row(server, "SELECT count(*) AS rows FROM rustdesk WHERE rustdesk_id = $1", rustdesk_id)["rows"] == 1
        winner = next(one for one, answer in zip(customers, answers, strict=True) if answer.status_code == 200)
        assert (await winner.delete("/api/device/pair")).status_code == 204


async def test_of_many_links_of_one_customer_at_once_one_is_made(server: Server, customers: list[httpx.AsyncClient]) -> None:
    customer = customers[0]
    code = await code_of(customer)
    wishes = [{"code": code, "deviceId": str(510_000_000 + number)} for number in range(8)]
    answers = await asyncio.gather(*(customer.post("/api/device/pair", json=payload) for payload in wishes))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    assert sum(links(server, payload["deviceId"]) for payload in wishes) == 1


async def test_a_code_asked_for_many_times_at_once_is_one_code(customers: list[httpx.AsyncClient]) -> None:
    answers = await asyncio.gather(*(customers[0].get("/api/device/pairing-code") for _ in range(CROWD)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["code"] for answer in answers}) == 1


async def test_while_customers_change_devices_each_has_exactly_one(server: Server, customers: list[httpx.AsyncClient]) -> None:
    """They all want the same few devices, ten changes each; somebody looks all the while."""
    changing, pool = customers[:6], [str(520_000_000 + number) for number in range(8)]
    for customer, rustdesk_id in zip(changing, pool, strict=False):
        body = {"code": await code_of(customer), "deviceId": rustdesk_id}
        assert (await customer.post("/api/device/pair", json=body)).status_code == 200
    sql = """SELECT count(*) AS rows, count(DISTINCT l.device_id) AS devices, count(DISTINCT l.user_id) AS users FROM links l
    JOIN rustdesk r ON r.device_id = l.device_id WHERE r.rustdesk_id LIKE '5200000%'"""
    seen, done = Counter[tuple[int, int, int]](), asyncio.Event()

    async def watch() -> None:
        while not done.is_set():
            now = await asyncio.to_thread(row, server, sql)
            seen[now["rows"], now["devices"], now["users"]] += 1

    async def change(customer: httpx.AsyncClient, start: int) -> list[int]:
        wishes = [pool[(start + step) % len(pool)] for step in range(1, 11)]
        return [(await customer.put("/api/device/pair", json={"newRustDeskId": payload})).status_code for payload in wishes]

    watching = asyncio.create_task(watch())
    answers = await asyncio.gather(*(change(customer, number) for number, customer in enumerate(changing)))
    done.set()
    await watching
    assert {status for statuses in answers for status in statuses} <= {200, 409}
    assert any(200 in statuses for statuses in answers)
    assert set(seen) == {(6, 6, 6)}


def abandoned(server: Server, count: int) -> dict[RustdeskId, DeviceId]:
    """Devices that nobody has and nobody has heard of for a month: their ids by RustDesk ID."""
    tenant_id, now = server.tenants[0].id, server.clock.now()
    made = {RustdeskId(str(530_000_000 + int.from_bytes(server.random.bytes(3)))): DeviceId(server.random.id()) for _ in range(count)}
    for rustdesk_id, id in made.items():
        writes = rustdesk.add(id, rustdesk_id, rustdesk_id, now - 30 * DAY, tenant_id=tenant_id)
        server.call(server.application.database.execute_batch(writes))
    return made


@pytest.mark.parametrize("way", ["clean-up", "delete"])
async def test_a_device_is_linked_or_removed_and_never_both(server: Server, customers: list[httpx.AsyncClient], way: str) -> None:
    codes = [await code_of(one) for one in customers]
    admin = server.as_("admin")
    for _ in range(ROUNDS):
        made = await asyncio.to_thread(abandoned, server, CROWD)
        bodies = [{"code": code, "deviceId": id} for code, id in zip(codes, made, strict=True)]
        links = [one.post("/api/device/pair", json=body) for one, body in zip(customers, bodies, strict=True)]
        if way == "clean-up":
            removals = [asyncio.to_thread(admin.post, "/api/admin/devices/cleanup", json={"ids": list(made.values())})]
        else:
            removals = [asyncio.to_thread(admin.delete, f"/api/devices/{id}") for id in made.values()]
        answers = await asyncio.gather(*links, *removals)
        assert {answer.status_code for answer in answers} <= {200, 204}
        torn = "SELECT count(*) AS rows FROM links l JOIN devices d ON d.id = l.device_id WHERE d.status <> 'active'"
        assert row(server, torn)["rows"] == 0
        for one in customers:
            assert (await one.delete("/api/device/pair")).status_code in (204, 404)
