"""A batch of writes: all or none, guarded, shared commits, and what is said when it fails."""

import asyncio
from collections.abc import Sequence

import pytest

from handfast.db.database import Conflict, Database, Statement, Unavailable
from handfast.kernel.callers import Role
from handfast.kernel.ids import TenantId, UserId
from tests.support.clock import SeededRandom
from tests.support.members import new_user
from tests.support.rows import commit_row, fetch_row, fetch_rows

PUT = "INSERT INTO server_state (name, value) VALUES ($1, $2)"
CHANGE = "UPDATE server_state SET value = $2 WHERE name = $1 AND value = $3"


def put(name: str, value: str = "", *, guard: bool = False) -> Statement:
    return Statement(PUT, (name, value), guard)


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A key of the test's own: the module shares one database."""
    return str(request.node.name)


async def names(database: Database, prefix: str) -> Sequence[str]:
    rows = await fetch_rows(
        database,
        "SELECT name FROM server_state WHERE substr(name, 1, length($1)) = $1 ORDER BY name",
        prefix,
    )
    return [row["name"] for row in rows]


async def value(database: Database, name: str) -> str | None:
    row = await fetch_row(database, "SELECT value FROM server_state WHERE name = $1", name)
    return row["value"] if row else None


async def test_what_was_acknowledged_can_be_read(database: Database, name: str) -> None:
    await database.execute_batch([put(f"{name}/1"), put(f"{name}/2")])

    assert await names(database, name) == [f"{name}/1", f"{name}/2"]


async def test_a_guarded_write_that_matches_a_row_is_kept(database: Database, name: str) -> None:
    await database.execute_batch([put(name, "old")])
    await database.execute_batch([Statement(CHANGE, (name, "new", "old"), guard=True)])

    assert await value(database, name) == "new"


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_a_guard_that_matches_nothing_undoes_the_whole_batch(database: Database, name: str, place: int) -> None:
    writes = [put(f"{name}/1"), put(f"{name}/2")]
    writes.insert(place, Statement(CHANGE, (name, "new", "never"), guard=True))

    with pytest.raises(Conflict):
        await database.execute_batch(writes)

    assert await names(database, name) == []


async def test_without_a_guard_a_write_may_match_nothing(database: Database, name: str) -> None:
    await database.execute_batch([put(f"{name}/1"), Statement(CHANGE, (name, "new", "never"))])

    assert await names(database, name) == [f"{name}/1"]


async def test_a_taken_unique_value_means_somebody_was_faster(database: Database, name: str) -> None:
    await database.execute_batch([put(name, "first")])

    with pytest.raises(Conflict):
        await database.execute_batch([put(f"{name}/other"), put(name, "second")])

    assert await value(database, name) == "first"
    assert await names(database, f"{name}/") == []


async def test_a_broken_rule_is_a_bug_and_undoes_the_batch(database: Database, name: str) -> None:
    person = "INSERT INTO users (id, account_id, tenant_id, email, name, role, created_at) VALUES ($1, $1, $2, $3, $4, $5, $6)"

    with pytest.raises(Exception, match=r"users_role|FOREIGN KEY|foreign key") as caught:
        await database.execute_batch(
            [
                put(name),
                Statement(person, (name, "no such tenant", "a@example.org", "A", "king", 0)),
            ]
        )

    assert not isinstance(caught.value, Conflict | Unavailable)
    assert await names(database, name) == []


async def test_a_child_may_come_in_the_batch_of_its_parent(database: Database, random: SeededRandom) -> None:
    tenant, person = random.id(), random.id()
    await database.execute_batch(
        [
            Statement(
                "INSERT INTO tenants (id, name, created_at) VALUES ($1, $2, $3)",
                (tenant, "The Ladle", 0),
            ),
            *new_user(UserId(person), f"{person}@example.org", "Ann", Role.OWNER, 0, tenant_id=TenantId(tenant)),
        ]
    )

    row = await fetch_row(database, "SELECT tenant_id FROM users WHERE id = $1", person)
    assert row is not None
    assert row["tenant_id"] == tenant


async def test_the_same_statements_with_other_values_are_another_batch(database: Database, name: str) -> None:
    for number in range(3):
        await database.execute_batch([put(f"{name}/{number}/a", "a"), put(f"{name}/{number}/b", "b")])

    assert len(await names(database, name)) == 6
    assert await value(database, f"{name}/2/b") == "b"


async def test_an_argument_may_be_used_twice_and_texts_may_hold_anything_a_person_types(database: Database, name: str) -> None:
    text = 'Zoë\'s $1 "tablet" -- 日本 🍜 :1 %s ?'
    await database.execute_batch(
        [
            Statement(
                "INSERT INTO server_state (name, value) VALUES ($1, $2 || $2)",
                (name, text),
            )
        ]
    )

    assert await value(database, name) == text + text


@pytest.mark.parametrize("order", [(True, False), (False, True)])
async def test_the_same_statement_is_a_guard_in_one_batch_and_none_in_another(
    database: Database, name: str, order: tuple[bool, bool]
) -> None:
    """PostgreSQL keeps what it composed of a batch: its guards are part of what it must be known by."""
    sql = f"{CHANGE} AND '{order}' <> ''"  # a statement of this test's own, which nothing has composed yet
    for guard in order:
        batch = [put(f"{name}/{guard}"), Statement(sql, (name, "new", "never"), guard)]
        if guard:
            with pytest.raises(Conflict):
                await database.execute_batch(batch)
        else:
            await database.execute_batch(batch)

    assert await names(database, f"{name}/") == [f"{name}/False"]


async def test_two_batches_that_wait_for_each_other_are_a_conflict_and_no_error(database: Database, name: str) -> None:
    """On PostgreSQL each holds a row that the other wants (a real deadlock); on SQLite one comes after the other."""
    await database.execute_batch([put(f"{name}/a"), put(f"{name}/b")])
    hold = ""
    if database.name == "postgresql":
        hold = " AND (SELECT count(*) FROM pg_sleep(0.05)) = 1"
    write = f"UPDATE server_state SET value = value || 'x' WHERE name = $1{hold}"

    async def change(first: str, second: str) -> bool:
        try:
            await database.execute_batch([Statement(write, (f"{name}/{first}",)), Statement(write, (f"{name}/{second}",))])
        except Conflict:
            return False
        return True

    for _ in range(20):
        kept = await asyncio.gather(change("a", "b"), change("b", "a"))
        assert any(kept)
        if not all(kept) or database.name == "sqlite":
            break
    else:
        pytest.fail("no deadlock came about: this test shows nothing")
    assert await value(database, f"{name}/a") == await value(database, f"{name}/b")


async def test_64_parallel_batches_of_which_some_fail(database: Database, name: str) -> None:
    """Batches share a commit; the failing ones must take nothing of their neighbours along."""

    def batch(number: int) -> list[Statement]:
        writes = [put(f"{name}/{number:02}/a"), put(f"{name}/{number:02}/b")]
        if number % 4 == 1:
            writes.append(Statement(CHANGE, (name, "", "never"), guard=True))
        if number % 4 == 2:
            writes.append(put(f"{name}/00/a") if number else put(name))
        if number % 4 == 3:
            writes.append(
                Statement(
                    "INSERT INTO buckets (key, count, resets_at) VALUES ($1, NULL, 0)",
                    (name,),
                )
            )
        return writes

    await database.execute_batch(batch(0))
    answers = await asyncio.gather(
        *(database.execute_batch(batch(number)) for number in range(1, 65)),
        return_exceptions=True,
    )

    kinds = [type(answer) if answer is None or isinstance(answer, Conflict) else Exception for answer in answers]
    assert kinds == [{0: type(None), 1: Conflict, 2: Conflict, 3: Exception}[number % 4] for number in range(1, 65)]
    kept = [f"{name}/{number:02}/{letter}" for number in range(65) if number % 4 == 0 for letter in "ab"]
    assert await names(database, f"{name}/") == kept


async def test_of_64_who_take_the_same_thing_one_gets_it(database: Database, name: str) -> None:
    await database.execute_batch([put(name, "free")])

    async def take(number: int) -> bool:
        try:
            await database.execute_batch(
                [
                    Statement(CHANGE, (name, f"taken by {number}", "free"), guard=True),
                    put(f"{name}/{number:02}"),
                ]
            )
        except Conflict:
            return False
        return True

    winners = [number for number, won in enumerate(await asyncio.gather(*(take(number) for number in range(64)))) if won]

    assert len(winners) == 1
    assert await value(database, name) == f"taken by {winners[0]}"
    assert await names(database, f"{name}/") == [f"{name}/{winners[0]:02}"]


async def test_at_once_gives_the_row_it_wrote(database: Database, name: str) -> None:
    row = await commit_row(database, f"{PUT} RETURNING name, value", name, "now")

    assert row is not None
    assert (row["name"], row["value"]) == (name, "now")
    assert await value(database, name) == "now"


async def test_at_once_that_matches_nothing_gives_nothing(database: Database, name: str) -> None:
    assert await commit_row(database, f"{CHANGE} RETURNING name", name, "new", "never") is None


async def test_at_once_on_a_taken_value_means_somebody_was_faster(database: Database, name: str) -> None:
    await database.execute_batch([put(name)])

    with pytest.raises(Conflict):
        await commit_row(database, f"{PUT} RETURNING name", name, "")


async def test_200_parallel_tries_on_a_counter_of_five(database: Database, name: str) -> None:
    await database.execute_batch([put(name, "0")])
    count = """UPDATE server_state SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)
    WHERE name = $1 AND CAST(value AS INTEGER) < 5 RETURNING value"""

    rows = await asyncio.gather(*(commit_row(database, count, name) for _ in range(200)))

    assert sorted(row["value"] for row in rows if row) == ["1", "2", "3", "4", "5"]


async def test_whoever_stops_waiting_does_not_stop_the_others(database: Database, name: str) -> None:
    tasks = [asyncio.create_task(database.execute_batch([put(f"{name}/{number:02}")])) for number in range(32)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)

    assert [answer for answer in answers[1::2] if answer is not None] == []
    kept = await names(database, f"{name}/")
    assert {f"{name}/{number:02}" for number in range(1, 32, 2)} <= set(kept)
