"""The statements behind one complete invite or grant, taken down while the real program runs it: a floor made of them cannot drift from it.

Two are recorded. Where an argument is equal in both it is a constant; where it differs it is a variable, and the same
value in another place is the same variable.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

import httpx

from bench.load import FINGERPRINT, USER_AGENT
from bench.people import SECRET_KEY, Manager
from handfast.app import Application
from handfast.db.database import Database, Statement
from handfast.db.query import Query
from handfast.edge.addresses import networks
from handfast.kernel.secrets import digest
from handfast.settings import Settings

T = TypeVar("T")

URL = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Variable:
    """`tenant` names whoever invites or approves; the others are fresh every time."""

    name: str
    kind: type
    length: int


@dataclass(frozen=True, slots=True)
class Step:
    """A read, or the writes of one commit."""

    kind: Literal["fetch_one", "fetch_all", "commit_now", "execute_batch"]
    writes: tuple[Statement, ...]


@dataclass
class Recorder:
    """A database that remembers what it was asked."""

    behind: Database
    steps: list[Step] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.behind.name

    async def fetch_one(self, query: Query[T]) -> T | None:
        self.steps.append(Step("fetch_one", (Statement(query.sql, query.args),)))
        return await self.behind.fetch_one(query)

    async def fetch_all(self, query: Query[T]) -> list[T]:
        self.steps.append(Step("fetch_all", (Statement(query.sql, query.args),)))
        return await self.behind.fetch_all(query)

    async def commit_now(self, query: Query[T]) -> T | None:
        self.steps.append(Step("commit_now", (Statement(query.sql, query.args),)))
        return await self.behind.commit_now(query)

    async def execute_batch(self, writes: Sequence[Statement]) -> None:
        self.steps.append(Step("execute_batch", tuple(writes)))
        await self.behind.execute_batch(writes)

    async def close(self) -> None:
        await self.behind.close()


Exchange = Callable[[httpx.AsyncClient, Manager, str], Awaitable[None]]
"""What is recorded; the text is the address it comes from."""


async def record(url: str, folder: Path, managers: list[dict[str, Any]], exchange: Exchange) -> list[Step]:
    """The steps of one exchange, with `Variable`s in their arguments."""
    settings = Settings(folder, url, URL, SECRET_KEY.encode(), tuple(networks(["127.0.0.1"])))
    application = Application(settings, timers=False)
    await application.start()
    recorder = Recorder(application.database)
    application.run.database = recorder
    try:
        transport = httpx.ASGITransport(application.app, client=("127.0.0.1", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url=URL) as client:
            runs: list[list[Step]] = []
            # The first of each makes rows of the server and of the company, which every later one finds.
            for number, manager in enumerate([*managers[:2], *managers[:2]]):
                recorder.steps = []
                await exchange(client, Manager(**manager), f"10.99.0.{number}")
                # What is written down in the background belongs to no exchange.
                runs.append([step for step in recorder.steps if "scheduler" not in step.writes[0].sql])
    finally:
        await application.stop()
    *_, first, second = runs
    return _generalised(first, second, {value for manager in managers[:2] for value in _names(manager)})


async def invite(client: httpx.AsyncClient, manager: Manager, source: str, by: str) -> None:
    headers = {name.replace("_", "-"): value for name, value in manager.headers.items()} | {"x-forwarded-for": source}
    made = await client.post("/api/pairing/generate", json={"restaurantId": manager.tenant_id}, headers=headers)
    made.raise_for_status()
    body = {"restaurantId": manager.tenant_id, "code": made.json()["pairing_code"], "deviceFingerprint": FINGERPRINT}
    body |= {"deviceName": "Waiter-iPad-1", "userAgent": USER_AGENT, "platform": "Android"}
    body |= {"codeId": made.json()["code_id"]} if by == "codeId" else {}
    redeemed = await client.post("/api/pairing/verify", json=body, headers={"x-forwarded-for": source})
    redeemed.raise_for_status()


def _names(manager: dict[str, Any]) -> tuple[Any, ...]:
    return manager["tenant_id"], digest(manager["cookie"])


def _generalised(first: list[Step], second: list[Step], names: set[Any]) -> list[Step]:
    if [[write.sql for write in step.writes] for step in first] != [[write.sql for write in step.writes] for step in second]:
        raise RuntimeError("the two that were recorded took different ways")
    variables: dict[Any, Variable] = {}

    def argument(one: Any, other: Any) -> Any:
        # Moments stay as they were recorded; JSON is stored and never looked at.
        if one == other or isinstance(one, int) or (isinstance(one, str) and one.startswith("{")):
            return one
        if one in names:
            return Variable("tenant", type(one), len(one))
        return variables.setdefault(one, Variable(f"v{len(variables)}", type(one), len(one)))

    def write(one: Statement, other: Statement) -> Statement:
        return replace(one, args=tuple(argument(a, b) for a, b in zip(one.args, other.args, strict=True)))

    return [
        Step(one.kind, tuple(write(a, b) for a, b in zip(one.writes, other.writes, strict=True)))
        for one, other in zip(first, second, strict=True)
    ]
