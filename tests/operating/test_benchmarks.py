"""The benchmarks speak as the program does today. How fast it is, no test asserts."""

from pathlib import Path

from bench.invites import WAYS
from bench.people import seed
from bench.recording import Variable, record
from handfast.db.database import Database


async def test_an_invite_is_recorded_so_that_it_can_be_replayed_for_other_tenants(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    managers = await seed(database, 2)
    for by in WAYS:
        steps = await record(database_url, tmp_path, managers, by)
        assert [step.kind for step in steps].count("execute_batch") == 2
        arguments = [argument for step in steps for write in step.writes for argument in write.args]
        assert any(write.shares for step in steps for write in step.writes) == (by == "code alone")
        assert "tenant" in {argument.name for argument in arguments if isinstance(argument, Variable)}
