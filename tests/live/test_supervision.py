"""No work in the background ends for ever: an unexpected error is logged, counted and shown, and the next turn comes."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from handfast import sockets, supervision
from handfast.db.database import Reads, Unavailable
from handfast.edge.room_message import RoomMessage
from handfast.edge.socket_limits import Guest
from handfast.events import deliver
from handfast.kernel.callers import Role
from handfast.kernel.ids import SessionId
from handfast.kernel.time import MINUTE
from handfast.supervision import Supervisor, Turn, pause_after
from handfast.users.live_tickets.still_valid import still_valid_among
from tests.support.figures import failures, is_failing
from tests.support.inside import row, rows
from tests.support.live import listening
from tests.support.pairing import new_code
from tests.support.server import Server


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "PAUSE_SECONDS", 0.001)


class Work:
    """Each turn ends as it is told; then the work is done."""

    def __init__(self, *ends: Callable[[], Awaitable[None]] | BaseException) -> None:
        self.turns = 0
        self.done = asyncio.Event()
        self.may_end = asyncio.Event()
        self._ends = list(ends)

    async def __call__(self) -> None:
        self.turns += 1
        if not self._ends:
            self.done.set()
            await self.may_end.wait()
            return
        end = self._ends.pop(0)
        if isinstance(end, BaseException):
            raise end
        await end()


@asynccontextmanager
async def supervised(name: str, work: Work) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor()
    supervisor.begin(name, work)
    try:
        async with asyncio.timeout(10):
            yield supervisor
    finally:
        await supervisor.stop()


async def cancelled_by_somebody_else() -> None:
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    future.cancel()
    await future


@pytest.mark.parametrize(
    "end",
    [ZeroDivisionError("a bug"), AssertionError(), TimeoutError(), cancelled_by_somebody_else],
    ids=["a bug", "an assertion", "no time", "cancelled"],
)
async def test_whatever_ends_a_turn_the_next_one_comes(end: Callable[[], Awaitable[None]] | BaseException) -> None:
    work = Work(end, end)
    async with supervised("a", work) as supervisor:
        await work.done.wait()
        assert work.turns == 3
        assert supervisor.failing == ["a"], "until a turn succeeds"
        work.may_end.set()
        while supervisor.failing:
            await asyncio.sleep(0)


async def test_an_error_is_counted_and_shown() -> None:
    before, work = failures("counted"), Work(ZeroDivisionError("a bug"), ZeroDivisionError("a bug"))
    async with supervised("counted", work):
        await work.done.wait()
        assert (failures("counted") - before, is_failing("counted")) == (2, True)


def test_the_pause_after_an_error_grows_and_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "PAUSE_SECONDS", 1.0)
    assert [pause_after(failures) for failures in (1, 2, 3, 7, 8, 10_000)] == [1, 2, 4, 60, 60, 60]


async def test_an_error_of_whatever_tells_of_errors_ends_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "LONGEST_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr("handfast.failures.note", lambda _: 1 / 0)
    work = Work(ZeroDivisionError("a bug"))
    async with supervised("unheard", work):
        await work.done.wait()
    assert work.turns == 2


async def test_a_database_that_is_away_is_no_bug() -> None:
    work = Work(Unavailable("it is away"), Unavailable("it is away"))
    async with supervised("patient", work) as supervisor:
        await work.done.wait()
        assert supervisor.failing == []
        assert (failures("patient"), is_failing("patient")) == (0, False)


async def test_a_server_that_stops_ends_its_work() -> None:
    work = Work()
    async with supervised("ending", work) as supervisor:
        await work.done.wait()
        await supervisor.stop()
    assert work.turns == 1


async def test_work_that_takes_a_cancellation_for_something_else_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "CANCEL_AGAIN_SECONDS", 0.01)
    begun, cancellations = asyncio.Event(), 0

    async def stubborn() -> None:
        nonlocal cancellations
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancellations += 1
            if cancellations > 2:
                raise

    supervisor = Supervisor()
    supervisor.begin("stubborn", stubborn)
    async with asyncio.timeout(10):
        await begun.wait()
        await supervisor.stop()
    assert cancellations == 3


# --- every loop of a server ---


class Stumbling:
    """Meets a bug the first time it is asked, and does what it should from then on."""

    def __init__(self, work: Callable[..., Awaitable[object]]) -> None:
        self._work = work
        self.stumbled = asyncio.Event()

    async def __call__(self, *arguments: object, **named: object) -> object:
        if not self.stumbled.is_set():
            self.stumbled.set()
            raise ZeroDivisionError("nobody thought of this")
        return await self._work(*arguments, **named)


SESSIONS = "SELECT id FROM sessions WHERE user_id = $1"
END_SESSIONS = "DELETE FROM sessions WHERE user_id = $1 RETURNING id"


@dataclass
class Stumbled:
    server: Server
    names: list[str]
    failures: Counter[str]
    """What was counted before."""


@pytest.fixture(scope="module")
def stumbled(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stumbled]:
    """A server in which the first turn of everything that goes on in the background meets a bug."""
    begin, names, before = Supervisor.begin, list[str](), Counter[str]()

    def begin_stumbling(supervisor: Supervisor, name: str, turn: Turn) -> None:
        names.append(name)
        before[name] = int(failures(name))
        begin(supervisor, name, Stumbling(turn))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(supervision, "PAUSE_SECONDS", 0.001)
        patch.setattr(sockets, "CHECK_SECONDS", 0.05)
        server = Server(database_url, tmp_path_factory.mktemp("data"))
        server.application.timers = True
        server.application.jobs = [
            replace(job, seconds=1) if job.name == "expire pairing codes" else job for job in server.application.jobs
        ]
        with pytest.MonkeyPatch.context() as starting:
            starting.setattr(Supervisor, "begin", begin_stumbling)
            server.start()
        yield Stumbled(server, names, before)
        server.stop()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not await asyncio.to_thread(condition):
            await asyncio.sleep(0.02)


def test_whatever_goes_on_in_the_background_is_supervised(stumbled: Stumbled) -> None:
    beside = {"deliver live events", "close sockets of ended sessions", "send mail at once"}
    if stumbled.server.application.database.name == "postgresql":
        beside.add("wake the other nodes")
    assert set(stumbled.names) == beside | {job.name for job in stumbled.server.application.jobs}


async def test_each_job_that_met_a_bug_has_counted_it_once(stumbled: Stumbled) -> None:
    stumble_again = {sockets.JOB, deliver.JOB}  # in tests below
    expected = {name: stumbled.failures[name] + 1 for name in set(stumbled.names) - stumble_again}
    await until(lambda: {name: failures(name) for name in expected} == expected)
    await until(lambda: all(failures(name) > stumbled.failures[name] for name in stumble_again))


async def test_live_events_go_on(stumbled: Stumbled) -> None:
    manager = await asyncio.to_thread(stumbled.server.as_, "manager")
    async with listening(stumbled.server, manager) as heard:
        tablet = await asyncio.to_thread(stumbled.server.pair)
        await heard.next("device_change", device_id=tablet.id)


async def test_mail_goes_on(stumbled: Stumbled) -> None:
    payload = {"email": stumbled.server.person("manager").email}
    assert (await asyncio.to_thread(stumbled.server.anonymous().post, "/api/password-resets", json=payload)).is_success
    await until(lambda: stumbled.server.mails)


async def test_jobs_go_on(stumbled: Stumbled) -> None:
    code = await asyncio.to_thread(new_code, stumbled.server)
    stumbled.server.clock.move(20 * MINUTE)
    sql = "SELECT state FROM pairing_codes WHERE id = $1"
    await until(lambda: row(stumbled.server, sql, code.id)["state"] == "expired")


async def test_sockets_of_ended_sessions_are_closed_still(stumbled: Stumbled) -> None:
    manager = await asyncio.to_thread(stumbled.server.as_, "manager")
    async with listening(stumbled.server, manager) as heard:
        # As if the event of it had got lost.
        await asyncio.to_thread(rows, stumbled.server, END_SESSIONS, stumbled.server.person("manager").id)
        async with asyncio.timeout(10):
            await heard.closed.wait()


async def test_what_succeeds_again_is_no_longer_named_by_readiness(stumbled: Stumbled) -> None:
    again = {"deliver live events", "close sockets of ended sessions", "expire pairing codes"}
    ask = stumbled.server.anonymous()
    await until(lambda: not again & set(ask.get("/readyz").json()["failing"]))
    answer = await asyncio.to_thread(ask.get, "/readyz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ready"
    # It has not had its second turn yet.
    assert "purge pairing codes" in answer.json()["failing"]
    assert is_failing("purge pairing codes")


async def test_one_session_that_meets_a_bug_does_not_keep_the_others_open(stumbled: Stumbled, monkeypatch: pytest.MonkeyPatch) -> None:
    server = stumbled.server
    one, two = await asyncio.to_thread(server.as_, "manager"), await asyncio.to_thread(server.as_, "owner")
    async with listening(server, one), listening(server, two) as heard:
        before = failures(sockets.JOB)

        async def stumble(reads: Reads, sessions: Sequence[SessionId | None], now: int) -> dict[SessionId, Role | None]:
            if not stumble_at.isdisjoint(sessions):
                raise ZeroDivisionError
            return await still_valid_among(reads, sessions, now)

        stumble_at = {found["id"] for found in await asyncio.to_thread(rows, server, SESSIONS, server.person("manager").id)}
        monkeypatch.setattr(sockets, "still_valid_among", stumble)
        await asyncio.to_thread(rows, server, END_SESSIONS, server.person("owner").id)
        async with asyncio.timeout(10):
            await heard.closed.wait()
        assert failures(sockets.JOB) > before


async def test_one_listener_that_meets_a_bug_keeps_no_event_from_the_others(stumbled: Stumbled) -> None:
    server = stumbled.server
    one, two = await asyncio.to_thread(server.as_, "manager"), await asyncio.to_thread(server.as_, "manager")
    async with listening(server, one), listening(server, two) as heard:
        give, first = RoomMessage.give, next(iter(server.application.sockets.server.eio.sockets))

        async def stumble(message: RoomMessage, session: Any, guest: Guest) -> bool:
            if session.sid == first:
                raise ZeroDivisionError
            return await give(message, session, guest)

        before = failures("deliver live events")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(RoomMessage, "give", stumble)
            tablet = await asyncio.to_thread(server.pair)
            await heard.next("device_change", device_id=tablet.id)
        assert failures("deliver live events") > before
