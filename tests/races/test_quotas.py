"""However many join at once, and in whatever way, a company never has more than its quota."""

import asyncio

import httpx
import pytest

from tests.support.flood import crowd
from tests.support.inside import row
from tests.support.operators import counted, limit
from tests.support.pairing import VERIFY, device, many_codes
from tests.support.server import Server

AT_ONCE, ROOM = 20, 7
FREE = {"max_people": None, "max_devices": None}


@pytest.fixture
async def olga(server: Server) -> httpx.Client:
    return await asyncio.to_thread(server.as_, "operator")


def leave_room(olga: httpx.Client, tenant_id: str) -> tuple[int, int]:
    limit(olga, tenant_id, **FREE)
    people, devices = counted(olga, tenant_id)
    limit(olga, tenant_id, max_people=people + ROOM, max_devices=devices + ROOM)
    return people, devices


def existing(server: Server, tenant_id: str) -> int:
    rows: int = row(server, "SELECT count(*) AS rows FROM devices WHERE tenant_id = $1 AND status <> 'gone'", tenant_id)["rows"]
    return rows


async def test_a_crowd_of_tablets_takes_the_room_there_is(server: Server, olga: httpx.Client) -> None:
    id = server.tenants[0].id
    codes = await asyncio.to_thread(many_codes, server, AT_ONCE)
    _, before = await asyncio.to_thread(leave_room, olga, id)
    async with crowd(server.url, AT_ONCE) as tablets:
        answers = await tablets.at_the_same_time(VERIFY, [device(token=code.token) for code in codes])
    assert sorted(status for status, _ in answers) == [200] * ROOM + [409] * (AT_ONCE - ROOM)
    assert {body["code"] for status, body in answers if status == 409} == {"DEVICE_QUOTA"}
    assert existing(server, id) == before + ROOM


async def test_a_crowd_of_rustdesk_devices_takes_the_room_there_is(server: Server, olga: httpx.Client) -> None:
    id = server.tenants[1].id
    _, before = await asyncio.to_thread(leave_room, olga, id)
    clients = [server.anonymous() for _ in range(AT_ONCE)]
    bodies = [{"id": str(1_820_000_000 + number), "uuid": f"dXVpZC0{number:02}AA==", "hostname": "PC"} for number in range(AT_ONCE)]
    sent = (asyncio.to_thread(one.post, f"/t/{id}/api/sysinfo", json=body) for one, body in zip(clients, bodies, strict=True))
    answers = sorted(answer.text for answer in await asyncio.gather(*sent))
    assert answers == ["PENDING"] * (AT_ONCE - ROOM) + ["SYSINFO_UPDATED"] * ROOM
    assert existing(server, id) == before + ROOM


async def test_invitations_at_once_take_the_room_there_is(server: Server, olga: httpx.Client) -> None:
    id = server.tenants[0].id
    token = (await asyncio.to_thread(server.with_token, "admin", "people:write")).auth.token  # type: ignore[union-attr]
    before, _ = await asyncio.to_thread(leave_room, olga, id)
    bodies = [{"name": "Nora", "email": f"{server.random.id()}@example.com", "role": "staff", "send_mail": False} for _ in range(AT_ONCE)]
    async with crowd(server.url, AT_ONCE) as admins:
        answers = await admins.at_the_same_time("/api/people", bodies, Authorization=f"Bearer {token}")
    assert sorted(status for status, _ in answers) == [201] * ROOM + [409] * (AT_ONCE - ROOM)
    assert {body["code"] for status, body in answers if status == 409} == {"PEOPLE_QUOTA"}
    assert row(server, "SELECT count(*) AS rows FROM users WHERE tenant_id = $1", id)["rows"] == before + ROOM
