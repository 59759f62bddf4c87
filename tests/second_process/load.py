"""People at work, each on a connection of their own. What the server acknowledges is written down; what it does not, is not."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from tests.second_process.companies import Company, Person
from tests.support.flood import Connection

_numbers = count(1)
_ids = count(300_000_000)


class History:
    """One JSON object a line: what was acknowledged. Read by `checker`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a", buffering=1)
        self.count = 0
        self.refused: list[tuple[int, Any]] = []
        self._wanted: list[tuple[int, asyncio.Event]] = []

    def acknowledged(self, what: str, **details: str) -> None:
        self._file.write(json.dumps({"what": what, **details}) + "\n")
        self.count += 1
        for number, reached in self._wanted:
            if self.count >= number:
                reached.set()

    async def more(self, number: int) -> None:
        """Waits until so many more things were acknowledged."""
        reached = asyncio.Event()
        self._wanted.append((self.count + number, reached))
        await asyncio.wait_for(reached.wait(), 60)

    def close(self) -> None:
        self._file.close()


class Load:
    """`start` sends everybody to work; they stop when the server is gone or nothing is left to do."""

    def __init__(self, port: int, company: Company, history: History) -> None:
        self._port = port
        self._company = company
        self._history = history
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        work = [*([self._pair] * 5), self._invite_people, self._make_codes, self._link, self._link]
        opened = await asyncio.gather(*(asyncio.open_connection("127.0.0.1", self._port) for _ in work))
        for do, (reader, writer) in zip(work, opened, strict=True):
            self._tasks.append(asyncio.create_task(self._until_the_end(do, Connection(reader, writer))))

    async def end(self) -> None:
        """Once the server is gone."""
        await asyncio.gather(*self._tasks)

    async def _until_the_end(self, do: Callable[[Connection], Awaitable[None]], connection: Connection) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await do(connection)
        connection.close()

    async def _ask(self, connection: Connection, path: str, body: Any, who: Person | None = None) -> dict[str, Any] | None:
        """The answer to a POST; None when it was refused. Everybody comes from an address of their own."""
        number = next(_numbers)
        source = f"100.{64 + number // 65_536}.{number // 256 % 256}.{number % 256}"
        status, answer = await connection.post(path, body, source, **(who.headers if who else {}))
        if status < 300:
            return answer
        # A server that stops answers 503 to what it does no more.
        if status != 503:
            self._history.refused.append((status, answer))
        return None

    async def _pair(self, connection: Connection) -> None:
        while self._company.tokens:
            await self._redeem(connection, self._company.tokens.pop())

    async def _redeem(self, connection: Connection, token: str) -> None:
        body = {"token": token, "deviceFingerprint": "0123456789abcdef", "deviceName": "Till", "platform": "Android"}
        if paired := await self._ask(connection, "/api/pairing/verify", body):
            secret = hashlib.sha256(paired["auth_token"].encode()).hexdigest()
            used = hashlib.sha256(token.encode()).hexdigest()
            self._history.acknowledged("pairing", id=paired["device_id"], credential=secret, token=used)

    async def _invite_people(self, connection: Connection) -> None:
        while True:
            body = {"name": "Sam", "email": f"sam{next(_numbers)}@company{self._company.number}.example.com", "role": "staff"}
            if answer := await self._ask(connection, "/api/people", body | {"send_mail": False}, self._company.admin):
                self._history.acknowledged("person", id=answer["person"]["id"])

    async def _make_codes(self, connection: Connection) -> None:
        for _ in range(3):
            if answer := await self._ask(connection, "/api/invites", {}, self._company.manager):
                [invite] = answer["invites"]
                self._history.acknowledged("code", id=invite["id"])
                await self._redeem(connection, invite["url"].rpartition(".")[2])

    async def _link(self, connection: Connection) -> None:
        while self._company.customers:
            customer = self._company.customers.pop()
            code = await self._get(connection, "/api/device/pairing-code", customer)
            rustdesk_id = str(next(_ids))
            if code and await self._ask(connection, "/api/device/pair", {"code": code["code"], "deviceId": rustdesk_id}, customer):
                self._history.acknowledged("link", id=customer.id, rustdesk_id=rustdesk_id)

    async def _get(self, connection: Connection, path: str, who: Person) -> dict[str, Any] | None:
        status, answer = await connection.get(path, "203.0.113.7", **who.headers)
        return answer if status == 200 else None
