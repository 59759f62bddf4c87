"""Asks `/healthz` again and again from a thread: how long others wait while the server is busy with something."""

import threading
import time
from contextlib import closing
from http.client import HTTPConnection
from typing import Self

EVERY_SECONDS = 0.005


class Probe:
    """Asks while the block runs."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._asked: list[tuple[float, float]] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def during(self, spans: list[tuple[float, float]]) -> list[float]:
        """The milliseconds of each request that was under way at some time within these spans of the monotonic clock."""
        return [(end - begun) * 1000 for begun, end in self._asked if any(begun <= last and end >= first for first, last in spans)]

    def _run(self) -> None:
        connection = HTTPConnection("127.0.0.1", self._port)
        with closing(connection):
            while not self._is_over.wait(EVERY_SECONDS):
                begun = time.monotonic()
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                self._asked.append((begun, time.monotonic()))
