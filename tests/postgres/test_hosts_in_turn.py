"""The hosts of a URL are tried one by one. Each is a socket here that speaks just enough of the protocol for the driver (PostgreSQL
documentation, 54.7 "Message Formats"), so that it can be full, starting, a standby or silent whenever a test wants it to be."""

import asyncio
import struct
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from handfast.db import postgres_connector
from handfast.db.postgres_connector import Connector

PORT = 5499  # a part of the name of a socket, and never opened
GUARD = 10
"""Seconds after which a test is given up that should have ended long before."""


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def welcome(*, standby: bool = False) -> bytes:
    told = {"server_version": "17.2", "in_hot_standby": "on" if standby else "off", "default_transaction_read_only": "off"}
    settings = b"".join(message(b"S", f"{name}\0{value}\0".encode()) for name, value in told.items())
    return message(b"R", struct.pack("!i", 0)) + settings + message(b"K", struct.pack("!ii", 1, 2)) + message(b"Z", b"I")


def refusal(state: str, says: str) -> bytes:
    return message(b"E", f"SFATAL\0VFATAL\0C{state}\0M{says}\0\0".encode())


WELCOME = welcome()
STANDBY = welcome(standby=True)
STARTING = refusal("57P03", "the database system is starting up")
FULL = refusal("53300", "sorry, too many clients already")
STRANGER = refusal("28P01", "password authentication failed")
SILENCE = b""
DONE = message(b"C", b"SET\0") + message(b"Z", b"I")


class Hosts:
    """Sockets by name, what each of them answers, and what was asked of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers: dict[str, bytes] = {}
        self.result = DONE
        self.asked: list[str] = []
        self.told: list[dict[str, str]] = []
        self.statements: list[str] = []
        self.left = asyncio.Event()
        self._servers: list[asyncio.Server] = []

    async def open(self, **answers: bytes) -> None:
        for name, answer in answers.items():
            self.answers[name] = answer
            (self.folder / name).mkdir()
            path = self.folder / name / f".s.PGSQL.{PORT}"
            self._servers.append(await asyncio.start_unix_server(lambda *both, name=name: self._serve(name, *both), path))

    def url(self, names: str, options: str = "") -> str:
        return f"postgresql://robin@/pairing?host={','.join(str(self.folder / name) for name in names)}&port={PORT}{options}"

    def close(self) -> None:
        for server in self._servers:
            server.close()

    async def _serve(self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            _, *pairs = (await self._body(reader))[3:].split(b"\0")
            self.asked.append(name)
            self.told.append(dict(zip(map(bytes.decode, pairs[0:-2:2]), map(bytes.decode, pairs[1:-2:2]), strict=True)))
            writer.write(self.answers[name])
            while kind := await reader.read(1):
                body = await self._body(reader)
                if kind == b"Q":
                    self.statements.append(body.rstrip(b"\0").decode())
                    writer.write(self.result)
        except (OSError, asyncio.IncompleteReadError):
            pass  # hung up
        finally:
            self.left.set()
            writer.close()

    @staticmethod
    async def _body(reader: asyncio.StreamReader) -> bytes:
        return await reader.readexactly(int.from_bytes(await reader.readexactly(4)) - 4)


@pytest.fixture
async def hosts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hosts]:
    for name in ("PGTARGETSESSIONATTRS", "PGAPPNAME", "PGPASSWORD", "PGSSLMODE", "PGSERVICE", "PGDATABASE", "PGUSER"):
        monkeypatch.delenv(name, raising=False)
    hosts = Hosts(tmp_path)
    yield hosts
    hosts.close()


async def connected(connector: Connector) -> None:
    async with asyncio.timeout(GUARD):
        connection = await connector()
    connection.terminate()


async def test_a_server_is_told_who_comes_compiles_nothing_and_uses_one_processor(hosts: Hosts) -> None:
    await hosts.open(a=WELCOME)
    await connected(Connector(hosts.url("a")))

    (told,) = hosts.told
    told.pop("client_encoding")  # the driver's own
    assert told == {"user": "robin", "database": "pairing", "application_name": "handfast"}
    assert hosts.statements == ["SET jit = off; SET max_parallel_workers_per_gather = 0"]


@pytest.mark.parametrize(("named", "shown"), [("", "handfast"), ("&application_name=pairing", "pairing"), ("&application_name=", None)])
async def test_a_name_in_the_url_is_the_operators(hosts: Hosts, named: str, shown: str | None) -> None:
    await hosts.open(a=WELCOME)
    await connected(Connector(hosts.url("a", named)))
    assert hosts.told[0].get("application_name") == shown


async def test_a_name_in_the_surroundings_is_not_painted_over(hosts: Hosts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGAPPNAME", "desk")
    await hosts.open(a=WELCOME)
    await connected(Connector(hosts.url("a")))
    await connected(Connector(hosts.url("a", "&application_name=pairing")))
    assert [told["application_name"] for told in hosts.told] == ["desk", "pairing"]


async def test_the_driver_keeps_prepared_statements_for_good(hosts: Hosts, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}
    connect = asyncpg.connect

    async def listening(*arguments: Any, **options: Any) -> Any:
        given.update(options)
        return await connect(*arguments, **options)

    monkeypatch.setattr(asyncpg, "connect", listening)
    await hosts.open(a=WELCOME)
    await connected(Connector(hosts.url("a")))
    assert (given["statement_cache_size"], given["max_cached_statement_lifetime"]) == (1000, 0)


async def test_a_connection_that_cannot_be_set_up_is_hung_up(hosts: Hosts) -> None:
    await hosts.open(a=WELCOME)
    hosts.result = refusal("42704", "unrecognized configuration parameter") + message(b"Z", b"I")
    with pytest.raises(asyncpg.UndefinedObjectError):
        await connected(Connector(hosts.url("a")))
    async with asyncio.timeout(GUARD):
        await hosts.left.wait()


async def test_the_host_that_took_the_last_one_is_asked_first(hosts: Hosts) -> None:
    await hosts.open(a=STARTING, b=WELCOME, c=WELCOME)
    connector = Connector(hosts.url("abc"))

    await connected(connector)
    assert hosts.asked == ["a", "b"]
    await connected(connector)
    assert hosts.asked == ["a", "b", "b"]

    hosts.asked.clear()
    hosts.answers["b"] = FULL
    await connected(connector)
    assert hosts.asked == ["b", "a", "c"]
    await connected(connector)
    assert hosts.asked == ["b", "a", "c", "c"]


@pytest.mark.parametrize("answer", [STARTING, FULL, STANDBY], ids=["starting", "full", "standby"])
async def test_a_host_that_does_not_take_us_is_passed_over(hosts: Hosts, answer: bytes) -> None:
    await hosts.open(a=answer, b=WELCOME)
    await connected(Connector(hosts.url("ab")))
    assert hosts.asked == ["a", "b"]


async def test_a_host_that_is_not_there_is_passed_over(hosts: Hosts) -> None:
    await hosts.open(b=WELCOME)
    await connected(Connector(hosts.url("ab")))
    assert hosts.asked == ["b"]


async def test_a_host_that_knows_us_and_says_no_has_said_it_for_all(hosts: Hosts) -> None:
    await hosts.open(a=STRANGER, b=WELCOME)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await connected(Connector(hosts.url("ab")))
    assert hosts.asked == ["a"]


@pytest.mark.parametrize("names", ["ab", "ba"])
async def test_of_all_that_failed_the_one_that_answered_is_told(hosts: Hosts, names: str) -> None:
    await hosts.open(a=FULL)
    with pytest.raises(asyncpg.TooManyConnectionsError):
        await connected(Connector(hosts.url(names)))


async def test_when_none_answers_the_failure_is_one_of_the_system(hosts: Hosts) -> None:
    with pytest.raises(FileNotFoundError):
        await connected(Connector(hosts.url("ab")))


async def test_a_silent_host_leaves_its_share_of_the_time_to_the_next(hosts: Hosts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_connector, "SECONDS", 1)
    await hosts.open(a=SILENCE, b=WELCOME)
    await connected(Connector(hosts.url("ab")))
    assert hosts.asked == ["a", "b"]


async def test_all_the_time_is_used_before_silence_is_a_failure(hosts: Hosts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_connector, "SECONDS", 0.3)
    await hosts.open(a=SILENCE, b=SILENCE)
    began = asyncio.get_running_loop().time()
    with pytest.raises(TimeoutError):
        await connected(Connector(hosts.url("ab")))
    assert hosts.asked == ["a", "b"]
    # The loop counts in milliseconds; at the other end stands only the guard, which no slow machine reaches.
    assert 0.29 <= asyncio.get_running_loop().time() - began < GUARD / 2
