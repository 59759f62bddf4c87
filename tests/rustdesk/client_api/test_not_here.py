"""What a RustDesk client can do elsewhere and not here: it is told so in its own form, so that nothing is lost without a word."""

from typing import Any

import pytest

from tests.rustdesk.client import PC_UUID, Client
from tests.support.server import Server


@pytest.fixture(scope="module")
def pc(server: Server) -> Client:
    pc, person = Client(server, "318204959", PC_UUID), server.person("customer")
    assert pc.log_in(person.email, person.password.reveal()).status_code == 200
    return pc


BOOKS: list[tuple[str, str, Any]] = [
    ("GET", "/api/ab", None),
    ("POST", "/api/ab", {"data": '{"tags":[],"peers":[{"id":"123456789"}]}'}),
    ("POST", "/api/ab/get", {}),
    ("POST", "/api/ab/settings", {}),
    ("POST", "/api/ab/shared/profiles?current=1&pageSize=100", {}),
    ("POST", "/api/ab/peers?current=1&pageSize=100&ab=0f0e", {}),
    ("POST", "/api/ab/tags/0f0e", {}),
    ("POST", "/api/ab/peer/add/0f0e", {"id": "123456789"}),
    ("PUT", "/api/ab/peer/update/0f0e", {"id": "123456789"}),
    ("DELETE", "/api/ab/peer/0f0e", ["123456789"]),
    ("PUT", "/api/ab/tag/rename/0f0e", {"old": "a", "new": "b"}),
    ("DELETE", "/api/ab/tag/0f0e", ["a"]),
    ("POST", "/api/record?type=new&file=a.webm", None),
    ("POST", "/api/record?type=part&file=a.webm&offset=0&length=4", None),
    ("POST", "/api/switch-grant", {"id": "318204959", "switch_code_verifier": "x", "timestamp": "1", "signature": "AA=="}),
]


@pytest.mark.parametrize("by_tenant", [False, True])
@pytest.mark.parametrize(("method", "path", "body"), BOOKS)
def test_what_is_not_kept_here_says_so(server: Server, pc: Client, method: str, path: str, body: Any, by_tenant: bool) -> None:
    base = f"/t/{server.tenants[0].id}" if by_tenant else ""
    answered = pc.signed_in(method, base + path, json=body)
    assert (answered.status_code, answered.headers["content-type"]) == (200, "application/json")
    assert "This server" in answered.json()["error"]


def test_the_app_falls_back_to_the_old_book_and_keeps_what_it_has(pc: Client) -> None:
    """404 leads it there; whatever has no `error` would be taken for the book itself, and an empty one clears the user's."""
    assert pc.signed_in("POST", "/api/ab/personal", json={}).status_code == 404
    assert pc.signed_in("GET", "/api/ab").json() == {"error": "This server stores no address book. Yours stays on this device."}


def test_a_note_to_a_connection_is_not_taken_for_kept(pc: Client) -> None:
    """The app looks at the status alone."""
    answered = pc.signed_in("PUT", "/api/audit", json={"guid": "0f0e", "note": "hello"})
    assert (answered.status_code, "error" in answered.json()) == (404, True)


@pytest.mark.parametrize("op", ["google", "Handfast", "", None, 5, ["handfast"]])
def test_another_way_to_sign_in_than_the_one_that_is_offered_is_refused(pc: Client, op: Any) -> None:
    answered = pc.post("/api/oidc/auth", {"op": op, "id": pc.id, "uuid": pc.uuid, "deviceInfo": {}})
    assert answered.json() == {"error": "This server offers no sign-in by that name."}


def test_assigning_more_than_an_owner_is_refused_as_a_whole(server: Server, pc: Client) -> None:
    code = server.as_("customer").get("/api/device/pairing-code").json()["code"]
    words = "Nothing was assigned: only --user_name can be, and alone."
    assert pc.assign(code, user_name="anna", strategy_name="lax") == words
    assert pc.assign(code, device_group_name="shops") == words
