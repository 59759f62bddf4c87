"""One use case, one commit: what it wrote, its audit rows and its live events stand or fall together."""

import asyncio
import json

import pytest

from handfast.audit import store as audit
from handfast.db.database import Conflict, Database, Statement
from handfast.kernel.callers import Caller
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Keys
from handfast.runner.context import Context, Policy
from handfast.runner.run import Runner
from tests.support.clock import MovableClock, SeededRandom
from tests.support.rows import commit_row, fetch_row

PUT = "INSERT INTO server_state (name, value) VALUES ($1, '')"
KEYS = Keys(b"k" * 32)
TENANT = TenantId("t")
ANN = Caller("person", address="203.0.113.7", id="ann", name="Ann", tenant_id=TENANT)


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)


@pytest.fixture
def wakes() -> list[None]:
    return []


@pytest.fixture
def runner(database: Database, clock: MovableClock, random: SeededRandom, wakes: list[None]) -> Runner:
    return Runner(
        database,
        clock,
        random,
        KEYS,
        Policy("http://127.0.0.1"),
        asyncio.to_thread,
        lambda: wakes.append(None),
    )


def renamed(name: str) -> DomainEvent:
    return DomainEvent(
        "DEVICE_RENAMED",
        TENANT,
        Subject("device", name, "Till 1"),
        {"old_name": "Till"},
        version=2,
    )


async def rows(database: Database, table: str, column: str, wanted: str) -> int:
    row = await fetch_row(database, f"SELECT count(*) AS number FROM {table} WHERE {column} LIKE $1", f"%{wanted}%")
    assert row is not None
    return int(row["number"])


async def test_the_writes_the_trail_and_the_event_are_one_commit(runner: Runner, database: Database, name: str, wakes: list[None]) -> None:
    async def rename(context: Context, command: str) -> Done[str]:
        context.write(Statement(PUT, (command,)))
        return Done(command, [renamed(command)])

    assert await runner(rename, name, ANN) == Done(name, [renamed(name)])

    assert await rows(database, "server_state", "name", name) == 1
    trail = await fetch_row(database, "SELECT * FROM audit WHERE subject_id = $1", name)
    assert trail is not None
    assert (trail["actor_name"], trail["outcome"], trail["address"]) == (
        "Ann",
        "done",
        "203.0.113.7",
    )
    assert bytes(trail["mac"]) == audit.mac(KEYS, [trail[column] for column in audit.COLUMNS])
    event = await fetch_row(database, "SELECT event, body FROM outbox WHERE body LIKE $1", f"%{name}%")
    assert event is not None
    assert (event["event"], json.loads(event["body"])) == (
        "device_change",
        {"change": "renamed", "device_id": name, "version": 2},
    )
    assert len(wakes) == 1


async def test_a_refusal_keeps_what_it_wrote(runner: Runner, database: Database, name: str) -> None:
    async def guess(context: Context, command: str) -> Refused:
        context.write(Statement(PUT, (command,)))
        return Refused(
            Reason.INVALID_CODE,
            events=[DomainEvent("DEVICE_PAIR_FAILED", TENANT, Subject("invite", command))],
        )

    await runner(guess, name, ANN)

    assert await rows(database, "server_state", "name", name) == 1
    trail = await fetch_row(database, "SELECT outcome, reason FROM audit WHERE subject_id = $1", name)
    assert trail is not None
    assert (trail["outcome"], trail["reason"]) == ("refused", "INVALID_CODE")


async def test_a_bug_undoes_everything(runner: Runner, database: Database, name: str, wakes: list[None]) -> None:
    async def stumble(context: Context, command: str) -> Done[None]:
        context.write(Statement(PUT, (command,)))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await runner(stumble, name, ANN)

    assert await rows(database, "server_state", "name", name) == 0
    assert wakes == []


async def test_who_was_overtaken_looks_again_with_fresh_eyes(runner: Runner, database: Database, name: str) -> None:
    looks: list[int] = []

    async def take(context: Context, command: str) -> Done[bool]:
        looks.append(len(context.batch))
        taken = await fetch_row(context.reads, "SELECT 1 FROM server_state WHERE name = $1", command)
        if taken:
            return Done(False)
        await database.execute_batch([Statement(PUT, (command,))])
        context.write(Statement(PUT, (command,)))
        return Done(True, [renamed(command)])

    assert await runner(take, name, ANN) == Done(False)

    assert looks == [0, 0]
    assert await rows(database, "audit", "subject_id", name) == 0
    assert await rows(database, "outbox", "body", name) == 0


async def test_who_is_always_overtaken_is_told_that_the_server_is_busy(
    runner: Runner,
) -> None:
    async def lose(context: Context, command: None) -> Done[None]:
        raise Conflict

    assert await runner(lose, None, ANN) == Refused(Reason.BUSY, retry_in=1_000)


async def test_what_was_paid_at_once_stays_paid_when_the_rest_fails(runner: Runner, database: Database, name: str) -> None:
    async def pay(context: Context, command: str) -> Done[None]:
        await commit_row(context, f"{PUT} RETURNING name", command)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await runner(pay, name, ANN)

    assert await rows(database, "server_state", "name", name) == 1


async def test_small_facts_are_heard_but_not_kept(runner: Runner, database: Database, name: str) -> None:
    async def appear(context: Context, command: str) -> Done[None]:
        return Done(None, [DomainEvent("DEVICE_ONLINE", TENANT, Subject("device", command))])

    await runner(appear, name, ANN)

    assert await rows(database, "audit", "subject_id", name) == 0
    assert await rows(database, "outbox", "body", name) == 1


async def test_time_and_chance_are_those_of_the_world(runner: Runner, clock: MovableClock) -> None:
    async def look(context: Context, command: None) -> Done[tuple[int, str]]:
        return Done((context.now, context.random.id()))

    clock.move(5)

    assert await runner(look, None, ANN) == Done((clock.now(), SeededRandom().id()))
