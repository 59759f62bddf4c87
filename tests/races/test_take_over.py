"""Several customers act on one device at once, and one link is moved from two sides: one of them wins."""

import asyncio
from collections import Counter
from collections.abc import Awaitable

import httpx

from tests.races.test_links import code_of, customers, links
from tests.rustdesk.client import Client, let_pass
from tests.support.inside import row
from tests.support.server import Server

__all__ = ["customers"]
KNOWN, NEW = "a25vd24=", "bmV3"
KEY = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="
ROUNDS = 3


def uuid_of(server: Server, id: str) -> str:
    uuid: str = row(server, "SELECT uuid FROM rustdesk WHERE rustdesk_id = $1", id)["uuid"]
    return uuid


async def test_of_a_crowd_that_acts_on_another_installation_of_nobodys_device_one_gets_it(
    server: Server, customers: list[httpx.AsyncClient]
) -> None:
    codes = [await code_of(one) for one in customers[:8]]
    for number in range(ROUNDS):
        id = str(1_540_000_000 + number)
        await asyncio.to_thread(let_pass, server, 40, Client(server, id, KNOWN))
        await asyncio.to_thread(let_pass, server, 80, Client(server, id, NEW))
        body = {"id": id, "uuid": NEW, "pk": KEY}

        def deploy(one: httpx.AsyncClient, code: str, body: dict[str, str] = body) -> Awaitable[httpx.Response]:
            return one.post("/api/devices/deploy", json=body, headers={"Authorization": f"Bearer {code}"})

        answers = Counter([answer.text for answer in await asyncio.gather(*map(deploy, customers, codes))])
        assert answers == {'{"result":"OK"}': 1, '{"result":"ID_TAKEN"}': 7}
        assert (links(server, id), uuid_of(server, id)) == (1, NEW)
        for one in customers[:8]:
            await one.delete("/api/device/pair")


async def test_a_link_that_is_moved_from_both_sides_at_once_is_one_link(server: Server, customers: list[httpx.AsyncClient]) -> None:
    customer, admin = customers[0], await asyncio.to_thread(server.as_, "admin")
    code = await code_of(customer)
    for number in range(ROUNDS):
        old, new, uuid = str(1_550_000_000 + number), str(1_560_000_000 + number), f"bW92ZQ{number}"
        await asyncio.to_thread(let_pass, server, 40, Client(server, old, uuid))
        headers = {"Authorization": f"Bearer {code}"}
        assert (await customer.post("/api/devices/deploy", json={"id": old, "uuid": uuid, "pk": KEY}, headers=headers)).json() == {
            "result": "OK"
        }
        await asyncio.to_thread(let_pass, server, 120, Client(server, new, uuid))
        device = row(server, "SELECT device_id AS id FROM rustdesk WHERE rustdesk_id = $1", old)["id"]
        payload = {"rustdesk_id": new}
        presses = [customer.post("/api/device/follow", json=payload) for _ in range(4)]
        desk = [asyncio.to_thread(admin.post, f"/api/admin/devices/{device}/follow", json=payload) for _ in range(4)]
        answers = await asyncio.gather(*presses, *desk)
        assert Counter(answer.status_code for answer in answers) == {204: 1, 404: 7}
        assert (links(server, old), links(server, new)) == (0, 1)
        assert (await customer.delete("/api/device/pair")).status_code == 204
