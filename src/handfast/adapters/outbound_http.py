"""Asks OpenID providers. The address of a company's provider is what its admin typed, so nothing here may reach the inside of a network.

Every address that a host name stands for is checked, and the connection goes to the address that was checked: a name that is looked up a
second time could stand for another one by then (DNS rebinding). Redirects are not followed.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from contextlib import aclosing
from typing import Any, Literal
from urllib.parse import urlsplit

from handfast.single_sign_on.fetching import Answer, Unreachable

SECONDS = 5.0
LARGEST_ANSWER = 256 * 1024
_AGENT = "Handfast"


class OutboundHttp:
    """`public_url`: of this server. `allow_private`: whether companies' providers may be at private addresses."""

    def __init__(self, public_url: str, *, allow_private: bool = False) -> None:
        self._here_is_loopback = is_loopback(urlsplit(public_url).hostname or "")
        self._allow_private = allow_private
        self._ssl: ssl.SSLContext | None = None

    async def __call__(
        self, method: Literal["GET", "POST"], url: str, headers: Mapping[str, str], body: bytes = b"", *, trusted: bool
    ) -> Answer:
        host = self._host(url, trusted=trusted)
        try:
            async with asyncio.timeout(SECONDS):
                return await self._ask(method, url, {**headers, "User-Agent": _AGENT}, body, trusted=trusted)
        except TimeoutError as error:
            raise Unreachable(f"{host} did not answer within {SECONDS:g} seconds") from error

    def _host(self, url: str, *, trusted: bool) -> str:
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError as error:
            raise Unreachable(f"{url[:200]} is not an address") from error
        may_be_plain = is_loopback(host) and (trusted or self._here_is_loopback)
        if not host or parts.username or (parts.scheme != "https" and not (parts.scheme == "http" and may_be_plain)):
            raise Unreachable(f"{url[:200]} is not an https address")
        return host

    async def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes, *, trusted: bool) -> Answer:
        import httpcore  # noqa: PLC0415 - a server without single sign-on does without it

        if self._ssl is None:
            self._ssl = await asyncio.get_running_loop().run_in_executor(None, ssl.create_default_context)
        backend = _backend(self._may_ask if not trusted else lambda _: True)
        pool = httpcore.AsyncConnectionPool(ssl_context=self._ssl, network_backend=backend, max_connections=1)
        async with pool, aclosing(backend):
            try:
                async with pool.stream(method, url, headers=[*headers.items()], content=body) as response:
                    return Answer(response.status, await _bounded(response))
            except Unreachable:
                raise
            except ssl.SSLError as error:
                raise Unreachable(f"the certificate of {urlsplit(url).hostname} is not valid") from error
            except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError, ValueError) as error:
                why = "the certificate is not valid" if "certificate" in str(error).lower() else "no connection was possible"
                raise Unreachable(f"{urlsplit(url).hostname} could not be reached: {why}") from error

    def _may_ask(self, address: str) -> bool:
        ip = ipaddress.ip_address(address.partition("%")[0])
        ip = getattr(ip, "ipv4_mapped", None) or ip
        return self._allow_private or is_public(ip) or (self._here_is_loopback and ip.is_loopback)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether the address is one of the internet. Those that embed an IPv4 address (6to4, Teredo, NAT64) may lead inside all the same."""
    if isinstance(ip, ipaddress.IPv6Address) and (ip.sixtofour or ip.teredo or ip in _NAT64):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


async def _bounded(response: Any) -> bytes:
    parts, size = [], 0
    async for part in response.aiter_stream():
        parts.append(part)
        size += len(part)
        if size > LARGEST_ANSWER:
            raise Unreachable(f"the answer is larger than {LARGEST_ANSWER // 1024} KiB")
    return b"".join(parts)


def _backend(may_ask: Callable[[str], bool]) -> Any:
    """A network backend of httpcore that connects only to addresses that `may_ask` lets through."""
    import httpcore  # noqa: PLC0415

    network = httpcore.AnyIOBackend()

    class Checked(httpcore.AsyncNetworkBackend):
        opened: httpcore.AsyncNetworkStream | None = None

        async def aclose(self) -> None:
            """Also a connection on which TLS failed, which the pool leaves open."""
            if self.opened is not None:
                await self.opened.aclose()

        async def connect_tcp(
            self,
            host: str,
            port: int,
            timeout: float | None = None,  # noqa: ASYNC109 - httpcore names it
            local_address: str | None = None,
            socket_options: Iterable[Any] | None = None,
        ) -> httpcore.AsyncNetworkStream:
            addresses = await _addresses(host, port)
            if not all(map(may_ask, addresses)):
                raise Unreachable(f"{host} is at a private address, which the operator of this server does not allow")
            error: Exception = Unreachable(f"there is no host {host}")
            for address in addresses:
                try:
                    self.opened = await network.connect_tcp(address, port, timeout, local_address, socket_options)
                except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                    error = failed
                else:
                    return self.opened
            raise error

    return Checked()


async def _addresses(host: str, port: int) -> list[str]:
    try:
        found = await _resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"there is no host {host}") from error
    return [str(one[4][0]) for one in found]


async def _resolve(host: str, port: int) -> list[Any]:
    return await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
