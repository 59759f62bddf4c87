"""Many requests at once over real sockets, without a client library's own work in the way: the server shares these cores."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any
from urllib.parse import urlsplit

Answer = tuple[int, dict[str, Any]]
_sources = count(1)


class Connection:
    """One kept-alive connection. A request names its own source to the trusted proxy that the test plays."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def post(self, path: str, body: Any, source: str, **headers: str) -> Answer:
        content = json.dumps(body).encode()
        return await self._ask("POST", path, content, source, Content_Type="application/json", Content_Length=str(len(content)), **headers)

    async def put(self, path: str, body: Any, source: str, **headers: str) -> Answer:
        content = json.dumps(body).encode()
        return await self._ask("PUT", path, content, source, Content_Type="application/json", Content_Length=str(len(content)), **headers)

    async def get(self, path: str, source: str, **headers: str) -> Answer:
        return await self._ask("GET", path, b"", source, **headers)

    async def _ask(self, method: str, path: str, content: bytes, source: str, **headers: str) -> Answer:
        lines = {"Host": "test", "X-Forwarded-For": source, **headers}
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
        self._writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + content)
        status_line, *answered = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        length = next(int(line.partition(":")[2]) for line in answered if line.lower().startswith("content-length"))
        text = await self._reader.readexactly(length)
        is_json = text[:1] == b"{"
        return int(status_line.split(" ")[1]), json.loads(text) if is_json else {"text": text.decode()}

    def close(self) -> None:
        self._writer.close()


class Crowd:
    """Connections that are open already, so that what they send together arrives together."""

    def __init__(self, connections: Sequence[Connection]) -> None:
        self.connections = connections

    def source(self) -> str:
        """An address that nobody has used yet."""
        number = next(_sources)
        return f"100.{64 + number // 65_536}.{number // 256 % 256}.{number % 256}"

    async def at_the_same_time(self, path: str, bodies: Sequence[Any], source: str | None = None, **headers: str) -> list[Answer]:
        """Every body on a connection of its own, each from a source of its own unless one is named."""
        assert len(bodies) <= len(self.connections)
        pairs = zip(self.connections, bodies, strict=False)
        return await asyncio.gather(*(one.post(path, body, source or self.source(), **headers) for one, body in pairs))

    async def all_of(self, path: str, bodies: Sequence[Any]) -> list[Answer]:
        """However many, shared out over the connections."""
        answers: list[Answer] = []
        waiting = iter(bodies)

        async def work(one: Connection) -> None:
            for body in waiting:
                answers.append(await one.post(path, body, self.source()))

        await asyncio.gather(*(work(one) for one in self.connections))
        return answers


@asynccontextmanager
async def crowd(url: str, size: int) -> AsyncIterator[Crowd]:
    place = urlsplit(url)
    opened = await asyncio.gather(*(asyncio.open_connection(place.hostname, place.port) for _ in range(size)))
    connections = [Connection(reader, writer) for reader, writer in opened]
    try:
        yield Crowd(connections)
    finally:
        for one in connections:
            one.close()
        await asyncio.gather(*(writer.wait_closed() for _, writer in opened), return_exceptions=True)
