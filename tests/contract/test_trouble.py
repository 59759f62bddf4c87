"""When something is wrong with the request, the database or the program itself, the answer is still a problem a client can read."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from handfast.edge.request_limits import LARGEST_BODY, LARGEST_PAIRING_BODY
from tests.support.postgres import Cluster
from tests.support.server import Server


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize("path", ["/api/devices?search=", "/api/people?search=", "/api/audit?search=", "/api/audit?action="])
@pytest.mark.parametrize("text", ["%00", "a%00b"])
def test_a_search_for_what_no_text_holds_is_refused(server: Server, path: str, text: str) -> None:
    assert problem(server.as_("owner").get(path + text)) == (400, "INVALID_INPUT")


@pytest.mark.parametrize(("path", "largest"), [("/api/pairing/verify", LARGEST_PAIRING_BODY), ("/api/session", LARGEST_BODY)])
def test_a_body_that_is_too_large_is_refused_whether_or_not_it_says_so(server: Server, path: str, largest: int) -> None:
    body = b'"' + b"a" * largest + b'"'
    json = {"Content-Type": "application/json"}

    assert problem(server.anonymous().post(path, content=body, headers=json)) == (413, "TOO_LARGE")
    assert problem(server.anonymous().post(path, content=iter([body]), headers=json)) == (413, "TOO_LARGE")


@pytest.mark.parametrize("path", ["/%00", "/x%00y", "/docs/%00", "/" + "a" * 300, "/..%2f..%2fetc/passwd", "/index.html%2f..", "/%ff"])
def test_an_odd_path_brings_the_page_that_says_there_is_nothing(server: Server, path: str) -> None:
    anyone = server.anonymous()
    page, got, asked = anyone.get("/nosuch"), anyone.get(path), anyone.head(path)
    assert "<title>Handfast</title>" in page.text
    assert (got.status_code, got.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert without_nonce(got.text) == without_nonce(page.text)
    assert (asked.status_code, asked.content, asked.headers["content-length"]) == (200, b"", str(len(page.content)))


def without_nonce(page: str) -> str:
    return re.sub('nonce="[^"]+"', "", page)


@pytest.mark.parametrize("path", ["/assets/%00", "/assets/..%2findex.html", "/assets/nosuch.js"])
def test_an_odd_path_of_a_file_is_not_found(server: Server, path: str) -> None:
    assert problem(server.anonymous().get(path)) == (404, "NOT_FOUND")
    asked = server.anonymous().head(path)
    assert (asked.status_code, asked.content) == (404, b"")


@pytest.mark.parametrize(
    "path", ["/api/nosuch", "/t/x/api/heartbeat", "/t/00000000-0000-4000-8000-000000000000/api/nosuch", "/t/%00/api/heartbeat"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_of_the_api_that_is_none_is_no_page(server: Server, method: str, path: str) -> None:
    assert problem(server.anonymous().request(method, path)) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/device/pair", "DELETE, POST, PUT"),
        ("/api/tenant", "GET, HEAD, PATCH"),
        ("/api/session", "DELETE, GET, HEAD, POST"),
        ("/pair", "GET, HEAD"),
    ],
)
def test_a_method_that_is_not_taken_is_answered_with_all_that_are(server: Server, path: str, methods: str) -> None:
    answer = server.anonymous().request("TRACE", path)
    assert problem(answer) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == methods


@pytest.fixture
def shaky(tmp_path: Path) -> Iterator[tuple[Cluster, Server]]:
    cluster = Cluster()
    cluster.start()
    server = Server(cluster.create(), tmp_path)
    server.start()
    yield cluster, server
    server.stop()
    cluster.stop()


def test_without_its_database_the_server_says_so_and_comes_back_by_itself(shaky: tuple[Cluster, Server]) -> None:
    cluster, server = shaky
    manager = server.as_("manager")
    cluster.crash()

    away = manager.get("/api/devices")

    assert problem(away) == (503, "UNAVAILABLE")
    assert int(away.headers["retry-after"]) >= 1
    assert server.anonymous().get("/healthz").status_code == 200
    assert server.anonymous().get("/readyz").status_code == 503

    cluster.resume()
    assert manager.get("/api/devices").status_code == 200


def test_a_bug_is_answered_without_its_details(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stumble(*_: object) -> None:
        raise ZeroDivisionError("a secret detail")

    monkeypatch.setattr(server.application.database, "fetch_one", stumble)
    answer = server.anonymous().get("/api/server")

    assert problem(answer) == (500, "INTERNAL")
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_request_line_that_is_none_closes_the_connection_and_nothing_else(server: Server) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as raw:
        raw.sendall(b"\x00\x01\x02 nonsense\r\n\r\n")
        assert b"400" in raw.recv(100)

    assert server.anonymous().get("/healthz").status_code == 200
