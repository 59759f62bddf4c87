"""A hostile crowd, in a process of its own: `python -m tests.exposed.crowd PORT`.

A thousand connections from 35 addresses of this machine, each in one of four ways; one that the server hangs up on comes again at once.
Prints a line when the server has answered each of them once, begins when a line is sent back, goes on until standard input ends, and
prints as JSON what it did.
"""

import contextlib
import json
import resource
import select
import socket
import sys
from collections import Counter
from itertools import cycle, islice

SIZE = 1000
FILES = SIZE + 100
HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
UPGRADE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
ATTACHMENT = b'451-["x",{"_placeholder":true,"num":0}]'
FRAMES = "frames before signing in"
# How each begins, and what it sends again and again after that.
WAYS = {
    "an endless head": (HEAD, (b"X-Filler: " + b"a" * 88 + b"\r\n") * 40),
    "a slow head": (HEAD + b"X-Filler: ", b"a"),
    "silence": (b"", b""),
    FRAMES: (UPGRADE, bytes([0x81, 0x80 | len(ATTACHMENT)]) + b"\0\0\0\0" + ATTACHMENT),
}


class Attacker:
    def __init__(self, way: str, address: str, port: int) -> None:
        self._start, self._again = WAYS[way]
        self._address = address
        self._port = port
        self._has_begun = False
        self._come()
        self._socket.setblocking(True)
        self._socket.sendall(HEAD + b"\r\n")
        assert self._socket.recv(65_536).startswith(b"HTTP/1.1 200")
        self._socket.setblocking(False)

    def try_it(self, done: Counter[str]) -> None:
        """Sends the next piece; comes again when it was hung up on."""
        try:
            with contextlib.suppress(BlockingIOError):
                if not self._socket.recv(65_536):
                    raise ConnectionResetError
            with contextlib.suppress(BlockingIOError):
                done["bytes"] += self._socket.send(self._again if self._has_begun else self._start)
                self._has_begun = True
        except ConnectionError:
            self._socket.close()
            self._come()
            done["came again"] += 1

    def _come(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port), source_address=(self._address, 0))
        self._socket.setblocking(False)
        self._has_begun = False


def crowd(port: int) -> list[Attacker]:
    """From few addresses where the server allows each its number of sessions, so that this limit is met too."""
    made = []
    for number, way in enumerate(WAYS, 1):
        addresses = cycle(f"127.0.{number}.{place}" for place in range(1, 6 if way == FRAMES else 11))
        made += [Attacker(way, address, port) for address in islice(addresses, SIZE // len(WAYS))]
    return made


def main() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    attackers = crowd(int(sys.argv[1]))
    print("all stand", flush=True)
    sys.stdin.readline()
    done: Counter[str] = Counter()
    while not select.select([sys.stdin], [], [], 0)[0]:
        for one in attackers:
            one.try_it(done)
        done["rounds"] += 1
    print(json.dumps(done))


if __name__ == "__main__":
    main()
