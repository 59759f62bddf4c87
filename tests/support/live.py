"""What a manager's open page hears: a Socket.IO client with a ticket, as the web app connects."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import socketio

from tests.support.server import Server


class HeartbeatBuffer:
    def __init__(self) -> None:
        self._events: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self.closed = asyncio.Event()

    def note(self, event: str, body: dict[str, Any]) -> None:
        self._events.put_nowait((event, body))

    async def next(self, event: str, within: float = 5.0, **expected: object) -> dict[str, Any]:
        """The next event of that name whose body has these values; others are passed over."""
        async with asyncio.timeout(within):
            while True:
                name, body = await self._events.get()
                if name == event and expected.items() <= body.items():
                    return body

    async def several(self, count: int, within: float = 5.0) -> list[tuple[str, dict[str, Any]]]:
        """The next so many events, whatever they are: what one commit says has no order of its own on PostgreSQL."""
        async with asyncio.timeout(within):
            return [await self._events.get() for _ in range(count)]

    def so_far(self) -> list[tuple[str, dict[str, Any]]]:
        return [self._events.get_nowait() for _ in range(self._events.qsize())]


@asynccontextmanager
async def listening(server: Server, browser: httpx.Client) -> AsyncIterator[HeartbeatBuffer]:
    """Connected as the person of this browser while the block runs. Raises socketio's ConnectionError when refused."""
    answer = await asyncio.to_thread(browser.post, "/api/live/ticket")
    assert answer.status_code == 200, answer.text
    async with connected(server, answer.json()["ticket"]) as heard:
        yield heard


@asynccontextmanager
async def connected(server: Server, ticket: str) -> AsyncIterator[HeartbeatBuffer]:
    heard = HeartbeatBuffer()
    client = socketio.AsyncClient(reconnection=False)
    client.on("*", heard.note)
    client.on("disconnect", lambda *_: heard.closed.set())
    # The library waits one second, which a busy machine may need for the server alone.
    await client.connect(server.url, auth={"ticket": ticket}, transports=["websocket"], wait_timeout=10)
    try:
        yield heard
    finally:
        await client.disconnect()
