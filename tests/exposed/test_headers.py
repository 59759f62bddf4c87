"""Every answer of every route carries the whole set of security headers, each once, whatever went wrong."""

import re
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest
from starlette.responses import Response
from structlog.testing import capture_logs

from handfast.app import routes
from handfast.db.database import Unavailable
from handfast.edge.calls import Call
from handfast.edge.headers import security_headers
from handfast.edge.route import Route
from tests.support.server import Server
from tests.support.wire import Wire

HEADERS = security_headers(secure=False)
ID = "00000000-0000-4000-8000-000000000000"
PAGES = [
    "/",
    "/pair",
    "/p",
    "/docs",
    "/docs/problems",
    "/openapi.json",
    "/healthz",
    "/readyz",
    "/metrics",
    "/devices/1",
    "/favicon.ico",
    "/nothing.png",
]
PAGES += ["/assets/nothing.js", "/socket.io/", "/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=3", "/t/x/y", "/api/nothing"]
TABLE = sorted({(method, re.sub(r"\{[^}]*\}", ID, route.path)) for route in routes() for method in route.methods})
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def seen() -> Iterator[Counter[int]]:
    """How often each status was answered: a test of nothing but 404 would be none."""
    counted: Counter[int] = Counter()
    yield counted
    assert {200, 400, 401, 403, 404, 405, 413, 415, 429, 500, 503} <= set(counted), counted


@pytest.fixture(scope="module")
def browsers(bare: Server) -> dict[str, httpx.Client]:
    without_csrf = bare.as_("owner")
    del without_csrf.headers["X-CSRF-Token"]
    return {
        "nobody": bare.anonymous(),
        "owner": without_csrf,
        "script": bare.with_token("manager", "devices:read"),
        "wrong": bare.anonymous(),
    }


def check(answer: httpx.Response, seen: Counter[int]) -> None:
    what = f"{answer.request.method} {answer.request.url} {answer.status_code}"
    seen[answer.status_code] += 1
    for name, value in HEADERS.items():
        given = answer.headers.get_list(name)
        if name == "Content-Security-Policy":
            assert len(given) == 1, what
            assert "frame-ancestors 'none'" in given[0], what
            assert "unsafe-inline" not in given[0], what
        else:
            assert given == [value], f"{what}: {name}"
    is_document = answer.headers.get("content-type", "").startswith("text/html")
    if "/api/" in answer.request.url.path or (is_document and not answer.request.url.path.startswith("/docs/")):
        assert "no-store" in answer.headers["cache-control"], what
    assert "server" not in answer.headers, what


@pytest.mark.parametrize("path", PAGES)
def test_pages_files_and_what_is_not_there(bare: Server, browsers: dict[str, httpx.Client], seen: Counter[int], path: str) -> None:
    for method in METHODS:
        check(browsers["nobody"].request(method, path), seen)
    check(browsers["nobody"].get(path, headers={"Host": "evil.example"}), seen)


@pytest.mark.parametrize(("method", "path"), TABLE)
def test_every_route_with_every_error(bare: Server, browsers: dict[str, httpx.Client], seen: Counter[int], method: str, path: str) -> None:
    for client in browsers.values():
        check(client.request(method, path, headers=JSON, content="{}"), seen)
    anybody = browsers["nobody"]
    check(anybody.request(method, path, headers={"Content-Type": "text/plain"}, content="x"), seen)
    check(anybody.request(method, path, headers={"Authorization": "Bearer nonsense"}), seen)
    with Wire(bare.url) as wire:
        answer = wire.get(path, method=method, headers="Content-Length: 9999999\r\n")
        request = httpx.Request(method, bare.url + path)
        check(httpx.Response(answer.status, headers=answer.headers, request=request), seen)
    check(anybody.request(method, path, headers={"Host": "evil.example"}), seen)
    check(anybody.request(next(other for other in METHODS if other != method and (other, path) not in TABLE), path), seen)


@pytest.mark.parametrize(("method", "path"), TABLE)
@pytest.mark.parametrize("trouble", [RuntimeError("a bug"), Unavailable("no database")], ids=["500", "503"])
def test_every_route_when_it_fails(
    bare: Server,
    browsers: dict[str, httpx.Client],
    seen: Counter[int],
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
    trouble: Exception,
) -> None:
    async def fail(_route: Route, _call: Call) -> Response:
        raise trouble

    monkeypatch.setattr(Route, "_answer", fail)
    with capture_logs():  # some hundred tracebacks
        check(browsers["nobody"].request(method, path), seen)


def test_past_a_limit(bare: Server, seen: Counter[int]) -> None:
    client = bare.anonymous()
    answers = [client.post("/api/pairing/verify", json={"code": "000000", "deviceFingerprint": "0" * 16}) for _ in range(12)]
    assert answers[-1].status_code == 429
    check(answers[-1], seen)


def test_over_https_browsers_are_told_to_stay_there() -> None:
    assert "max-age=31536000" in security_headers(secure=True)["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in HEADERS


def test_the_description_of_the_api_is_asked_for_anew_after_an_update(bare: Server) -> None:
    answer = bare.anonymous().get("/openapi.json")
    assert (answer.status_code, answer.headers["content-type"], answer.headers["cache-control"]) == (200, "application/json", "no-cache")
    assert "/api/pairing/verify" in answer.json()["paths"]
