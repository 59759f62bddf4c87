"""Whether a server should get requests: the same few words on both databases, and no write more than is needed to know."""

from handfast.db.database import Database
from handfast.db.opening import open_database
from handfast.db.readiness import BELIEVED, Readiness
from tests.support.clock import START, MovableClock
from tests.support.rows import fetch_row


async def written(database: Database) -> int | None:
    """When the last write was tried that should only tell whether the database takes any."""
    row = await fetch_row(database, "SELECT value FROM server_state WHERE name = 'written'")
    return int(row["value"]) if row else None


async def test_one_write_is_believed_for_a_while_and_then_tried_again(database: Database, clock: MovableClock) -> None:
    readiness = Readiness(database, clock)
    seen = []
    for step in (0, 1, BELIEVED - 2, 1, 1):
        clock.move(step)
        assert await readiness.trouble() is None
        seen.append(await written(database))

    assert seen == [START, START, START, START + BELIEVED, START + BELIEVED]


async def test_a_clock_that_was_set_back_is_no_reason_to_believe(database: Database, clock: MovableClock) -> None:
    readiness = Readiness(database, clock)
    assert await readiness.trouble() is None
    clock.move(-2 * BELIEVED)
    assert await readiness.trouble() is None
    assert await written(database) == START - 2 * BELIEVED


async def test_an_empty_database_is_not_migrated(empty_database_url: str, clock: MovableClock) -> None:
    database = await open_database(empty_database_url, 1)
    assert await Readiness(database, clock).trouble() == "not migrated"
    await database.close()
