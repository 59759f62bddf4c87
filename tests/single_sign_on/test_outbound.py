"""The address of a company's provider is what its admin typed: the server asks nothing inside a network because of it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from handfast.adapters import outbound_http
from handfast.adapters.outbound_http import LARGEST_ANSWER, OutboundHttp
from handfast.single_sign_on.fetching import Answer, Unreachable

PUBLIC, LOCAL = "https://pair.example.com", "http://127.0.0.1:8000"


async def ask(url: str, *, here: str = PUBLIC, trusted: bool = False, allow: bool = False) -> Answer:
    return await OutboundHttp(here, allow_private=allow)("GET", url, {}, trusted=trusted)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://10.0.0.1/",
        "https://192.168.1.1/",
        "https://172.16.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fd00::1]/",
        "https://[fe80::1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::]/",
        "https://localhost/",
    ],
)
async def test_a_private_address_is_not_asked(url: str) -> None:
    with pytest.raises(Unreachable, match="private address"):
        await ask(url)


@pytest.mark.parametrize(
    "url", ["http://login.example.com/", "ftp://login.example.com/", "https://u:p@login.example.com/", "https://[/", "x"]
)
async def test_only_https_is_asked(url: str) -> None:
    with pytest.raises(Unreachable, match="address"):
        await ask(url)


async def test_a_name_for_a_public_and_a_private_address_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async def found(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(outbound_http, "_resolve", found)
    with pytest.raises(Unreachable, match="private address"):
        await ask("https://login.example.com/")


Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def answering(reply: Reply) -> AsyncIterator[str]:
    """A plain server on this machine."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            await reply(writer)
            await writer.drain()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def test_a_redirect_is_not_followed() -> None:
    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")

    async with answering(reply) as url:
        assert (await ask(url, here=LOCAL)).status == 302


async def test_an_answer_without_end_is_given_up() -> None:
    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(2 * LARGEST_ANSWER // 4096):
            writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")

    async with answering(reply) as url:
        with pytest.raises(Unreachable, match="larger than 256 KiB"):
            await ask(url, here=LOCAL)


async def test_an_answer_that_does_not_come_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound_http, "SECONDS", 0.2)
    gone = asyncio.Event()

    async def reply(_: asyncio.StreamWriter) -> None:
        await gone.wait()

    async with answering(reply) as url:
        with pytest.raises(Unreachable, match=r"did not answer within 0\.2 seconds"):
            await ask(url, here=LOCAL)
        gone.set()


@pytest.mark.parametrize("said", [b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", b""])
async def test_an_answer_that_is_no_http_is_a_sentence(said: bytes) -> None:
    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(said)

    async with answering(reply) as url:
        with pytest.raises(Unreachable, match="could not be reached"):
            await ask(url, here=LOCAL)


async def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    """A plain server does not speak TLS at all."""

    async def reply(_: asyncio.StreamWriter) -> None:
        return

    async with answering(reply) as url:
        with pytest.raises(Unreachable):
            await ask(url.replace("http://", "https://"), here=LOCAL)


async def test_the_operators_own_provider_may_be_on_this_machine() -> None:
    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    async with answering(reply) as url:
        assert (await ask(url, trusted=True)).body == b"{}"
        with pytest.raises(Unreachable, match="https"):
            await ask(url, allow=True)
