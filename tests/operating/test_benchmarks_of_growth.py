"""Everything that the benchmarks of growth ask for is answered. How fast it is, no test asserts."""

import asyncio
from pathlib import Path

from bench import growth_seed
from bench.copies import multiply
from bench.growth import at_work, once
from bench.growth_work import acts, idle_jobs, pages
from handfast.adapters.real import SystemClock
from handfast.db.database import Database
from handfast.db.query import Query

NOW = SystemClock().now()
COPIED = ("users", "accounts", "devices", "credentials", "pairing_codes", "rustdesk", "links", "subscriptions", "audit", "sessions")


async def test_every_page_act_and_job_that_is_measured_is_answered_in_a_seeded_company_among_others(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    staff = await asyncio.to_thread(growth_seed.fill, database_url, 200, NOW, 9)
    before = {table: await rows(database, table) for table in COPIED}
    await asyncio.to_thread(multiply, database_url, 3)
    assert {table: await rows(database, table) for table in COPIED} == {table: 3 * number for table, number in before.items()}
    devices = await database.fetch_all(Query("/* any tenant: all */ SELECT devices FROM tenant_counts", (), int))
    assert (len(devices), len(set(devices))) == (3, 1)
    assert devices[0] > 150
    async with at_work(tmp_path, database_url, staff, 200, NOW) as company:
        for turn, task in enumerate([*pages(), *idle_jobs(company), *acts()], 1):
            assert await once(company, task, turn) > 0, task.name


async def rows(database: Database, table: str) -> int:
    return await database.fetch_one(Query(f"/* any tenant: all */ SELECT count(*) FROM {table}", (), int)) or 0
