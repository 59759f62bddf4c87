"""The benchmarks speak as the program does today. How fast it is, no test asserts."""

from functools import partial
from pathlib import Path

from bench import grants
from bench.invites import WAYS
from bench.recording import Variable, invite, record
from handfast.db.database import Database


async def test_an_invite_and_a_grant_are_recorded_so_that_they_can_be_replayed_for_other_tenants(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    managers = await grants.prepared(database, 2)
    for by in WAYS:
        steps = await record(database_url, tmp_path, managers, partial(invite, by=by))
        assert [step.kind for step in steps].count("execute_batch") == 2
        arguments = [argument for step in steps for write in step.writes for argument in write.args]
        assert any(write.shares for step in steps for write in step.writes) == (by == "code alone")
        assert "tenant" in {argument.name for argument in arguments if isinstance(argument, Variable)}

    steps = await record(database_url, tmp_path, managers, grants.grant)
    assert [step.kind for step in steps].count("commit_now") == 2, "the poll in vain, and the one that is answered"
    assert [step.kind for step in steps].count("execute_batch") == 4
    arguments = [argument for step in steps for write in step.writes for argument in write.args]
    assert "tenant" in {argument.name for argument in arguments if isinstance(argument, Variable)}
