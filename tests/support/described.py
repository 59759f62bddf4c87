"""Holds every answer of a server under test against the API description: status, media type, body, and the code of a refusal."""

import json
from functools import cache
from typing import Any

import jsonschema_rs
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handfast.kernel.ids import is_id
from handfast.pages import OPENAPI

DOCUMENT: dict[str, Any] = json.loads(OPENAPI.read_text(encoding="utf-8"))


class Described:
    """An ASGI layer around the application. `complaints` are the answers that the description does not allow."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.complaints: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = operation_of(scope["method"], scope["path"]) if scope["type"] == "http" else None
        await self._app(scope, receive, send if operation is None else _Answer(operation, send, self.complaints))


class _Answer:
    def __init__(self, operation: dict[str, Any], send: Send, complaints: set[str]) -> None:
        self._operation = operation
        self._send = send
        self._complaints = complaints
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                name = self._operation["operationId"]
                self._complaints |= {f"{name}: {complaint}" for complaint in self._found()}
        await self._send(message)

    def _found(self) -> list[str]:
        response = response_of(self._operation, self._status)
        kind = self._headers.get("content-type", "").partition(";")[0]
        if response is None:
            return [f"{self._status} is not described"]
        if "dpop-nonce" in self._headers and "DPoP-Nonce" not in response.get("headers", {}):
            return [f"{self._status} with a DPoP-Nonce is not described"]
        content = response.get("content", {})
        if not self._body and self._status in (200, 204, 303):
            return [] if not content or "text/plain" in content else [f"{self._status} without a body is not described"]
        if kind not in content:
            return [f"{self._status} as {kind} is not described"]
        return _wrong(json.dumps(content[kind]["schema"]), self._body) if kind.endswith("json") else []


def operation_of(method: str, path: str) -> dict[str, Any] | None:
    """The operation that a request is for; None for a page, and for what is neither."""
    template = _template(path)
    operations = DOCUMENT["paths"].get(template, {})
    found: dict[str, Any] | None = operations.get("get" if method == "HEAD" else method.lower())
    return found


def response_of(operation: dict[str, Any], status: int) -> dict[str, Any] | None:
    responses = operation["responses"]
    found = responses.get(str(status)) or (responses["default"] if status >= 400 else None)
    while found is not None and "$ref" in found:
        found = DOCUMENT["components"]["responses"][found["$ref"].rpartition("/")[2]]
    return found


def _template(path: str) -> str | None:
    segments = path.strip("/").split("/")
    match segments:
        case ["t", tenant_id, *rest] if is_id(tenant_id):
            segments = rest
    exact = "/" + "/".join(segments)
    if exact in DOCUMENT["paths"]:
        return exact
    for template in DOCUMENT["paths"]:
        parts = template.strip("/").split("/")
        if parts[-1] == "{rest}":
            parts, segments_here = parts[:-1], segments[: len(parts) - 1]
        else:
            segments_here = segments
        if len(parts) == len(segments_here) and all(part in (given, "{id}") for part, given in zip(parts, segments_here, strict=True)):
            return template
    return None


@cache
def _validator(schema: str) -> Any:
    return jsonschema_rs.validator_for({"components": DOCUMENT["components"], **json.loads(schema)}, validate_formats=True)


def _wrong(schema: str, body: bytes) -> list[str]:
    """What does not fit, with the code if it is a refusal."""
    try:
        value = json.loads(body)
    except ValueError:
        return ["the body is not JSON"]
    code = value.get("code", "") if isinstance(value, dict) else ""
    return [f"{code} at {'/'.join(map(str, error.instance_path))}: {error.message}" for error in _validator(schema).iter_errors(value)]
