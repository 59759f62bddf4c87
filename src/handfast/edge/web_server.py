"""The web server in front of the application, made in one place: production, its workers and the tests use the same."""

import asyncio
import resource
from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from socket import socket
from typing import Any

import uvicorn

from handfast.edge.addresses import Network
from handfast.edge.connections import ConnectionLimits, Connections
from handfast.edge.http_protocol import BoundedHttp
from handfast.edge.problems import answer
from handfast.edge.socket_limits import LARGEST_MESSAGE
from handfast.edge.websocket_protocol import BoundedWebSocket
from handfast.edge.whole_answers import lines
from handfast.kernel.outcomes import Reason, Refused

GRACE_SECONDS = 5
FEW_FILES = 4096
"""Below this limit the operator is warned: there may be thousands of devices, and each open page or request in flight needs one file."""
_ENOUGH_FILES = 65_536
_MOST_CONNECTIONS = 10_000
"""About 50 kB each: beyond this number, memory runs out first."""
_OWN_FILES = 128
"""Database connections, log, certificates, files being sent."""


class WebConfig(uvicorn.Config):
    """`headers` are sent with every answer that the protocol gives by itself. Can be pickled for a worker before it is loaded."""

    def __init__(
        self,
        app: Any,
        *,
        headers: Mapping[str, str],
        trusted_proxies: Sequence[Network] = (),
        limits: ConnectionLimits | None = None,
        **options: Any,
    ) -> None:
        self.limits = limits
        self.trusted_proxies = trusted_proxies
        self.lines = lines(headers)
        self.refusals = {reason: _refusal(reason, headers) for reason in _BY_PROTOCOL}
        super().__init__(
            app,
            loop="uvloop",
            http=BoundedHttp,
            ws=BoundedWebSocket,
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            date_header=False,  # `RequestLimits` sends it, by the application's clock
            ws_per_message_deflate=False,
            ws_max_size=LARGEST_MESSAGE,
            timeout_keep_alive=3600,  # `Connections` ends those that idle
            **{"timeout_graceful_shutdown": GRACE_SECONDS, **options},
        )

    def load(self) -> None:
        self.connections = Connections(self.limits or ConnectionLimits(total=most_connections()), self.trusted_proxies)
        super().load()


class WebServer(uvicorn.Server):
    config: WebConfig

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Like uvicorn's, but with a time limit for TLS handshakes."""
        await super().startup([])
        protocol = partial(BoundedHttp, config=self.config, server_state=self.server_state, app_state=self.lifespan.state)
        tls: dict[str, Any] = {"ssl": self.config.ssl, "ssl_handshake_timeout": self.config.connections.limits.head_seconds}
        for one in sockets or []:
            server = await asyncio.get_running_loop().create_server(
                protocol, sock=one, backlog=self.config.backlog, **(tls if self.config.ssl else {})
            )
            self.servers.append(server)


def raise_file_limit() -> int:
    """Lets this process open as many files and sockets as the system allows, up to what it can use; the number."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH_FILES if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH_FILES)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


def most_connections() -> int:
    files = raise_file_limit()
    return min(files - min(_OWN_FILES, files // 3), _MOST_CONNECTIONS)


_BY_PROTOCOL = (Reason.MALFORMED_REQUEST, Reason.HEADERS_TOO_LARGE, Reason.REQUEST_TIMEOUT)


def _refusal(reason: Reason, headers: Mapping[str, str]) -> bytes:
    response = answer(Refused(reason))
    lines = [(name.encode(), value.encode()) for name, value in headers.items()]
    lines += [*response.raw_headers, (b"cache-control", b"no-store"), (b"connection", b"close")]
    status = HTTPStatus(response.status_code)
    head = b"".join(name + b": " + value + b"\r\n" for name, value in lines)
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() + head + b"\r\n" + bytes(response.body)
