"""An installer's socket hears of what came of their own codes, and of nothing else."""

import asyncio
from collections.abc import Sequence
from typing import Any

from handfast.db.query import Query
from handfast.devices.lists import issuer_of
from handfast.devices.rules import SILENT_AFTER
from handfast.kernel.callers import Role
from handfast.kernel.ids import DeviceId
from handfast.users.access_tokens.rules import scopes_of
from tests.support.inside import run_job
from tests.support.keys import Bearer
from tests.support.live import listening
from tests.support.pairing import NEVER_GIVEN, verify
from tests.support.pairing import device as presented
from tests.support.server import Paired, Server


def ids(heard: Sequence[tuple[str, dict[str, Any]]]) -> set[object]:
    return {body.get("device_id") or body.get("invite_id") for _, body in heard}


async def test_an_installer_hears_of_their_own_devices_and_codes_alone(server: Server) -> None:
    installer, boss = [await asyncio.to_thread(server.as_, role) for role in ("installer", "manager")]
    other = await asyncio.to_thread(server.as_person, await asyncio.to_thread(server.hire, "installer"))
    async with listening(server, installer) as own, listening(server, boss) as all_of_it, listening(server, other) as nothing:
        own_code = await asyncio.to_thread(lambda: server.invite(by="installer"))
        own_device = await asyncio.to_thread(lambda: server.pair(by="installer"))
        colleagues = await asyncio.to_thread(server.pair)
        colleagues_code = await asyncio.to_thread(server.invite)
        server.clock.move(SILENT_AFTER + 1)
        await asyncio.to_thread(run_job, server, "set silent devices offline")
        await asyncio.to_thread(boss.patch, f"/api/devices/{own_device.id}", json={"name": "Bar"})
        await own.next("device_change", change="paired", device_id=own_device.id)
        await own.next("device_change", change="offline", device_id=own_device.id)
        await own.next("device_change", change="renamed", device_id=own_device.id)
        last = await asyncio.to_thread(lambda: server.pair(by="installer"))
        await asyncio.to_thread(boss.delete, f"/api/devices/{last.id}")
        await all_of_it.next("device_change", change="paired", device_id=colleagues.id)
        await all_of_it.next("device_change", change="deleted", device_id=last.id)
        await own.next("device_change", change="deleted", device_id=last.id)
    assert not nothing.so_far()
    assert own_code["id"] != colleagues_code["id"]


async def test_what_an_installer_is_told_names_nothing_of_a_colleagues(server: Server) -> None:
    installer = await asyncio.to_thread(server.as_, "installer")
    async with listening(server, installer) as own:
        code = await asyncio.to_thread(server.invite)
        device = await asyncio.to_thread(server.pair)
        for _ in range(6):  # locks it, and raises an alert
            await asyncio.to_thread(verify, server, codeId=code["id"], code=NEVER_GIVEN)
        await asyncio.to_thread(device.client.post, "/api/devices/me/token", json={})
        last = await asyncio.to_thread(lambda: server.invite(by="installer"))
        heard: list[tuple[str, dict[str, Any]]] = []
        while not heard or heard[-1][1].get("invite_id") != last["id"]:
            heard += await own.several(1)
    assert ids(heard) == {last["id"]}


async def test_who_becomes_an_installer_hears_no_more_of_colleagues_devices(server: Server) -> None:
    """Their access token stays good, and the socket that it opened must not stay in the room of the company."""
    person = await asyncio.to_thread(server.hire, "manager")
    browser = await asyncio.to_thread(server.as_person, person)
    wanted = {"name": "script", "scopes": list(scopes_of(Role.INSTALLER)), "expires_in_days": 1}
    made = await asyncio.to_thread(browser.post, "/api/tokens", json=wanted)
    script = server.anonymous(auth=Bearer(made.json()["token"]))
    owner = await asyncio.to_thread(server.as_, "owner")
    async with listening(server, script) as before:
        changed = await asyncio.to_thread(owner.patch, f"/api/people/{person.id}", json={"role": "installer"})
        assert changed.status_code == 200, changed.text
        async with asyncio.timeout(5):
            await before.closed.wait()
    async with listening(server, script) as after:
        await asyncio.to_thread(server.pair)
        own = await asyncio.to_thread(script.post, "/api/invites", json={})
        (event,) = await after.several(1)
    assert event[1]["invite_id"] == own.json()["invites"][0]["id"]


async def come_and_go(server: Server, device: Paired) -> None:
    server.clock.move(SILENT_AFTER + 1)
    await asyncio.to_thread(run_job, server, "set silent devices offline")
    assert (await asyncio.to_thread(device.client.post, "/api/devices/me/heartbeat", json={})).is_success


async def test_whose_a_device_is_is_read_again_when_it_may_have_changed_and_not_whenever_it_comes_and_goes(server: Server) -> None:
    first = await asyncio.to_thread(server.as_, "installer")
    second_person = await asyncio.to_thread(server.hire, "installer")
    second = await asyncio.to_thread(server.as_person, second_person)
    device = await asyncio.to_thread(lambda: server.pair(by="installer"))
    database, asked = server.application.database, list[str]()
    fetch_one = database.fetch_one

    async def counted(query: Query[Any]) -> Any:
        if query.args[:1] == (device.id,) and query.sql == issuer_of(DeviceId(device.id), tenant_id=server.tenants[0].id).sql:
            asked.append(device.id)
        return await fetch_one(query)

    database.fetch_one = counted  # type: ignore[method-assign]
    async with listening(server, first) as firsts:
        for _ in range(3):
            await come_and_go(server, device)
        for change in ("offline", "online") * 3:
            await firsts.next("device_change", change=change, device_id=device.id)
    assert 1 <= len(asked) <= 2, "that it was paired may be delivered late"
    # Meanwhile nobody listens who is told only of their own.
    code = await asyncio.to_thread(second.post, "/api/invites", json={})
    token = code.json()["invites"][0]["url"].rpartition(".")[2]
    again = await asyncio.to_thread(device.client.post, "/api/pairing/verify", json=presented(token=token))
    assert again.json()["device_id"] == device.id, again.text
    device.client.auth = Bearer(again.json()["auth_token"])
    async with listening(server, second) as seconds, listening(server, first) as nothing:
        await come_and_go(server, device)
        for change in ("offline", "online"):
            await seconds.next("device_change", change=change, device_id=device.id)
        assert not nothing.so_far()
    del database.fetch_one
