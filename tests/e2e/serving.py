"""A server whose clock stands at today's date, like the browser's, and moves only by hand."""

import time
from collections.abc import Iterator

from handfast.kernel.time import SECOND
from tests.support.server import Server


def serving(server: Server, *, people: bool = True) -> Iterator[Server]:
    server.clock.moment = int(time.time() * SECOND)
    server.start(people=people)
    yield server
    server.stop()
