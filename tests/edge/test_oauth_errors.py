"""Every refusal has an error of OAuth, in the characters that RFC 6749 allows, whatever was wrong."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from handfast.db.database import Unavailable
from handfast.edge.oauth_errors import answer_at, oauth_answer
from handfast.edge.problems import PROBLEMS
from handfast.kernel.outcomes import Reason, Refused
from tests.support.server import Server

OF_RFC = {
    *("invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"),  # 6749, 5.2
    *("access_denied", "server_error", "temporarily_unavailable"),  # 6749, 4.1.2.1
    *("authorization_pending", "slow_down", "expired_token"),  # 8628, 3.5
    *("invalid_dpop_proof", "use_dpop_nonce"),  # 9449, 5 and 8
    "invalid_target",  # 8707, 2
}
ALLOWED = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]+")
TOKEN = "/oauth/token"


def told(refused: Refused) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(bytes(oauth_answer(refused).body))
    return body


def test_every_reason_has_an_error_that_clients_know() -> None:
    for reason in Reason:
        answer, body = oauth_answer(Refused(reason)), told(Refused(reason))
        assert {*body} == {"error", "error_description"}, reason
        assert body["error"] in OF_RFC, reason
        assert ALLOWED.fullmatch(body["error_description"]), reason
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.status_code in (400, PROBLEMS[reason].status), reason
        assert ("Retry-After" in answer.headers) == (answer.status_code in (429, 503) and reason is not Reason.TOO_MANY_ATTEMPTS), reason


def test_a_description_names_what_is_wrong_and_nothing_that_is_not_allowed() -> None:
    refused = Refused(
        Reason.INVALID_INPUT, extra={"errors": [{"field": "", "message": 'a "quote" \\ ü\n'}, {"field": "scope", "message": "b"}]}
    )
    assert told(refused)["error_description"] == "a 'quote' ' ''; scope: b"


def test_what_a_pending_device_must_know_is_told_and_nothing_else() -> None:
    refused = Refused(Reason.AUTHORIZATION_PENDING, extra={"number": 42, "interval": 5, "held": "secret"})
    body = told(refused)
    assert (body["number"], body["interval"], "held" in body) == (42, 5, False)


def test_who_calls_another_path_hears_of_problems() -> None:
    assert answer_at("/api/devices", Refused(Reason.NOT_FOUND)).media_type == "application/problem+json"
    assert answer_at("/oauth/x", Refused(Reason.NOT_FOUND)).media_type == "application/json"


@pytest.fixture
def gone(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    async def fails(_: object) -> None:
        raise Unavailable("gone")

    monkeypatch.setattr(server.application.database, "fetch_one", fails)
    yield
    monkeypatch.undo()


def error(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.json()["error"]


def test_whatever_refuses_a_call_answers_as_oauth_does(server: Server) -> None:
    client = server.anonymous()
    assert error(client.post(TOKEN, content="a" * 40_000)) == (413, "invalid_request")
    assert error(client.post(TOKEN, data={"a": "b"}, headers={"Host": "elsewhere.example.com"})) == (400, "invalid_request")
    assert error(client.post(TOKEN, data={"a": "b"}, headers={"Content-Encoding": "gzip"})) == (415, "invalid_request")
    assert error(client.put(TOKEN, data={"a": "b"})) == (405, "invalid_request")
    assert error(client.get("/oauth/nothing")) == (404, "invalid_request")
    assert client.head("/oauth/jwks").status_code == 200
    assert client.head("/.well-known/openid-configuration").status_code == 200


def test_a_database_that_is_gone_is_temporary(server: Server, gone: None) -> None:
    answer = server.anonymous().post(TOKEN, data={"client_id": "x", "grant_type": "refresh_token"})
    assert error(answer) == (503, "temporarily_unavailable")
    assert answer.headers["retry-after"] == "2"
