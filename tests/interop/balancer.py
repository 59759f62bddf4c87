"""A balancer without loyalty: every request goes to the next node. It speaks TLS, and notes what OAuth clients do."""

import base64
import json
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

_NOT_PASSED_ON = {"connection", "keep-alive", "transfer-encoding", "content-length", "upgrade"}
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Seen:
    """One request, and how it was answered."""

    client_id: str | None
    """As the form, the header or the access token says."""
    path: str
    grant_type: str | None
    proven: bool
    """Whether it came with a DPoP proof."""
    node: int
    status: int
    answer: bytes


class Balancer:
    def __init__(self, certificate: Path, key: Path) -> None:
        self.nodes: list[str] = []
        """Their addresses, `host:port`."""
        self.seen: list[Seen] = []
        self._turns: defaultdict[str | None, count[int]] = defaultdict(count)
        self._noticed = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), _Request)
        self._server.balancer = self
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        # The handshake is for the thread of the connection, not for the one that accepts them.
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"https://localhost:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, name="balancer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def of(self, client_id: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.client_id == client_id]

    def note(self, seen: Seen) -> None:
        with self._noticed:
            self.seen.append(seen)
            self._noticed.notify_all()

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        with self._noticed:
            assert self._noticed.wait_for(is_so, _SECONDS), "it did not come to that"

    def next_node(self, client_id: str | None) -> int:
        """Of the requests of a client, each meets the other node."""
        return next(self._turns[client_id]) % len(self.nodes)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    balancer: Balancer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news; what else goes wrong is seen in what the client gets."""


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: object) -> None:
        """Not on the screen."""

    def _pass_on(self) -> None:
        balancer, body = self.server.balancer, self.rfile.read(int(self.headers.get("Content-Length", 0)))
        form = dict(parse_qsl(body.decode("latin-1")))
        client_id = form.get("client_id") or _client_of(self.headers.get("Authorization", ""))
        node = balancer.next_node(client_id)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _NOT_PASSED_ON}
        headers |= {"X-Forwarded-For": self.client_address[0], "X-Forwarded-Proto": "https"}
        inside = HTTPConnection(balancer.nodes[node], timeout=_SECONDS)
        try:
            inside.request(self.command, self.path, body or None, headers)
            answer = inside.getresponse()
            content = answer.read()
        finally:
            inside.close()
        path, proven = urlsplit(self.path).path, "DPoP" in self.headers
        balancer.note(Seen(client_id, path, form.get("grant_type"), proven, node, answer.status, content))
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _NOT_PASSED_ON:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = _pass_on  # noqa: N815 - the names are those of the library


def _client_of(authorization: str) -> str | None:
    """By HTTP Basic, or by an access token, which says whose it is."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() == "basic":
        return unquote(base64.b64decode(credentials).decode().partition(":")[0])
    if credentials.count(".") != 2:
        return None
    claims = json.loads(base64.urlsafe_b64decode(credentials.split(".")[1] + "=="))
    return str(claims["client_id"])
