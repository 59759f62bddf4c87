"""Sessions on a device: who is connected, what it told of them, and how an admin ends one."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import pytest

from handfast.kernel.time import MINUTE, SECOND
from tests.rustdesk.client import PC, PC_UUID, Client, asked, let_pass
from tests.support.inside import row
from tests.support.server import Server

_ids = count(318_300_000)
ENDED = '{"disconnect":[762]}'


@pytest.fixture
def desktop(server: Server) -> Client:
    """Heard for a while, with somebody connected."""
    desktop = Client(server, str(next(_ids)), PC_UUID, dict(PC))
    let_pass(server, 20, desktop)
    desktop.conns = [762]
    let_pass(server, 6, desktop)
    return desktop


@pytest.fixture
def admin(server: Server) -> Iterator[httpx.Client]:
    yield server.as_("admin")
    server.call(server.application.delivery.deliver_new())


def path(server: Server, client: Client) -> str:
    id = row(server, "SELECT device_id FROM rustdesk WHERE rustdesk_id = $1 AND removed_at IS NULL", client.id)["device_id"]
    return f"/api/admin/devices/{id}/sessions"


def running(server: Server, admin: httpx.Client, client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = admin.get(path(server, client)).json()["running"]
    return found


def end(server: Server, admin: httpx.Client, client: Client, connection: object = 762) -> httpx.Response:
    ended = admin.post(f"{path(server, client)}/end", json={"connection": connection})
    server.call(server.application.delivery.deliver_new())
    return ended


def test_an_admin_sees_who_is_connected_and_ends_it(server: Server, admin: httpx.Client, desktop: Client) -> None:
    who = {"id": desktop.id, "uuid": desktop.uuid, "conn_id": 762}
    desktop.post("/api/audit/conn", who | {"session_id": 18_446_744_073_709_551_615, "action": "new", "ip": "203.0.113.9"})
    desktop.post("/api/audit/conn", who | {"peer": ["123456789", "Mallory"], "type": 0})
    (shown,) = running(server, admin, desktop)
    assert (shown["connection"], shown["ending"]) == (762, False)
    assert (shown["peer_id"], shown["peer_name"], shown["address"]) == ("123456789", "Mallory", "203.0.113.9")

    ended = end(server, admin, desktop)
    assert ended.status_code == 200, ended.text
    (ending,) = ended.json()["running"]
    assert ending["ending"] is True
    let_pass(server, 3, desktop)
    assert asked(desktop, "/api/heartbeat")[-1] == ENDED
    let_pass(server, 20, desktop)
    assert asked(desktop, "/api/heartbeat").count(ENDED) == 1
    assert running(server, admin, desktop) == []
    trail = admin.get("/api/audit", params={"action": "SESSION_END_ASKED"}).json()["items"]
    assert trail[0]["sentence"] == "Adam Admin asked PC-ANNA to end session 762"


def test_a_client_that_does_not_listen_is_told_again_for_a_minute(server: Server, admin: httpx.Client, desktop: Client) -> None:
    end(server, admin, desktop)
    for _ in range(3):
        let_pass(server, 3, desktop)
        desktop.conns = [762]
    assert asked(desktop, "/api/heartbeat")[-3:] == [ENDED] * 3


def test_the_wish_stands_for_a_minute_and_no_longer(server: Server, admin: httpx.Client, desktop: Client) -> None:
    heartbeat = {"id": desktop.id, "uuid": desktop.uuid, "ver": desktop.ver, "modified_at": 0, "conns": [762]}
    end(server, admin, desktop)
    answers = []
    for seconds in (20, 20, 20, 1):
        server.clock.move(seconds * SECOND)
        answers.append(desktop.post("/api/heartbeat", heartbeat).text)
    assert answers == [ENDED, ENDED, ENDED, "{}"]


def test_a_later_session_of_the_same_number_is_not_ended(server: Server, admin: httpx.Client, desktop: Client) -> None:
    end(server, admin, desktop)
    server.clock.move(2 * MINUTE + 1_000)
    heartbeat = {"id": desktop.id, "uuid": desktop.uuid, "ver": desktop.ver, "modified_at": 0, "conns": [762]}
    assert desktop.post("/api/heartbeat", heartbeat).content == b"{}"


def test_nobody_is_connected_to_a_device_that_fell_silent(server: Server, admin: httpx.Client, desktop: Client) -> None:
    let_pass(server, 100)
    assert running(server, admin, desktop) == []
    assert end(server, admin, desktop).status_code == 404


def test_who_was_connected_before_a_silence_is_not_who_is_now(server: Server, admin: httpx.Client, desktop: Client) -> None:
    """A client that starts again counts from one again."""
    who = {"id": desktop.id, "uuid": desktop.uuid, "conn_id": 762}
    desktop.post("/api/audit/conn", who | {"peer": ["123456789", "Mallory"], "type": 0})
    let_pass(server, 100)
    desktop.post("/api/audit/conn", who | {"action": "new", "ip": "203.0.113.9"})
    let_pass(server, 10, desktop)
    (shown,) = running(server, admin, desktop)
    assert (shown["peer_name"], shown["address"]) == (None, "203.0.113.9")


@pytest.mark.parametrize(
    ("connection", "status", "code"),
    [
        (1, 404, "NOT_FOUND"),
        (-762, 400, "INVALID_INPUT"),
        ("762", 400, "INVALID_INPUT"),
        (762.5, 400, "INVALID_INPUT"),
        (2**31, 400, "INVALID_INPUT"),
    ],
)
def test_a_session_that_does_not_run_cannot_be_ended(
    server: Server, admin: httpx.Client, desktop: Client, connection: object, status: int, code: str
) -> None:
    refused = end(server, admin, desktop, connection)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    let_pass(server, 3, desktop)
    assert asked(desktop, "/api/heartbeat")[-1] == "{}"


def test_an_impostor_neither_names_connections_nor_ends_any(server: Server, admin: httpx.Client, desktop: Client) -> None:
    conflict = Client(server, desktop.id, "ZmFrZS1mYWtlLWZha2U=", conns=[1, 2, 3])
    let_pass(server, 6, conflict)
    end(server, admin, desktop)
    let_pass(server, 6, conflict)
    assert set(asked(conflict, "/api/heartbeat")) == {"{}"}
    assert [one["connection"] for one in running(server, admin, desktop)] == [762]


@pytest.mark.parametrize("conns", [None, {}, "762", 762, ["762"], [True], [-1], [2**31], [10**30], [[762]], [None]])
def test_what_is_no_list_of_connections_is_none(server: Server, admin: httpx.Client, desktop: Client, conns: object) -> None:
    desktop.conns = []
    let_pass(server, 20, desktop)
    server.clock.move(3_000)
    heartbeat = {"id": desktop.id, "uuid": desktop.uuid, "ver": desktop.ver, "modified_at": 0, "conns": conns}
    assert desktop.post("/api/heartbeat", heartbeat).content == b"{}"
    assert running(server, admin, desktop) == []


def test_who_changes_its_connections_at_every_beat_is_written_down_every_two_seconds(server: Server, desktop: Client) -> None:
    before = row(server, "SELECT count(*) AS told FROM outbox")["told"]
    for number in range(50):
        heartbeat = {"id": desktop.id, "uuid": desktop.uuid, "ver": desktop.ver, "modified_at": 0, "conns": [number]}
        desktop.post("/api/heartbeat", heartbeat)
        server.call(server.application.delivery.deliver_new())
        server.clock.move(100)
    assert row(server, "SELECT count(*) AS told FROM outbox")["told"] - before <= 3


def test_what_a_device_tells_is_kept_from_the_known_one_only_and_the_newest_hundred(
    server: Server, admin: httpx.Client, desktop: Client
) -> None:
    who = {"id": desktop.id, "uuid": desktop.uuid}
    begun: dict[str, Any] = {"conn_id": 1, "session_id": 18_446_744_073_709_551_615, "action": "new", "ip": "203.0.113.9"}
    assert desktop.post("/api/audit/conn", who | begun).content == b""
    assert desktop.post("/api/audit/conn", {**who, "conn_id": 1, "peer": ["318204957", "anna"], "type": 0}).content == b""
    forged = desktop.post("/api/audit/conn", {**begun, "id": desktop.id, "uuid": "ZmFrZS1mYWtlLWZha2U="})
    assert (forged.status_code, forged.content) == (200, b"")
    told = admin.get(path(server, desktop)).json()["items"]
    assert [one["details"] for one in told] == [
        {"conn_id": 1, "type": 0, "peer_id": "318204957", "peer_name": "anna"},
        {"conn_id": 1, "session_id": "18446744073709551615", "action": "new", "ip": "203.0.113.9"},
    ]
    for number in range(120):
        desktop.post("/api/audit/alarm", {**who, "typ": number, "info": "x" * 1_000})
    assert len(admin.get(path(server, desktop)).json()["items"]) == 100
