"""What the client sends and what it understands.

Bodies are read leniently where the client is odd (no body at all, numbers of twenty digits) and strictly where two parsers could
disagree: a duplicate name, invalid text. A body that cannot be read is None, and each endpoint answers that in its own way.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from handfast.db.database import Unavailable
from handfast.edge.calls import Call
from handfast.edge.problems import Refusal
from handfast.edge.route import REQUESTS, Route
from handfast.kernel.texts import is_storable
from handfast.rustdesk.registry.rules import LONGEST, readable

LARGEST = 64 * 1024
_LONGEST_NUMBER = 18

Handler = Callable[[Call], Awaitable[Response]]
Json = dict[str, Any]
log = structlog.get_logger("handfast.rustdesk")


def _unique(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name appears twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _number(digits: str) -> int | str:
    """Session ids have up to twenty digits, too many for an integer column of ours: they stay text."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits[:LONGEST]


_decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant, parse_int=_number)


async def read(call: Call) -> Json | None:
    """The JSON object that was sent; None for anything else."""
    content = b""
    while True:
        message = await call.receive()
        content += message.get("body", b"")
        if len(content) > LARGEST:
            return None
        if not message.get("more_body", False):
            break
    try:
        body = _decoder.decode(content.decode())
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def text(body: Json, name: str, longest: int = LONGEST) -> str | None:
    """The text of that name, as it was sent; None when it is missing, not text, too long, or cannot be stored."""
    value = body.get(name)
    return value if isinstance(value, str) and len(value) <= longest and is_storable(value) else None


def shown(body: Json, name: str) -> str:
    """The text of that name as it is shown to users; empty when there is none."""
    value = body.get(name)
    return readable(value) if isinstance(value, str) else ""


def answer(value: object, status: int = 200) -> Response:
    return Response(json.dumps(value, ensure_ascii=False, separators=(",", ":")), status, media_type="application/json")


def plain(words: str) -> Response:
    """A text that the client compares literally, or shows to whoever holds the device."""
    return Response(words, media_type="text/plain")


def trouble(words: str, status: int = 200) -> Response:
    """An error that the app shows in a dialog."""
    return answer({"error": words}, status)


NOTHING = answer({})
EMPTY = Response(b"")
BUSY = "The server is busy. Please try again in a minute."


class WireRoute(Route):
    """A route whose every answer is one the client understands, also when something went wrong."""

    is_below_tenants = True

    def __init__(self, methods: str, path: str, handler: Handler, otherwise: Response, *, allow: str) -> None:
        super().__init__(methods.split(), path, handler, allow=allow)
        self._otherwise = otherwise
        self._counted: dict[int, Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = Call(scope, receive)
        try:
            response: Response = await self.endpoint(call)
        except Refusal:  # too large or too slow to arrive
            response = self._otherwise
        except Unavailable as error:
            log.warning("not available", error=str(error))
            response = self._otherwise
        except Exception:
            log.exception("a client's request failed", path=self.path)
            response = self._otherwise
        counter = self._counted.get(response.status_code)
        if counter is None:
            counter = self._counted[response.status_code] = REQUESTS.labels(call.method, self.path, response.status_code)
        counter.inc()
        await response(scope, receive, send)
