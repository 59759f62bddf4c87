"""Who hears what, from a real Socket.IO client's side."""

import asyncio
import time

import httpx
import pytest
import socketio

from handfast.devices.rules import SILENT_AFTER
from handfast.kernel.time import MINUTE
from tests.support.inside import row, run_job
from tests.support.live import connected, listening
from tests.support.pairing import NEVER_GIVEN, many_codes, verify
from tests.support.server import Server

PATH = "/socket.io/?EIO=4&transport="


@pytest.fixture
async def boss(server: Server) -> httpx.Client:
    return await asyncio.to_thread(server.as_, "manager")


async def ticket(browser: httpx.Client) -> str:
    answer = await asyncio.to_thread(browser.post, "/api/live/ticket")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["ticket"])


async def test_a_redemption_reaches_the_restaurants_room_within_a_second_and_no_other(server: Server, boss: httpx.Client) -> None:
    neighbour = await asyncio.to_thread(server.as_, "manager", 1)
    (code,) = await asyncio.to_thread(many_codes, server, 1)
    async with listening(server, boss) as ours, listening(server, neighbour) as theirs:
        started = time.monotonic()
        paired = await asyncio.to_thread(verify, server, token=code.token)
        id = paired.json()["device_id"]
        heard = dict(await ours.several(2, 1.0))
        took = time.monotonic() - started
        foreign = await asyncio.to_thread(server.pair, 1)
        await theirs.next("device_change", 5.0, device_id=foreign.id)
    assert took < 1.0
    event, used = heard["device_change"], heard["invite_change"]
    assert event == {"seq": event["seq"], "change": "paired", "device_id": id, "version": 1}
    assert used == {"seq": used["seq"], "change": "used", "invite_id": code.id}
    assert foreign.id not in str(ours.so_far())
    assert id not in str(theirs.so_far())


async def test_every_change_of_a_device_is_told_by_id_and_version_alone(server: Server, boss: httpx.Client) -> None:
    tablet = await asyncio.to_thread(server.pair)
    path = f"/api/devices/{tablet.id}"
    async with listening(server, boss) as heard:
        server.clock.move(SILENT_AFTER + 1)
        await asyncio.to_thread(run_job, server, "set silent devices offline")
        await heard.next("device_change", device_id=tablet.id, change="offline", version=1)
        acts = {
            "online": lambda: tablet.client.post("/api/devices/me/heartbeat", json={}),
            "renamed": lambda: boss.patch(path, json={"name": "Bar"}),
            "disabled": lambda: boss.post(f"{path}/disable"),
            "enabled": lambda: boss.post(f"{path}/enable"),
            "refreshed": lambda: tablet.client.post("/api/devices/me/token", json={}),
            "deleted": lambda: boss.delete(path),
        }
        for change, action in acts.items():
            assert (await asyncio.to_thread(action)).is_success
            body = await heard.next("device_change", device_id=tablet.id)
            assert body["change"] == change
            assert set(body) == {"seq", "change", "device_id", "version"}
            now = await asyncio.to_thread(row, server, "SELECT version FROM devices WHERE id = $1", tablet.id)
            assert body["version"] == now["version"], change


async def test_an_alert_and_the_life_of_a_code_are_heard(server: Server, boss: httpx.Client) -> None:
    async with listening(server, boss) as heard:
        shown = (await asyncio.to_thread(boss.post, "/api/invites", json={})).json()["invites"][0]
        await heard.next("invite_change", change="issued", invite_id=shown["id"])
        for _ in range(5):
            await asyncio.to_thread(verify, server, codeId=shown["id"], code=NEVER_GIVEN)
        await heard.next("invite_change", change="locked", invite_id=shown["id"])
        await asyncio.to_thread(verify, server, codeId=shown["id"], code=NEVER_GIVEN)
        assert "seq" in await heard.next("alert")
        await asyncio.to_thread(boss.delete, f"/api/invites/{shown['id']}")
        await heard.next("invite_change", change="cancelled", invite_id=shown["id"])


async def test_what_was_missed_while_away_is_in_the_list_after_coming_back(server: Server, boss: httpx.Client) -> None:
    async with listening(server, boss) as heard:
        first = await asyncio.to_thread(server.pair)
        await heard.next("device_change", device_id=first.id)
    missed = await asyncio.to_thread(server.pair)
    await asyncio.to_thread(boss.delete, f"/api/devices/{first.id}")
    async with listening(server, boss) as heard:
        listed = (await asyncio.to_thread(boss.get, "/api/devices?limit=100")).json()["items"]
        assert missed.id in {item["id"] for item in listed}
        assert first.id not in {item["id"] for item in listed}
        third = await asyncio.to_thread(server.pair)
        await heard.next("device_change", device_id=third.id)


@pytest.mark.parametrize("auth", [None, {}, {"ticket": ""}, {"ticket": "made-up"}, {"ticket": 7}, {"ticket": ["a"]}, "text", [1]], ids=str)
async def test_without_a_good_ticket_nobody_connects(server: Server, auth: object) -> None:
    client = socketio.AsyncClient(reconnection=False)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(server.url, auth=auth, transports=["websocket"])
    await client.disconnect()


async def test_a_ticket_is_good_once_and_for_half_a_minute(server: Server, boss: httpx.Client) -> None:
    good = await ticket(boss)
    async with connected(server, good):
        pass
    with pytest.raises(socketio.exceptions.ConnectionError):
        async with connected(server, good):
            pass
    late = await ticket(boss)
    server.clock.move(MINUTE // 2)
    with pytest.raises(socketio.exceptions.ConnectionError):
        async with connected(server, late):
            pass


@pytest.mark.parametrize("role", ["staff", "customer"])
async def test_who_may_not_see_devices_gets_no_ticket(server: Server, role: str) -> None:
    browser = await asyncio.to_thread(server.as_, role)
    assert (await asyncio.to_thread(browser.post, "/api/live/ticket")).status_code == 403
    tablet = await asyncio.to_thread(server.pair)
    assert (await asyncio.to_thread(tablet.client.post, "/api/live/ticket")).status_code == 403
    assert (await asyncio.to_thread(server.anonymous().post, "/api/live/ticket")).status_code == 401


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://sub.127.0.0.1:{port}", "http://127.0.0.1:81", "https://127.0.0.1:{port}"]
)
async def test_a_page_of_another_origin_cannot_open_a_socket(server: Server, origin: str) -> None:
    named = origin.format(port=server.url.rpartition(":")[2])
    lies = {"Origin": named, "X-Forwarded-Host": named.partition("//")[2], "X-Forwarded-Proto": named.partition(":")[0]}
    polling = await asyncio.to_thread(server.anonymous().get, PATH + "polling", headers=lies)
    assert polling.status_code == 400
    key = {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", **key}
    websocket = await asyncio.to_thread(server.anonymous().get, PATH + "websocket", headers=lies | upgrade)
    assert websocket.status_code in (400, 403)


async def test_a_host_header_of_somebody_else_does_not_make_their_origin_ours(server: Server) -> None:
    lies = {"Origin": "https://evil.example", "Host": "evil.example"}
    assert (await asyncio.to_thread(server.anonymous().get, PATH + "polling", headers=lies)).status_code == 400


async def test_our_own_origin_may(server: Server) -> None:
    answer = await asyncio.to_thread(server.anonymous().get, PATH + "polling", headers={"Origin": server.url})
    assert answer.status_code == 200
