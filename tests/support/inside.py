"""What a test does inside a server, past its API: reads rows, runs a job or a use case, sets what an owner sets, loses a batch."""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from handfast.db.database import Statement
from handfast.kernel.callers import Caller
from handfast.kernel.outcomes import Done, Refused
from tests.support.rows import commit_row, fetch_row, fetch_rows
from tests.support.server import Server


def settings(server: Server, tenant: int = 0, **chosen: Any) -> None:
    """What an owner would set. The second tenant of the demo has none, so it is written down directly."""
    id = server.tenants[tenant].id
    server.call(
        commit_row(server.application.database, "UPDATE tenants SET settings = $2 WHERE id = $1 RETURNING id", id, json.dumps(chosen))
    )


def row(server: Server, sql: str, *args: Any) -> dict[str, Any]:
    """The one row that a look into the database gives."""
    found = server.call(fetch_row(server.application.database, sql, *args))
    assert found is not None
    return dict(found)


def rows(server: Server, sql: str, *args: Any) -> list[dict[str, Any]]:
    return [dict(found) for found in server.call(fetch_rows(server.application.database, sql, *args))]


async def do_job(server: Server, name: str) -> None:
    """The scheduler's job, now."""
    await next(job for job in server.application.jobs if job.name == name).work(server.application.run)


def run_job(server: Server, name: str) -> None:
    server.call(do_job(server, name))


def use(server: Server, use_case: Any, command: Any, caller: Caller) -> Any:
    outcome: Done[Any] | Refused = server.call(server.application.run(use_case, command, caller))
    assert isinstance(outcome, Done), outcome
    return outcome.view


def fill_bucket(server: Server, key: str, count: int, period: int) -> None:
    """Stands for that many failures, which would take minutes to commit one by one."""
    sql = """INSERT INTO buckets (key, count, resets_at) VALUES ($1, $2, $3)
    ON CONFLICT (key) DO UPDATE SET count = $2, resets_at = $3 RETURNING count"""
    server.call(commit_row(server.application.database, sql, key, count, server.clock.now() + period))


def lose_once(server: Server) -> None:
    """The next batch is lost, as if somebody had been faster: whatever left it looks again."""
    apply = server.application.database.execute_batch

    async def lost(writes: Sequence[Statement]) -> None:
        await apply([*writes, Statement("DELETE FROM buckets WHERE key = $1", ("none",), guard=True)])

    _instead_of_the_next_batch(server, lost)


def be_faster(server: Server, *statements: Statement) -> None:
    """Commits them between what the next use case reads and what it writes."""
    apply = server.application.database.execute_batch

    async def late(writes: Sequence[Statement]) -> None:
        await apply(statements)
        await apply(writes)

    _instead_of_the_next_batch(server, late)


def _instead_of_the_next_batch(server: Server, commit: Callable[[Sequence[Statement]], Awaitable[None]]) -> None:
    database = server.application.database
    apply = database.execute_batch

    async def once(writes: Sequence[Statement]) -> None:
        database.execute_batch = apply  # type: ignore[method-assign]
        await commit(writes)

    database.execute_batch = once  # type: ignore[method-assign]
