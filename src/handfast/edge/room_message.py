"""A message to a whole room, encoded once, and how it reaches one session of the room.

The library gives each packet to a task of the session, which frames it anew: for 3,000 sessions that takes seconds. A session that has
nothing else to send is written to at once instead; another one gets the packet behind what it has, up to a limit.
"""

import asyncio
from typing import Any

from handfast.edge.socket_limits import Guest
from handfast.edge.websocket_protocol import text_frame
from handfast.lean_imports import without

# For its client, which we do not use, the library would load requests: 5 MB and a twentieth of the start.
with without("requests", "aiohttp"):
    import engineio
    from engineio.packet import MESSAGE
    from socketio.packet import EVENT, Packet

MOST_WAITING = 1_000
"""Packets for a client that does not read or does not poll. It then connects anew, and fetches what it missed."""


class _Waiting(asyncio.Queue[Any]):
    """The packets of one session. `is_settled` when the session's writer has taken all of them.

    The queue can be empty before that: `wait_for` holds what it took until the next turn of the loop.
    """

    _not_taken = 0

    @property
    def is_settled(self) -> bool:
        return self._not_taken == 0

    def put_nowait(self, item: Any) -> None:
        super().put_nowait(item)
        self._not_taken += 1

    def task_done(self) -> None:
        super().task_done()
        self._not_taken -= 1

    def clear(self) -> None:
        while not self.empty():
            self.get_nowait()
            self.task_done()


class EngineServer(engineio.AsyncServer):  # type: ignore[misc] # the library brings no types
    def create_queue(self, *_: object, **__: object) -> _Waiting:
        return _Waiting()


class RoomMessage:
    def __init__(self, event: str, body: dict[str, Any]) -> None:
        self._packet = engineio.packet.Packet(MESSAGE, Packet(EVENT, data=[event, body]).encode())
        self._frame = text_frame(self._packet.encode())

    async def give(self, session: Any, guest: Guest) -> bool:
        """Without ever waiting for the client. False when it has too much waiting, and is to be ended; that is dropped."""
        if session.upgraded and session.queue.is_settled and guest.write_now is not None and guest.write_now(self._frame):
            return True
        if session.queue.qsize() >= MOST_WAITING:
            session.queue.clear()
            return False
        await session.send(self._packet)
        return True
