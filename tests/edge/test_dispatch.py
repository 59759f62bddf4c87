"""Which route a request finds, and what is said where there is none."""

import asyncio
from typing import Any

import pytest
from starlette.responses import PlainTextResponse, Response

from handfast.edge.calls import Call
from handfast.edge.dispatch import Dispatcher
from handfast.edge.route import IDS, TENANT, Route

ONE, OTHER = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"


class Told(Route):
    """Answers with its own path and what was found in that of the request."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        found = " ".join([self.path, *scope.get(IDS, []), *([f"of {scope[TENANT]}"] if TENANT in scope else [])])
        await PlainTextResponse(found)(scope, receive, send)


class BelowTenants(Told):
    is_below_tenants = True


async def plain(_: Call) -> Response:
    raise NotImplementedError


async def with_id(_: Call, id: str) -> Response:
    raise NotImplementedError(id)


async def with_two(_: Call, id: str, other: str) -> Response:
    raise NotImplementedError(id, other)


def route(methods: str, path: str, handler: Any = plain, kind: type[Route] = Told) -> Route:
    return kind(methods.split(), path, handler, allow="server.look")


ROUTES = [
    route("GET POST", "/api/devices"),
    route("GET", "/api/devices/me"),
    route("GET", "/api/devices/{id}", with_id),
    route("PATCH", "/api/devices/{id}", with_id),
    route("POST", "/api/devices/{id}/sessions/{other}", with_two),
    route("POST", "/api/heartbeat", kind=BelowTenants),
    route("GET", "/api/ab", kind=BelowTenants),
    route("GET", "/api/ab/*", kind=BelowTenants),
]


def asked(method: str, path: str) -> tuple[int, str, str]:
    """Status, text and `Allow` of the answer."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": []}
    asyncio.run(Dispatcher(ROUTES, PlainTextResponse("a page"))(scope, None, send))  # type: ignore[arg-type]
    headers = dict(sent[0]["headers"])
    return sent[0]["status"], sent[1]["body"].decode(), headers.get(b"allow", b"").decode()


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("GET", "/api/devices", "/api/devices"),
        ("POST", "/api/devices", "/api/devices"),
        ("GET", "/api/devices/me", "/api/devices/me"),
        ("GET", f"/api/devices/{ONE}", f"/api/devices/{{id}} {ONE}"),
        ("PATCH", f"/api/devices/{ONE}", f"/api/devices/{{id}} {ONE}"),
        ("POST", f"/api/devices/{ONE}/sessions/{OTHER}", f"/api/devices/{{id}}/sessions/{{other}} {ONE} {OTHER}"),
        ("POST", "/api/heartbeat", "/api/heartbeat"),
        ("POST", f"/t/{ONE}/api/heartbeat", f"/api/heartbeat of {ONE}"),
        ("GET", "/api/ab", "/api/ab"),
        ("GET", "/api/ab/peers/of/any/depth", "/api/ab/*"),
        ("GET", f"/t/{ONE}/api/ab/{OTHER}", f"/api/ab/* of {ONE}"),
        ("GET", "/devices", "a page"),
        ("GET", "/", "a page"),
    ],
)
def test_a_request_finds_its_route(method: str, path: str, found: str) -> None:
    assert asked(method, path) == (200, found, "")


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/nothing",
        "/api/devices/validate-token",
        f"/api/devices/{ONE.upper()}x",
        f"/api/devices/{ONE}/sessions",
        f"/api/devices/{ONE}/sessions/me",
        f"/api/devices/{ONE}/sessions/{OTHER}/more",
        f"/t/{ONE}/api/devices",
        f"/t/{ONE}/api/devices/{OTHER}",
        "/t/me/api/heartbeat",
        f"/t/{ONE}",
    ],
)
def test_what_is_no_path_of_ours_is_not_found_or_left_to_the_pages(path: str) -> None:
    status, text, _ = asked("GET", path)
    assert (status, "NOT_FOUND" in text) == (404, True) if "/api/" in path else (status, text) == (200, "a page")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/api/devices", "GET, HEAD, POST"),
        ("DELETE", f"/api/devices/{ONE}", "GET, HEAD, PATCH"),
        ("GET", f"/api/devices/{ONE}/sessions/{OTHER}", "POST"),
        ("GET", f"/t/{ONE}/api/heartbeat", "POST"),
        ("PUT", "/api/ab/x", "GET, HEAD"),
    ],
)
def test_another_method_is_told_those_that_are_taken(method: str, path: str, allow: str) -> None:
    status, text, allowed = asked(method, path)
    assert (status, "METHOD_NOT_ALLOWED" in text, allowed) == (405, True, allow)


def test_two_routes_for_one_method_of_a_path_do_not_start() -> None:
    for again in (route("POST", "/api/devices"), route("GET", "/api/devices/{id}", with_id), route("GET", "/api/ab/*")):
        with pytest.raises(LookupError, match="two routes take"):
            Dispatcher([*ROUTES, again], PlainTextResponse(""))


def test_a_handler_takes_the_ids_of_its_path_and_no_other() -> None:
    for path, handler in (("/api/devices/{id}", plain), ("/api/devices", with_id), ("/api/devices/{number}", with_id)):
        with pytest.raises(LookupError, match="takes"):
            route("GET", path, handler)


def test_a_route_without_an_action_of_the_policy_does_not_start() -> None:
    with pytest.raises(LookupError, match=r"'device\.fly' is not in access/policy\.py"):
        Route(["GET"], "/api/devices", plain, allow="device.fly")
