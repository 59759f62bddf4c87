"""A server that stops does not wait for whoever reads."""

import asyncio
import threading
from pathlib import Path

import pytest

from handfast.db.database import Unavailable
from handfast.db.query import Query
from handfast.db.sqlite import BULK_READERS, SqliteDatabase

# Some ten seconds of work.
COUNT = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT count(*) FROM n"
FAR = 50_000_000
SOON_SECONDS = 2


class Far:
    """A number that SQLite asks for in a reader's thread, just before it begins to count."""

    def __init__(self) -> None:
        self.is_asked = threading.Event()

    def __conform__(self, _protocol: object) -> int:
        self.is_asked.set()
        return FAR


async def test_reports_that_are_being_read_or_wait_are_ended(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "handfast.db")
    numbers = [Far() for _ in range(BULK_READERS + 1)]
    reports = [asyncio.create_task(database.fetch_one(Query(COUNT, (number,), int, bulk=True))) for number in numbers]
    for number in numbers[:BULK_READERS]:
        assert await asyncio.to_thread(number.is_asked.wait, 5)
    async with asyncio.timeout(SOON_SECONDS):
        await database.close()
        for report in reports:
            with pytest.raises(Unavailable, match="the server is stopping"):
                await report
    assert not numbers[-1].is_asked.is_set()
