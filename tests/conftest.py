"""Fixtures every test may ask for. What they are made of is in `tests/support/`."""

import inspect
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp  # noqa: F401 - the clients of the live tests need it, and the server hides it when it loads their library
import pytest

from handfast.db.database import Database
from handfast.db.opening import migrate, open_database
from tests.support.blocking import blocking
from tests.support.clock import MovableClock, SeededRandom
from tests.support.company import Company, Customer, open_company
from tests.support.derived import contradictions
from tests.support.members import PUBLIC_URL
from tests.support.postgres import Cluster
from tests.support.programs import Programs
from tests.support.server import Server

TEST_SECONDS = 120
_OWN_LOOP = ("quiet", "empty_server")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test is a promise nobody checked: it fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    counted = {outcome: len(terminalreporter.stats.get(outcome, ())) for outcome in ("passed", "failed", "error", "skipped")}
    terminalreporter.write_line(
        f"{sum(counted.values())} tests: " + ", ".join(f"{number} {outcome}" for outcome, number in counted.items())
    )


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """A test that makes its own people runs on the loop of its server: what it awaits and what the server does take turns."""
    server = next((pyfuncitem.funcargs[name] for name in _OWN_LOOP if name in pyfuncitem.funcargs), None)
    if not isinstance(server, Server) or not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters}
    server.call(pyfuncitem.obj(**arguments), TEST_SECONDS)
    return True


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One PostgreSQL for the session; starts when the first test needs it."""
    cluster = Cluster.for_session()
    try:
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def programs() -> Iterator[Programs]:
    """Runs the `handfast` command, each time as a process of its own."""
    programs = Programs()
    yield programs
    programs.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "handfast.db"
    blocking(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="module")
def sqlite_url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated database on SQLite, per test module."""
    path = tmp_path_factory.mktemp("database") / "handfast.db"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database of one's own, per test module; the test runs once on each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    url = cluster.create()
    yield url
    cluster.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database for a single test; the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'handfast.db'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    url = cluster.create(template="template0")
    yield url
    cluster.drop(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The module's database, open."""
    database = await open_database(database_url)
    yield database
    await database.close()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def random() -> SeededRandom:
    return SeededRandom()


@pytest.fixture(scope="module")
def server(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The program, running, with people in it; once per test module and kind of database."""
    server = Server(database_url, tmp_path_factory.mktemp("data"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def quiet_server(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The program, running, with nobody in it and at an address of the public internet."""
    server = Server(database_url, tmp_path_factory.mktemp("data"), public_url=PUBLIC_URL, trusted_proxies=())
    server.start(people=False)
    yield server
    server.stop()


@pytest.fixture
def quiet(quiet_server: Server) -> Server:
    """The server for a test that makes its own people."""
    return quiet_server.begin()


@pytest.fixture
def empty_server(empty_database_url: str, tmp_path: Path) -> Iterator[Server]:
    """A server nobody has set up, for a single test."""
    server = Server(empty_database_url, tmp_path, public_url=PUBLIC_URL, trusted_proxies=())
    server.start(people=False)
    yield server.begin()
    assert server.call(contradictions(server.application.database)) == {}
    server.stop()


@pytest.fixture
def company(quiet: Server) -> Company:
    """A support company with an admin."""
    return quiet.call(open_company(quiet))


@pytest.fixture
def carla(company: Company) -> Customer:
    return company.server.call(company.customer())


@pytest.fixture
def chen(company: Company) -> Customer:
    return company.server.call(company.customer(name="Chen"))


@pytest.fixture(autouse=True)
def what_is_derived(request: pytest.FixtureRequest) -> Iterator[None]:
    """Holds after each test of a server too."""
    # Asked for before the test, so that they are torn down after this.
    servers: list[Server] = [request.getfixturevalue(name) for name in ("server", "quiet_server") if name in request.fixturenames]
    yield
    for server in servers:
        assert server.call(contradictions(server.application.database)) == {}
