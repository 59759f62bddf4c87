"""The description of the API as an integrator reads it. `tests/support/described.py` holds every answer of every test against it."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from handfast.app import routes
from handfast.kernel.outcomes import Reason
from handfast.rustdesk.client_api.wire import WireRoute
from tests.support.described import DOCUMENT, Described, operation_of
from tools.openapi import operation_id

VERBS = {
    *(
        "accept",
        "add",
        "announce",
        "approve",
        "assign",
        "authorize",
        "cancel",
        "change",
        "check",
        "close",
        "confirm",
        "connect",
        "create",
        "delete",
        "deny",
        "deploy",
        "disable",
    ),
    *("enable", "end", "exempt", "export", "find", "follow", "get", "introspect", "invite", "issue", "link", "list", "mark"),
    *("poll", "preview", "receive"),
    *(
        "redeem",
        "reject",
        "remove",
        "reopen",
        "rename",
        "renew",
        "replace",
        "report",
        "request",
        "restore",
        "resume",
        "revoke",
        "save",
        "send",
        "finish",
        "switch",
        "set",
    ),
    *("start", "suspend", "unassign", "unlink", "unpair", "validate"),
}
METHODS = {"get", "put", "post", "patch", "delete"}
MONITORING = {"/healthz", "/readyz", "/metrics"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            assert method in METHODS
            yield method.upper(), path, operation


OPERATIONS = {operation["operationId"]: operation for _, _, operation in operations()}


def test_every_route_is_described_and_nothing_else_is() -> None:
    known = {(method, route.path.replace("*", "{rest}")) for route in routes() for method in route.methods}

    assert {(method, path) for method, path, _ in operations() if path not in MONITORING} == known


def test_an_operation_is_the_name_of_its_handler() -> None:
    for route in routes():
        if not isinstance(route, WireRoute):
            described = DOCUMENT["paths"][route.path][route.methods[0].lower()]
            assert described["operationId"] == operation_id(route.endpoint.__name__)


def test_operations_are_a_verb_and_a_noun_and_no_two_are_alike() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]

    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)+", name)] == []
    assert {re.split("[A-Z]", name)[0] for name in names} == VERBS


def test_every_operation_has_a_tag_and_every_tag_a_sentence() -> None:
    told = {tag["name"]: tag["description"] for tag in DOCUMENT["tags"]}

    assert {tag for operation in OPERATIONS.values() for tag in operation["tags"]} == set(told)
    assert all(re.fullmatch(r"[A-Z].*\.", says) for says in told.values())


def test_every_code_of_a_refusal_is_in_the_enum() -> None:
    assert set(DOCUMENT["components"]["schemas"]["ProblemCode"]["enum"]) == set(Reason)
    assert DOCUMENT["components"]["schemas"]["Problem"]["properties"]["code"] == {"$ref": "#/components/schemas/ProblemCode"}


def schemas(node: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every named property anywhere in the document."""
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict):
            yield from node["properties"].items()
        for child in node.values():
            yield from schemas(child)
    elif isinstance(node, list):
        for child in node:
            yield from schemas(child)


def test_a_time_has_the_format_of_one() -> None:
    answered = {name: schema for name, schema in schemas(DOCUMENT["components"]["schemas"]) if re.search(r"(_at|At|_time|_since)$", name)}
    formats = {name: {kind.get("format") for kind in [schema, *schema.get("anyOf", [])]} for name, schema in answered.items()}

    assert [name for name, found in formats.items() if "date-time" not in found] == []


def test_no_schema_has_a_property_of_its_own_name() -> None:
    """A generated Python model would take one for the other."""
    named = {name: re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in DOCUMENT["components"]["schemas"]}

    assert [name for name, snake in named.items() if snake in DOCUMENT["components"]["schemas"][name].get("properties", {})] == []


@pytest.mark.parametrize("name", ["redeemPairingCode", "getOwnDevice", "renewCredential", "sendHeartbeat", "unpairOwnDevice"])
def test_what_a_device_calls_takes_a_proof_and_offers_the_next_nonce(name: str) -> None:
    operation = OPERATIONS[name]

    assert {"$ref": "#/components/parameters/DPoP"} in operation["parameters"]
    assert all("DPoP-Nonce" in response["headers"] for response in operation["responses"].values() if "$ref" not in response)


@pytest.mark.parametrize(
    ("name", "statuses"),
    [("redeemPairingCode", {"200", "202"}), ("linkOwnDevice", {"200", "202"}), ("addRustdeskDevice", {"200", "201"})],
)
def test_each_way_in_which_a_call_succeeds_has_its_type(name: str, statuses: set[str]) -> None:
    done = {status: response for status, response in OPERATIONS[name]["responses"].items() if status.startswith("2")}

    assert set(done) == statuses
    assert len({response["content"]["application/json"]["schema"]["$ref"] for response in done.values()}) == len(statuses)


class Canned:
    """An application with one answer for everything."""

    def __init__(self, status: int, body: bytes, media_type: bytes = b"application/json", **headers: bytes) -> None:
        self._start = {"type": "http.response.start", "status": status, "headers": [(b"content-type", media_type), *headers.items()]}
        self._body = {"type": "http.response.body", "body": body}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await send(self._start)
        await send(self._body)


def refusal(status: int, code: str) -> Canned:
    body = json.dumps({"type": "", "title": "", "status": status, "detail": "", "code": code})
    return Canned(status, body.encode(), b"application/problem+json")


PLANTED = {
    "a code that is not declared": (refusal(404, "CODE_NOT_FOUND"), "CODE_NOT_FOUND at code"),
    "a status that is not declared": (Canned(206, b"{}"), "206 is not described"),
    "a code that not any call may have": (refusal(410, "CODE_EXPIRED"), "CODE_EXPIRED at code"),
    "another media type": (Canned(200, b"{}", b"text/html"), "200 as text/html"),
    "a body of another form": (Canned(200, b'{"name": 1}'), "at "),
    "no body": (Canned(200, b""), "200 without a body"),
}


@pytest.mark.anyio
@pytest.mark.parametrize("planted", PLANTED)
async def test_an_answer_that_is_not_described_is_complained_of(planted: str) -> None:
    app, complaint = PLANTED[planted]
    described = Described(app)

    async def ignore(*_: object) -> Any: ...

    await described({"type": "http", "method": "GET", "path": f"/api/devices/{'0' * 36}"}, ignore, ignore)

    assert [found for found in described.complaints if found.startswith("getDevice: ") and complaint in found]


def test_a_request_is_told_from_a_page_and_finds_its_operation() -> None:
    id = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
    found = {path: (operation_of(method, path) or {}).get("operationId") for method, path in [
        ("GET", "/api/devices/me"), ("GET", f"/api/devices/{id}"), ("HEAD", "/api/server"), ("POST", f"/t/{id}/api/heartbeat"),
        ("POST", "/t/x/api/heartbeat"), ("PUT", "/api/ab/tags/1"), ("GET", "/devices"), ("TRACE", "/api/session"),
    ]}  # fmt: skip

    assert found == {
        "/api/devices/me": "getOwnDevice",
        f"/api/devices/{id}": "getDevice",
        "/api/server": "getServer",
        f"/t/{id}/api/heartbeat": "sendClientHeartbeat",
        "/t/x/api/heartbeat": None,
        "/api/ab/tags/1": "replaceClientBookPart",
        "/devices": None,
        "/api/session": None,
    }
