"""What is told of a use case beside its answer: rows, figures, lines for the operator, and what follows its commit."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest
from structlog.testing import capture_logs

from handfast.audit.store import COLUMNS
from handfast.db.database import Conflict, Database, Statement, Unavailable
from handfast.db.sqlite import SqliteDatabase
from handfast.kernel.callers import SYSTEM, Caller
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.time import MINUTE
from handfast.runner.context import Context, Once, Policy, UseCase
from handfast.runner.run import ALERTS, COMPARED, DOMAIN_EVENTS, MAX_ATTEMPTS, Runner
from tests.runner.test_runner import ANN, KEYS, PUT, TENANT, renamed
from tests.support.clock import START, MovableClock, SeededRandom
from tests.support.rows import fetch_rows

NOBODY = Caller("anonymous", address="2001:db8::7")
TILL = Caller("device", address="198.51.100.4", id="till", name="Till", tenant_id=TENANT)
PAID: Once[int] = Once("paid")
PAIR_FAILED = DomainEvent("DEVICE_PAIR_FAILED", TENANT, Subject("invite", "invite"), {"reason": "wrong"})
ONLINE = DomainEvent("DEVICE_ONLINE", TENANT, Subject("device", "till"))


@pytest.fixture
def path(sqlite_template: Path, tmp_path: Path) -> Path:
    """A file of the test's own: its tables are compared as a whole."""
    path = tmp_path / "handfast.db"
    path.write_bytes(sqlite_template.read_bytes())
    return path


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    database = SqliteDatabase(path)
    yield database
    await database.close()


@pytest.fixture
def other(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program at the same file, which may hold it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        yield other


@pytest.fixture
def impatience(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is said, at once, when another program holds the file."""
    monkeypatch.setattr("handfast.db.sqlite.BUSY_SECONDS", 0)
    return f"another program has kept {path} locked for more than five seconds"


@pytest.fixture
def wakes() -> list[None]:
    return []


@pytest.fixture
def runner(database: Database, clock: MovableClock, random: SeededRandom, wakes: list[None]) -> Runner:
    return Runner(database, clock, random, KEYS, Policy("http://127.0.0.1"), asyncio.to_thread, lambda: wakes.append(None))


def figures() -> Counter[tuple[str, ...]]:
    """What `/metrics` says now; the difference of two is what was counted between them, under whatever label."""
    samples = [sample for counter in (DOMAIN_EVENTS, ALERTS, COMPARED) for family in counter.collect() for sample in family.samples]
    return Counter({(one.name, *one.labels.values()): int(one.value) for one in samples if one.name.endswith("_total")})


async def trail(database: Database) -> list[dict[str, Any]]:
    rows = await fetch_rows(database, f"SELECT {', '.join(COLUMNS)} FROM audit ORDER BY id")
    return [{column: row[column] for column in COLUMNS} for row in rows]


async def told(database: Database) -> list[str]:
    return [f"{row['action']} {row['actor_id']} {row['details']}" for row in await trail(database)]


async def kept(database: Database) -> list[str]:
    return [row["name"] for row in await fetch_rows(database, "SELECT name FROM server_state ORDER BY name")]


async def buckets(database: Database) -> list[tuple[str, int, int]]:
    rows = await fetch_rows(database, "SELECT key, count, resets_at FROM buckets ORDER BY key")
    return [(row["key"], row["count"], row["resets_at"]) for row in rows]


def refusing(reason: Reason, events: Sequence[DomainEvent] = (), name: str = "change_password") -> UseCase[None, None]:
    async def refuse(context: Context, command: None) -> Refused:
        return Refused(reason, events=events)

    refuse.__name__ = name
    return refuse


def doing(*events: DomainEvent, wake: bool = False) -> UseCase[None, None]:
    async def do(context: Context, command: None) -> Done[None]:
        context.wake = wake
        return Done(None, events)

    return do


async def put(context: Context, command: str) -> Done[str]:
    context.write(Statement(PUT, (command,)))
    return Done(command, [renamed(command)])


# --- figures, alerts and who is woken ---


async def test_every_fact_is_counted_by_its_kind_and_by_what_became_of_the_wish(runner: Runner) -> None:
    before = figures()
    await runner(doing(renamed("one"), renamed("two"), ONLINE), None, ANN)
    await runner(refusing(Reason.INVALID_CODE, [PAIR_FAILED]), None, ANN)

    assert figures() - before == {
        ("handfast_domain_events_total", "DEVICE_RENAMED", "done"): 2,
        ("handfast_domain_events_total", "DEVICE_ONLINE", "done"): 1,
        ("handfast_domain_events_total", "DEVICE_PAIR_FAILED", "refused"): 1,
    }


async def test_an_alert_is_counted_by_the_limit_that_is_spent_and_told_to_the_operator(runner: Runner, database: Database) -> None:
    spent = DomainEvent("ALERT", TENANT, Subject("tenant", "t", "Shop"), {"what": "wrong codes", "limit": "pairing.guess.tenant"})
    failures = DomainEvent("ALERT", None, Subject("invite", "i", "a code"), {"what": "wrong tries"})
    before = figures()

    with capture_logs() as lines:
        await runner(doing(renamed("one"), spent), None, ANN)
        await runner(refusing(Reason.INVALID_CODE, [failures]), None, NOBODY)

    assert lines == [
        {"event": "alert", "log_level": "warning", "tenant": "t", "subject": "Shop", "what": "wrong codes"},
        {"event": "alert", "log_level": "warning", "tenant": None, "subject": "a code", "what": "wrong tries"},
    ]
    assert figures() - before == {
        ("handfast_domain_events_total", "DEVICE_RENAMED", "done"): 1,
        ("handfast_domain_events_total", "ALERT", "done"): 1,
        ("handfast_domain_events_total", "ALERT", "refused"): 1,
        ("handfast_alerts_total", "pairing.guess.tenant"): 1,
        ("handfast_alerts_total", "failures"): 1,
    }


@pytest.mark.parametrize("answer", ["right", "wrong"])
async def test_a_secret_that_was_compared_is_counted_by_who_compared_it(runner: Runner, answer: Literal["right", "wrong"]) -> None:
    async def sign_in(context: Context, command: str) -> Done[str]:
        context.compared = answer
        return Done(command)

    nameless: UseCase[str, str] = partial(sign_in)
    for use_case, route in [(sign_in, "sign_in"), (nameless, "")]:
        before = figures()
        assert await runner(use_case, "", ANN) == Done("")
        assert figures() - before == {("handfast_guesses_compared_total", route, answer): 1}


@pytest.mark.parametrize(
    ("events", "wake", "woken"),
    [([], False, 0), ([], True, 1), ([renamed("one"), renamed("two")], False, 1), ([renamed("one")], True, 1), ([PAIR_FAILED], False, 0)],
    ids=["nothing", "a mail", "events", "events and a mail", "an event for the trail only"],
)
async def test_delivery_is_woken_once_when_there_is_something_to_deliver(
    runner: Runner, wakes: list[None], events: list[DomainEvent], wake: bool, woken: int
) -> None:
    await runner(doing(*events, wake=wake), None, ANN)

    assert len(wakes) == woken


async def test_of_what_could_not_be_committed_nothing_is_told(
    runner: Runner, wakes: list[None], other: sqlite3.Connection, impatience: str
) -> None:
    followed: list[str] = []

    async def follow(context: Context, command: str) -> Done[None]:
        followed.append(command)
        return Done(None)

    async def guess(context: Context, command: str) -> Done[None]:
        context.compared, context.wake = "right", True
        context.afterwards(follow, command)
        return Done(None, [DomainEvent("ALERT", TENANT, Subject("tenant", "t", "Shop"))])

    other.execute("BEGIN IMMEDIATE")
    before = figures()
    with capture_logs() as lines, pytest.raises(Unavailable, match=f"^{impatience}$"):
        await runner(guess, "one", ANN)

    assert (figures() - before, lines, wakes, followed) == ({}, [], [], [])


# --- refusals that leave a row ---


@pytest.mark.parametrize(
    ("caller", "subject", "key"),
    [
        (ANN, ("person", "ann", "Ann"), "refused:203.0.113.7:WRONG_PASSWORD:ann"),
        (NOBODY, ("server", None, ""), "refused:2001:db8::/64:WRONG_PASSWORD:"),
        (TILL, ("server", "till", "Till"), "refused:198.51.100.4:WRONG_PASSWORD:till"),
        (SYSTEM, ("server", None, "Handfast"), "refused::WRONG_PASSWORD:"),
    ],
    ids=lambda value: value.kind if isinstance(value, Caller) else "",
)
async def test_a_refusal_that_nothing_else_tells_of_leaves_a_row(
    runner: Runner, database: Database, caller: Caller, subject: tuple[str, str | None, str], key: str
) -> None:
    before = figures()
    assert await runner(refusing(Reason.WRONG_PASSWORD), None, caller) == Refused(Reason.WRONG_PASSWORD)

    row = (
        caller.tenant_id, START, "REFUSED", "refused", "WRONG_PASSWORD", caller.kind, caller.id, caller.name,
        *subject, caller.address, '{"wanted":"change password"}',
    )  # fmt: skip
    assert await trail(database) == [dict(zip(COLUMNS, row, strict=True))]
    assert await buckets(database) == [(key, 1, START + MINUTE)]
    assert figures() - before == {("handfast_domain_events_total", "REFUSED", "refused"): 1}


NAMES = {"rename": "rename", "set_up_the_server": "set up the server", "_end_sessions_": "end sessions", "X_ray_a_BOX": "X ray a BOX"}


@pytest.mark.parametrize(("name", "wanted"), [*NAMES.items(), ("", "something")])
async def test_the_row_says_in_words_what_was_wanted(runner: Runner, database: Database, name: str, wanted: str) -> None:
    use_case = refusing(Reason.FORBIDDEN, name=name)
    await runner(use_case if name else partial(use_case), None, ANN)  # what is partial has no name

    assert await told(database) == [f'REFUSED ann {{"wanted":"{wanted}"}}']


async def test_a_flood_of_refusals_leaves_one_row_a_minute_for_each_source_person_and_reason(
    runner: Runner, database: Database, clock: MovableClock, other: sqlite3.Connection, impatience: str
) -> None:
    ben, elsewhere = replace(ANN, id="ben", name="Ben"), replace(ANN, address=TILL.address)
    forbidden, renaming = refusing(Reason.FORBIDDEN), refusing(Reason.FORBIDDEN, name="rename")
    together = [(forbidden, ANN), (forbidden, ANN), (renaming, ANN), (refusing(Reason.SELF), ANN), (forbidden, ben), (forbidden, elsewhere)]
    rows = []
    for wanted, caller, later in [*((*one, 0) for one in together), *((forbidden, ANN, later) for later in (MINUTE - 1, 1, 0))]:
        clock.move(later)
        assert isinstance(await runner(wanted, None, caller), Refused)
        rows.append(len(await trail(database)))

    assert rows == [1, 1, 1, 2, 3, 4, 4, 5, 5]

    other.execute("BEGIN IMMEDIATE")
    with capture_logs() as lines:
        await runner(forbidden, None, ANN)
    assert lines == []  # nothing was written: a write would have failed


@pytest.mark.parametrize(
    ("reason", "events", "rows"),
    [
        (Reason.WRONG_PASSWORD, [PAIR_FAILED], ["DEVICE_PAIR_FAILED"]),
        (Reason.NOT_FOUND, [PAIR_FAILED], ["DEVICE_PAIR_FAILED"]),
        (Reason.NOT_FOUND, [], []),
    ],
)
async def test_other_refusals_leave_only_what_they_tell_themselves(
    runner: Runner, database: Database, reason: Reason, events: list[DomainEvent], rows: list[str]
) -> None:
    await runner(refusing(reason, events), None, ANN)

    assert [row["action"] for row in await trail(database)] == rows
    assert await buckets(database) == []


async def test_two_refusals_at_once_leave_one_row_and_both_are_told(runner: Runner, database: Database, other: sqlite3.Connection) -> None:
    async def let_go() -> None:
        other.execute("COMMIT")  # begun last: both have found room by now, and wait for the file

    refuse = refusing(Reason.WRONG_PASSWORD)
    other.execute("BEGIN IMMEDIATE")
    before = figures()
    one, two, _ = await asyncio.gather(runner(refuse, None, ANN), runner(refuse, None, ANN), let_go())

    assert one == two == Refused(Reason.WRONG_PASSWORD)
    assert await told(database) == ['REFUSED ann {"wanted":"change password"}']
    assert figures() - before == {("handfast_domain_events_total", "REFUSED", "refused"): 1}


# --- what follows a commit ---


async def test_what_follows_runs_after_the_commit_in_its_order_and_for_the_same_caller(runner: Runner, database: Database) -> None:
    seen: list[tuple[str, list[str]]] = []

    async def send(context: Context, command: str) -> Done[str]:
        seen.append((command, await kept(database)))
        return await put(context, command)

    async def begin(context: Context, command: str) -> Done[str]:
        context.afterwards(send, "second")
        context.afterwards(send, "third")
        return await put(context, command)

    assert await runner(begin, "first", TILL) == Done("first", [renamed("first")])

    assert seen == [("second", ["first"]), ("third", ["first", "second"])]
    rows = [(row["subject_id"], row["actor_id"], row["address"]) for row in await trail(database)]
    assert rows == [(name, "till", TILL.address) for name in ("first", "second", "third")]


async def test_what_follows_a_refusal_comes_after_its_row_and_may_be_refused_itself(runner: Runner, database: Database) -> None:
    async def sign_in(context: Context, command: None) -> Refused:
        context.afterwards(refusing(Reason.RATE_LIMITED, name="send_mail"), None)
        return Refused(Reason.ACCOUNT_LOCKED, retry_in=5, extra={"tries": 0})

    assert await runner(sign_in, None, ANN) == Refused(Reason.ACCOUNT_LOCKED, retry_in=5, extra={"tries": 0})

    assert await told(database) == ['REFUSED ann {"wanted":"sign in"}', 'REFUSED ann {"wanted":"send mail"}']


@pytest.mark.parametrize(
    ("outcome", "called"),
    [(Done("one", [renamed("one")]), "done"), (Refused(Reason.WRONG_PASSWORD), Reason.WRONG_PASSWORD)],
    ids=["done", "refused"],
)
async def test_what_is_kept_is_answered_though_the_database_fails_before_the_rest_is_told(
    runner: Runner, database: Database, other: sqlite3.Connection, impatience: str, outcome: Done[str] | Refused, called: str
) -> None:
    def hold_the_file() -> None:
        """Called when the first commit is done: from then on nobody else can write."""
        other.execute("BEGIN IMMEDIATE")

    runner.committed = hold_the_file

    async def guess(context: Context, command: str) -> Done[str] | Refused:
        context.compared, context.wake = "wrong", True
        context.write(Statement(PUT, (command,)))
        context.afterwards(put, "what follows")
        return outcome

    before = figures()
    with capture_logs() as lines:
        assert await runner(guess, "paid", ANN) == outcome

    assert lines == [{"event": "not followed up", "log_level": "warning", "outcome": called, "why": impatience}]
    assert await kept(database) == ["paid"]
    assert len(await trail(database)) == len(outcome.events)
    assert figures() - before == {("handfast_guesses_compared_total", "guess", "wrong"): 1} | {
        ("handfast_domain_events_total", event.kind, "done"): 1 for event in outcome.events
    }


# --- running again ---


async def test_who_runs_again_knows_what_it_paid_and_no_more(runner: Runner, database: Database, clock: MovableClock) -> None:
    looks: list[tuple[Any, ...]] = []

    async def pay() -> int:
        return len(looks)

    async def pair(context: Context, command: str) -> Done[str]:
        paid = await context.once(PAID, pay)
        looks.append((context.now, paid, len(context.batch), len(context.following), context.compared, context.wake))
        context.compared, context.wake = "wrong" if len(looks) == 1 else "right", True
        context.afterwards(put, f"follows look {len(looks)}")
        context.write(Statement(PUT, (f"look {len(looks)}",)))
        if len(looks) == 1:
            clock.move(7)
            context.write(Statement("DELETE FROM server_state WHERE name = 'nothing'", guard=True))
        return Done(command)

    before = figures()
    assert await runner(pair, "one", ANN) == Done("one")
    assert looks == [(START, 0, 0, 0, None, False), (START + 7, 0, 0, 0, None, False)]
    assert await kept(database) == ["follows look 2", "look 2"]
    assert figures() - before == {
        ("handfast_guesses_compared_total", "pair", "right"): 1,
        ("handfast_domain_events_total", "DEVICE_RENAMED", "done"): 1,
    }


@pytest.mark.parametrize(("losses", "answer"), [(11, Done(MAX_ATTEMPTS)), (MAX_ATTEMPTS, Refused(Reason.BUSY, retry_in=1_000))])
async def test_the_last_look_counts_and_after_it_the_server_is_busy(runner: Runner, losses: int, answer: Done[int] | Refused) -> None:
    looks: list[None] = []

    async def crowded(context: Context, command: None) -> Done[int]:
        looks.append(None)
        if len(looks) <= losses:
            raise Conflict
        return Done(len(looks))

    assert await runner(crowded, None, ANN) == answer

    assert len(looks) == MAX_ATTEMPTS == 12
