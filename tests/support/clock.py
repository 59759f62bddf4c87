"""Time and chance that a test holds in its hand."""

import random
import threading
import uuid
from datetime import UTC, datetime

from handfast.kernel.time import SECOND

START = int(datetime(2026, 1, 20, 6, tzinfo=UTC).timestamp()) * SECOND


class MovableClock:
    """Stands still until it is moved. `kernel.ports.Clock`."""

    def __init__(self, moment: int = START) -> None:
        self.moment = moment

    def now(self) -> int:
        return self.moment

    def move(self, milliseconds: int) -> None:
        self.moment += milliseconds


class SeededRandom:
    """The same course of chance on every run. `kernel.ports.Random`."""

    def __init__(self, seed: int = 42) -> None:
        self._chance = random.Random(seed)
        self._lock = threading.Lock()

    def begin(self, seed: int) -> None:
        """Another course: two servers on one database must not draw the same ids."""
        with self._lock:
            self._chance.seed(seed)

    def bytes(self, count: int) -> bytes:
        with self._lock:
            return self._chance.randbytes(count)

    def symbols(self, alphabet: str, count: int) -> str:
        with self._lock:
            return "".join(self._chance.choices(alphabet, k=count))

    def id(self) -> str:
        return str(uuid.UUID(bytes=self.bytes(16), version=4))
