"""One path may be spelt in several ways, and a wrong one below /api/ is told so in JSON."""

import httpx
import pytest

from tests.support.server import Server

BEAT = {"id": "123456789", "uuid": "dXVpZA==", "ver": 1_004_004, "modified_at": 0}


@pytest.fixture
def client(bare: Server) -> httpx.Client:
    return bare.anonymous()


@pytest.mark.parametrize(
    "path", ["//api/heartbeat", "/t/{tenant}//api/heartbeat", "/t/{tenant}/api//heartbeat/", "///t//{tenant}//api/heartbeat"]
)
def test_a_rustdesk_client_whose_server_address_ends_with_a_slash_is_served(bare: Server, client: httpx.Client, path: str) -> None:
    answer = client.post(client.base_url.copy_with(path=path.format(tenant=bare.tenants[0].id)), json=BEAT)
    assert (answer.status_code, answer.json()) == (200, {"sysinfo": True})


@pytest.mark.parametrize("path", ["//api/session", "/api//session", "/api/session/", "//api//session//"])
def test_an_api_path_is_the_same_with_more_slashes(client: httpx.Client, path: str) -> None:
    answer = client.get(client.base_url.copy_with(path=path))
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "path",
    [
        "/api/nothing",
        "/x/api/session",
        "/t/nobody/api/heartbeat",
        "/pair/api/x",
        "/devices/api/",
        "/API/session",
        "/x%2Fapi%2Fsession",
        "/api",
        "/api/",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_a_wrong_path_that_holds_api_never_answers_html(client: httpx.Client, path: str, method: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code in (404, 405)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_page_is_the_same_with_a_slash_at_its_end(client: httpx.Client) -> None:
    for path in ("/pair", "/p", "/docs", "/docs/problems"):
        assert client.get(f"{path}/").text == client.get(path).text


@pytest.mark.parametrize(
    ("path", "status"), [("/api/session", 401), ("/api/devices", 401), ("/healthz", 200), ("/api/pairing/verify", 405), ("/pair", None)]
)
def test_head_answers_as_get_does_without_the_body(client: httpx.Client, path: str, status: int | None) -> None:
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code == (status or get.status_code)
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]


def test_a_proof_made_for_an_address_with_two_slashes_is_good(bare: Server) -> None:
    key = bare.new_key()
    paired = bare.pair(key=key)
    for path in ("/api/devices/me", "//api/devices/me"):
        answer = paired.client.get(httpx.URL(bare.url).copy_with(path=path))
        assert answer.status_code == 200, answer.text
