"""When the server cannot, the client is told something it can live with: never a 5xx, which makes it stall."""

from collections.abc import Iterator
from typing import Any, NoReturn

import pytest

from handfast.db.database import Unavailable
from handfast.devices.presence import HeartbeatBuffer
from handfast.devices.store import SEEN_TOGETHER
from handfast.kernel.ids import DeviceId
from tests.rustdesk.client import PHONE_UUID, Client, let_pass
from tests.support.server import Server


class Away:
    """A database that nobody can reach."""

    name = "away"

    async def fetch_one(self, *_: Any) -> NoReturn:
        raise Unavailable("away")

    fetch_all = execute_batch = commit_now = fetch_one


@pytest.fixture
def phone(server: Server) -> Client:
    phone = Client(server, "1482093765", PHONE_UUID)
    let_pass(server, 5, phone)
    return phone


@pytest.fixture
def away(server: Server, phone: Client) -> Iterator[None]:
    run = server.application.run
    there, run.database = run.database, Away()  # type: ignore[assignment]
    yield
    run.database = there


ANSWERS = {
    "POST /api/heartbeat": "{}",
    "POST /api/sysinfo": "PENDING",
    "POST /api/sysinfo_ver": "",
    "POST /api/audit/conn": "",
    "POST /api/devices/deploy": "The server is busy. Please try again in a minute.",
    "POST /api/devices/cli": "The server is busy. Please try again in a minute.",
    "POST /api/login": '{"error":"The server is busy. Please try again in a minute."}',
    "POST /api/oidc/auth": '{"error":"The server is busy. Please try again in a minute."}',
    "GET /api/oidc/auth-query": '{"error":"No authed oidc is found"}',
}


@pytest.mark.parametrize("route", ANSWERS)
def test_without_its_database_every_endpoint_still_answers_in_the_clients_language(
    server: Server, phone: Client, away: None, route: str
) -> None:
    method, path = route.split(" ")
    body = {"id": "1482093766", "uuid": PHONE_UUID, "pk": PHONE_UUID, "user_name": "a", "username": "a@example.org", "password": "b"}
    answered = phone.http.request(method, path, json=body, headers={"Authorization": "Bearer AB123-C4DE"})
    assert (answered.status_code, answered.text) == (200, ANSWERS[route])


def test_who_is_known_is_heard_also_while_the_database_is_away(server: Server, phone: Client, away: None) -> None:
    server.clock.move(15_000)
    heard = len(phone.sent)
    phone.catch_up()
    assert phone.sent[heard:] == [("/api/heartbeat", "{}")]


def test_what_was_heard_survives_a_writing_that_was_cut_short() -> None:
    heard = HeartbeatBuffer()
    for number in range(2 * SEEN_TOGETHER):
        heard.note(DeviceId(str(number)))
    heard.note(DeviceId("0"))
    first = next(iter(heard.take()))
    heard.note(DeviceId("0"))
    assert (first.times, list(first.ids)) == (2, ["0"]) or len(first.ids) == SEEN_TOGETHER
    rest = list(heard.take())
    assert sum(len(batch.ids) * batch.times for batch in [first, *rest]) == 2 * SEEN_TOGETHER + 2
    assert list(heard.take()) == []
