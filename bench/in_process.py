"""The whole application in this process, asked without a network: what an answer costs the server and its database, and nothing else."""

import asyncio
import json
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from handfast.app import Application


class NotAnswered(Exception):
    """The server gave up: 503."""


async def ask(
    application: Application, method: str, target: str, headers: dict[str, str], body: Any = None, most_lines: int | None = None
) -> bytes:
    """The body of the answer, with `most_lines` about so many lines of it.

    Raises `NotAnswered`; RuntimeError for a refusal.
    """
    answer = _Answer(most_lines)
    path, _, query = target.partition("?")
    content = b"" if body is None else json.dumps(body).encode()
    told = {"host": "127.0.0.1:8000", "content-length": str(len(content)), **headers} | (
        {"content-type": "application/json"} if body is not None else {}
    )
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in told.items()],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8000),
    }
    request = iter([{"type": "http.request", "body": content, "more_body": False}])

    async def receive() -> Any:
        with suppress(StopIteration):
            return next(request)
        return await asyncio.Event().wait()

    serving = asyncio.ensure_future(application.app(scope, receive, answer.send))
    enough = asyncio.ensure_future(answer.enough.wait())
    await asyncio.wait([serving, enough], return_when=asyncio.FIRST_COMPLETED)
    for task in (serving, enough):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    if answer.status == 503:
        raise NotAnswered
    if not 200 <= answer.status < 300:
        raise RuntimeError(f"{method} {target}: {answer.status} {bytes(answer.body[:500])!r}")
    return bytes(answer.body)


class _Answer:
    def __init__(self, most_lines: int | None) -> None:
        self.status, self.body, self.enough = 0, bytearray(), asyncio.Event()
        self._most_lines = most_lines

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        self.body += message.get("body", b"")
        if self._most_lines is not None and self.body.count(b"\n") > self._most_lines:
            self.enough.set()
            await asyncio.Event().wait()
