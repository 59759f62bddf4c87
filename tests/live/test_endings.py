"""A socket lives as long as the right to listen: it is closed by the event that ends it, and by the check when that event is lost."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
import socketio

from handfast import sockets
from handfast.kernel.callers import Caller
from handfast.kernel.ids import SessionId
from handfast.kernel.outcomes import Done
from handfast.users.live_tickets.redeem_ticket import redeem_ticket
from handfast.users.sessions.end import EndSession, end
from tests.support.keys import Bearer
from tests.support.live import connected, listening
from tests.support.operators import suspend
from tests.support.rows import commit_row
from tests.support.server import Server

WITHIN = 2.0


@pytest.fixture(scope="module")
def server(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The check every few seconds never comes: what closes a socket here is the event, or the test says otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sockets, "CHECK_SECONDS", 3600)
        server = Server(database_url, tmp_path_factory.mktemp("data"))
        server.start()
        yield server
        server.stop()


@pytest.fixture
async def boss(server: Server) -> httpx.Client:
    return await asyncio.to_thread(server.as_, "manager")


async def closed(heard: Any) -> None:
    async with asyncio.timeout(WITHIN):
        await heard.closed.wait()


async def test_signing_out_closes_this_sessions_socket_and_not_the_others(server: Server, boss: httpx.Client) -> None:
    other = await asyncio.to_thread(server.as_, "manager")
    async with listening(server, boss) as heard, listening(server, other) as kept:
        assert (await asyncio.to_thread(boss.delete, "/api/session")).status_code == 204
        await closed(heard)
        tablet = await asyncio.to_thread(server.pair)
        await kept.next("device_change", device_id=tablet.id)
        assert not kept.closed.is_set()


async def test_signing_out_everywhere_closes_all(server: Server, boss: httpx.Client) -> None:
    other = await asyncio.to_thread(server.as_, "manager")
    async with listening(server, boss) as one, listening(server, other) as two:
        assert (await asyncio.to_thread(boss.delete, "/api/sessions")).status_code == 204
        await closed(one)
        await closed(two)


async def test_revoking_an_access_token_closes_its_socket_and_not_the_sessions(server: Server, boss: httpx.Client) -> None:
    command = {"name": "wall", "scopes": ["devices:read"], "expires_in_days": 1}
    made = (await asyncio.to_thread(boss.post, "/api/tokens", json=command)).json()
    script = server.anonymous(auth=Bearer(made["token"]))
    async with listening(server, script) as heard, listening(server, boss) as kept:
        assert (await asyncio.to_thread(boss.delete, f"/api/tokens/{made['id']}")).status_code == 204
        await closed(heard)
        assert not kept.closed.is_set()


@pytest.mark.parametrize("how", ["revoked", "token revoked", "fewer scopes"])
async def test_a_service_accounts_socket_ends_with_its_right_to_listen(server: Server, how: str) -> None:
    owner = await asyncio.to_thread(server.as_, "owner")
    body = {"name": "Wall", "scopes": ["devices:read", "audit:read"], "expires_in_days": 1}
    made = (await asyncio.to_thread(owner.post, "/api/service-accounts", json=body)).json()
    script, path = server.anonymous(auth=Bearer(made["token"])), f"/api/service-accounts/{made['id']}"
    async with listening(server, script) as heard, listening(server, owner) as kept:
        tablet = await asyncio.to_thread(server.pair)
        await heard.next("device_change", device_id=tablet.id)
        if how == "revoked":
            answer = await asyncio.to_thread(owner.delete, path)
        elif how == "token revoked":
            answer = await asyncio.to_thread(owner.delete, f"/api/service-accounts/tokens/{made['tokens'][0]['id']}")
        else:
            answer = await asyncio.to_thread(owner.patch, path, json={"scopes": ["audit:read"]})
        assert answer.status_code in (200, 204)
        await closed(heard)
        assert not kept.closed.is_set()


async def test_signing_in_as_somebody_else_closes_the_socket_of_the_session_before(server: Server, boss: httpx.Client) -> None:
    other = server.person("manager", 1)
    async with listening(server, boss) as heard:
        body = {"email": other.email, "password": other.password.reveal()}
        assert (await asyncio.to_thread(boss.post, "/api/session", json=body)).status_code == 200
        await closed(heard)


async def test_a_session_that_ends_while_its_socket_opens_leaves_none_open(
    server: Server, boss: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def redeem_and_end(context: Any, command: Any) -> Any:
        outcome = await redeem_ticket(context, command)
        assert isinstance(outcome, Done)
        caller: Caller = outcome.view
        await server.application.run(end, EndSession(caller.session_id or SessionId("")), caller)
        await server.application.delivery.deliver_new()
        return outcome

    monkeypatch.setattr(sockets, "redeem_ticket", redeem_and_end)
    with pytest.raises(socketio.exceptions.ConnectionError):
        async with listening(server, boss):
            pass


async def test_disabling_a_person_closes_the_socket(server: Server, boss: httpx.Client) -> None:
    owner, id = await asyncio.to_thread(server.as_, "owner"), server.person("manager").id
    async with listening(server, boss) as heard:
        assert (await asyncio.to_thread(owner.post, f"/api/people/{id}/disable")).status_code == 200
        await closed(heard)
    assert (await asyncio.to_thread(owner.post, f"/api/people/{id}/enable")).status_code == 200


async def test_a_smaller_role_closes_the_socket(server: Server, boss: httpx.Client) -> None:
    owner, id = await asyncio.to_thread(server.as_, "owner"), server.person("manager").id
    async with listening(server, boss) as heard:
        assert (await asyncio.to_thread(owner.patch, f"/api/people/{id}", json={"role": "staff"})).status_code == 200
        await closed(heard)
    assert (await asyncio.to_thread(owner.patch, f"/api/people/{id}", json={"role": "manager"})).status_code == 200


async def test_a_new_password_closes_the_sockets_of_the_other_sessions(server: Server) -> None:
    person = server.person("admin")
    here, there = [await asyncio.to_thread(server.as_, "admin") for _ in range(2)]
    async with listening(server, there) as heard:
        command = {"current_password": person.password.reveal(), "new_password": "a-quiet-copper-lantern"}
        assert (await asyncio.to_thread(here.put, "/api/session/password", json=command)).status_code == 200
        await closed(heard)
    back = {"current_password": "a-quiet-copper-lantern", "new_password": person.password.reveal()}
    csrf = (await asyncio.to_thread(here.get, "/api/session")).json()["csrf_token"]
    answer = await asyncio.to_thread(here.put, "/api/session/password", json=back, headers={"X-CSRF-Token": csrf})
    assert answer.status_code == 200, answer.text


async def test_a_session_that_ends_without_an_event_is_found_by_the_check(server: Server, boss: httpx.Client) -> None:
    async with listening(server, boss) as heard:
        sql = "UPDATE sessions SET expires_at = 0 WHERE user_id = $1 RETURNING id"
        server.call(commit_row(server.application.database, sql, server.person("manager").id))
        await asyncio.to_thread(server.call, server.application.sockets._recheck())  # noqa: SLF001 - what `watch` does every five seconds
        await closed(heard)


async def test_clients_say_nothing_and_whoever_goes_on_is_closed(server: Server, boss: httpx.Client) -> None:
    other = await asyncio.to_thread(server.as_, "manager", 1)
    ticket = (await asyncio.to_thread(boss.post, "/api/live/ticket")).json()["ticket"]
    client, gone = socketio.AsyncClient(reconnection=False), asyncio.Event()
    client.on("disconnect", lambda *_: gone.set())
    async with listening(server, other) as theirs:
        await client.connect(server.url, auth={"ticket": ticket}, transports=["websocket"])
        room = f"restaurant:{server.tenants[1].id}"
        for event, body in (("join", room), ("enter_room", {"room": room}), ("device_change", {"device_id": "forged"})):
            await client.emit(event, body)
        tablet = await asyncio.to_thread(server.pair, 1)
        await theirs.next("device_change", device_id=tablet.id)
        assert "forged" not in str(theirs.so_far())
        assert not gone.is_set()
        for _ in range(17):
            await client.emit("noise", {})
        async with asyncio.timeout(WITHIN):
            await gone.wait()
    await client.disconnect()


async def test_one_session_holds_ten_sockets_and_no_more(server: Server, boss: httpx.Client) -> None:
    async with AsyncExitStack() as open_windows:
        for _ in range(10):
            await open_windows.enter_async_context(listening(server, boss))
        with pytest.raises(socketio.exceptions.ConnectionError):
            await open_windows.enter_async_context(listening(server, boss))
    async with listening(server, boss):
        pass


async def test_suspending_a_company_closes_its_sockets_and_no_others(server: Server, boss: httpx.Client) -> None:
    olga, other = await asyncio.to_thread(server.as_, "operator"), await asyncio.to_thread(server.as_, "manager", 1)
    async with listening(server, boss) as heard, listening(server, other) as kept:
        await asyncio.to_thread(suspend, olga, server.tenants[0].id)
        async with asyncio.timeout(1):
            await heard.closed.wait()
        assert not kept.closed.is_set()
    assert (await asyncio.to_thread(boss.post, "/api/live/ticket")).json()["code"] == "TENANT_SUSPENDED"
    await asyncio.to_thread(suspend, olga, server.tenants[0].id, "resume")
    async with listening(server, boss):
        pass


async def test_a_ticket_from_before_the_suspension_opens_nothing(server: Server, boss: httpx.Client) -> None:
    olga = await asyncio.to_thread(server.as_, "operator")
    ticket = (await asyncio.to_thread(boss.post, "/api/live/ticket")).json()["ticket"]
    await asyncio.to_thread(suspend, olga, server.tenants[0].id)
    with pytest.raises(socketio.exceptions.ConnectionError):
        async with connected(server, ticket):
            pass
    await asyncio.to_thread(suspend, olga, server.tenants[0].id, "resume")
