"""Hostile input on every field of every route, taken from the OpenAPI document: a problem in the 400s, never a crash.

One server and one owner per database; each request comes from a source of its own, so that no limit hides a field.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from handfast.pages import OPENAPI
from tests.support.server import Server

JSON = "application/json"
DEEP, HUGE, LONG = "[" * 100_000, "9" * 5_000, "x" * 1_000_000
# Bodies that are no JSON, whatever stands in them.
BROKEN: dict[str, bytes] = {
    "empty": b"",
    "half": b'{"a": ',
    "text": b"hello",
    "invalid UTF-8": b'{"a": "\xff\xfe"}',
    "overlong UTF-8": b'{"a": "\xc0\xaf"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"a": 1}',
    "deep": DEEP.encode()[:16_000],
    "NaN": b'{"a": NaN}',
    "infinity": b'{"a": -Infinity}',
    "5,000 digits": f'{{"a": {HUGE}}}'.encode(),
    "one name twice": b'{"a": 1, "a": 2}',
    "NUL": b'{"a": "\\u0000"}',
    "lone surrogate": b'{"a": "\\ud800"}',
    "surrogate in a name": b'{"\\udfff": 1}',
    "deep inside": b'{"a": ' + b"[" * 20 + b"]" * 20 + b"}",
    "a list": b"[]",
    "null": b"null",
}
# Values no text field may store or choke on. Some are texts like any other, so a field may take them.
VALUES: list[Any] = ["\x00", "a\x00b", "ß", "١٢٣٤٥٦", "\u202e", "\uffff", "'; DROP TABLE devices; --", "%s%n{0}{{7*7}}", "../../etc/passwd",
                     "\r\nSet-Cookie: a=b", "x" * 10_000, "", " ", None, True, 7, -1, 1e308, [], {}, ["a"], {"a": {"b": []}}]  # fmt: skip
NO_ID = "00000000-0000-4000-8000-000000000000"
QUERIES = ["%00", "%ED%A0%80", "%FF", "9" * 400, "-1", "1e999", "NaN", "'--", "%F0%9F%91%A9", "a%0d%0ab", "x" * 3_000]


@pytest.fixture(scope="module")
def api(server: Server) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(OPENAPI.read_text())
    return document


@pytest.fixture(scope="module")
def callers(server: Server) -> tuple[httpx.Client, httpx.Client]:
    """An owner in a browser, and a device."""
    return server.as_("owner"), server.pair().client


def operations(api: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """All but those of RustDesk's client, whose answers are not ours to choose: tests/rustdesk asks those in its words."""
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            if operation["tags"] != ["RustDesk client"]:
                yield method.upper(), path.replace("{id}", NO_ID), operation


def fields(api: dict[str, Any], operation: dict[str, Any]) -> dict[str, dict[str, Any]] | None:
    """The fields of the JSON this operation reads, by name; None when it reads none."""
    content = operation.get("requestBody", {}).get("content", {}).get(JSON)
    if content is None:
        return None
    schema = content["schema"]
    if "$ref" in schema:
        schema = api["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    found: dict[str, dict[str, Any]] = schema.get("properties", {})
    return found


def plausible(name: str, field: dict[str, Any]) -> Any:
    kinds = {field.get("type"), *(one.get("type") for one in field.get("anyOf", ()))}
    if "string" in kinds:
        return {"email": "someone@example.com", "code": "ZZZZZZ", "deviceFingerprint": "0123456789abcdef"}.get(name, "plausible")
    return {"integer": 1, "boolean": False, "array": [], "object": {}}.get(str(next(iter(kinds))))


def send(server: Server, callers: tuple[httpx.Client, httpx.Client], method: str, path: str, **options: Any) -> httpx.Response:
    client = callers[1] if path.startswith("/api/devices/me") else callers[0]
    headers = {"Content-Type": JSON, "X-Forwarded-For": server.fresh_address(), **options.pop("headers", {})}
    return client.request(method, path, headers=headers, **options)


def assert_problem(answer: httpx.Response, about: object) -> None:
    assert 400 <= answer.status_code < 500, (about, answer.status_code, answer.text[:300])
    assert answer.headers["content-type"] == "application/problem+json", about
    told = answer.json()
    assert told["code"], about
    assert told["detail"], about
    assert told["status"] == answer.status_code, about


def test_what_is_no_json_is_a_problem_on_every_route_that_reads_some(
    server: Server, api: dict[str, Any], callers: tuple[httpx.Client, httpx.Client]
) -> None:
    routes = [(method, path) for method, path, operation in operations(api) if fields(api, operation) is not None]
    assert len(routes) > 20
    for method, path in routes:
        for name, body in BROKEN.items():
            assert_problem(send(server, callers, method, path, content=body), (method, path, name))
        for kind in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", ""):
            assert_problem(send(server, callers, method, path, content=b"{}", headers={"Content-Type": kind}), (method, path, kind))
        zipped = gzip.compress(b"{}")
        assert_problem(send(server, callers, method, path, content=zipped, headers={"Content-Encoding": "gzip"}), (method, path, "gzip"))
        assert_problem(send(server, callers, method, path, content=b" " * 1_048_577), (method, path, "too large"))


def test_no_value_of_any_field_is_more_than_a_problem(
    server: Server, api: dict[str, Any], callers: tuple[httpx.Client, httpx.Client]
) -> None:
    asked: Counter[tuple[str, str]] = Counter()
    for method, path, operation in operations(api):
        known = fields(api, operation) or {}
        good = {name: plausible(name, field) for name, field in known.items()}
        for name in known:
            for value in [*VALUES, LONG if name in ("password", "email") else "y" * 20_000]:
                answer = send(server, callers, method, path, content=json.dumps(good | {name: value}).encode())
                asked[method, path] += 1
                assert answer.status_code < 500, (method, path, name, str(value)[:80], answer.text[:300])
                if answer.status_code >= 400:
                    assert_problem(answer, (method, path, name, str(value)[:80]))
            raw = json.dumps(good).encode().replace(b"{", b'{"' + name.encode() + b'": "\\ud800", ', 1)
            assert_problem(send(server, callers, method, path, content=raw), (method, path, name, "lone surrogate"))
    reading = {(method, path) for method, path, operation in operations(api) if fields(api, operation)}
    assert set(asked) == reading
    assert len(reading) > 25
    assert min(asked.values()) > len(VALUES)
    assert [caller.get(path).status_code for caller, path in zip(callers, ("/api/session", "/api/devices/me"), strict=True)] == [200, 200]


def test_no_query_is_more_than_a_problem(server: Server, api: dict[str, Any], callers: tuple[httpx.Client, httpx.Client]) -> None:
    asked = 0
    for method, path, operation in operations(api):
        for parameter in operation.get("parameters", ()):
            if parameter.get("in") != "query":
                continue
            for value in QUERIES:
                answer = send(server, callers, method, f"{path}?{parameter['name']}={value}")
                asked += 1
                assert answer.status_code < 500, (path, parameter["name"], value, answer.text[:300])
                if answer.status_code >= 400:
                    assert_problem(answer, (path, parameter["name"], value))
    assert asked > 100


@pytest.mark.parametrize("id", ["x", "%00", "..%2f..", NO_ID.replace("0", "G", 1), NO_ID.replace("0", "٠", 1), "a" * 5_000])
def test_no_id_in_a_path_is_more_than_not_found(server: Server, callers: tuple[httpx.Client, httpx.Client], id: str) -> None:
    for method, path in (("GET", f"/api/devices/{id}"), ("DELETE", f"/api/invites/{id}"), ("POST", f"/api/people/{id}/disable")):
        answer = send(server, callers, method, path)
        assert answer.status_code in (404, 405), (path, answer.text[:200])
        assert_problem(answer, path)
