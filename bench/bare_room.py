"""The least that can tell a room: raw sockets and one prepared frame written to each in turn. Speaks to `websocket.Listener`."""

import asyncio
import json
import sys
from functools import partial
from itertools import count
from typing import cast

import uvloop

from handfast.serving import listen

_UPGRADED = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\r\n"
_MASKED_TEXT_HEAD = 6


def frame(text: bytes) -> bytes:
    """Of less than 126 bytes."""
    return bytes((0x81, len(text))) + text


class Room(asyncio.Protocol):
    """A GET opens a live connection or is answered at once; a POST tells everybody and answers with the number that it told."""

    def __init__(self, everybody: set[asyncio.Transport], numbers: "count[int]") -> None:
        self._everybody = everybody
        self._numbers = numbers
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._is_open:
            if data[_MASKED_TEXT_HEAD:].startswith(b"40"):
                self._transport.write(frame(b"40{}"))
                self._everybody.add(self._transport)
        elif b"upgrade: websocket" in data:
            self._is_open = True
            self._transport.write(_UPGRADED + frame(b"0{}"))
        elif data.startswith(b"POST"):
            self._answer(self._tell())
        else:
            self._answer("")

    def connection_lost(self, _error: Exception | None) -> None:
        self._everybody.discard(self._transport)

    def _tell(self) -> str:
        number = str(next(self._numbers))
        event = json.dumps(["device_change", {"change": "paired", "device_id": number}], separators=(",", ":"))
        told = frame(b"42" + event.encode())
        for transport in self._everybody:
            transport.write(told)
        return number

    def _answer(self, body: str) -> None:
        self._transport.write(f"HTTP/1.1 200 OK\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode())


async def main(port: int) -> None:
    everybody: set[asyncio.Transport] = set()
    server = await asyncio.get_running_loop().create_server(partial(Room, everybody, count()), sock=listen("127.0.0.1", port))
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
