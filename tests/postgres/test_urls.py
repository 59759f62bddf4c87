"""One URL, read alike by whoever connects: the server, its migrations, `doctor` and the wake-up between nodes."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from handfast.adapters.wakeup import PostgresWakeup
from handfast.db.database import Unavailable
from handfast.db.opening import migrate, must_exist, newest_version, open_database, schema_version
from handfast.db.postgres_connector import Host, read
from tests.support.postgres import Cluster
from tests.support.programs import Installation, Programs, answering, free_port
from tests.support.rows import fetch_row

# Of tests/postgres/conftest.py, as it stands in a URL.
ENCODED = "p%40ss%3Aw%2Frd%3F%23%25%26%3D%2B%C3%BC"

Spell = Callable[[Cluster, str], str]


@pytest.fixture
def name(cluster: Cluster) -> Iterator[str]:
    url = cluster.create(template="template0")
    yield url.rpartition("/")[2]
    cluster.drop(url)


@pytest.fixture
def demoted(cluster: Cluster, postgres: Cluster) -> Iterator[Cluster]:
    """A second server, where the user `writer` may only read."""
    for one in (cluster, postgres):
        one.execute("CREATE ROLE writer LOGIN SUPERUSER")
        one.create("twins")
    postgres.execute("ALTER ROLE writer SET default_transaction_read_only = on")
    yield postgres
    for one in (cluster, postgres):
        one.drop(one.url("twins"))
        one.execute("DROP ROLE writer")


SPELLINGS: dict[str, Spell] = {
    "sslmode=disable": lambda one, name: f"postgresql://handfast@127.0.0.1:{one.port}/{name}?sslmode=disable",
    "sslmode=prefer": lambda one, name: f"postgresql://handfast@127.0.0.1:{one.port}/{name}?sslmode=prefer",
    "sslmode=require": lambda one, name: f"postgresql://handfast@127.0.0.1:{one.port}/{name}?sslmode=require",
    "a password with every sign": lambda one, name: f"postgresql://secretive:{ENCODED}@127.0.0.1:{one.port}/{name}",
    "the first host is away": lambda one, name: (
        f"postgresql://handfast@127.0.0.1:{free_port()},127.0.0.1:{one.port}/{name}?target_session_attrs=read-write"
    ),
    "a host for all": lambda one, name: f"postgresql://handfast@/{name}?host=127.0.0.1,127.0.0.1&port={one.port}",
    "a socket": lambda one, name: f"postgresql://handfast@/{name}?host={one.folder}&port={one.port}",
    "a socket as the host": lambda one, name: f"postgresql://handfast@{str(one.folder).replace('/', '%2F')}:{one.port}/{name}",
    "a name of the application": lambda one, name: f"postgresql://handfast@127.0.0.1:{one.port}/{name}?application_name=pairing",
    "options of libpq": lambda one, name: (
        f"postgresql://handfast@127.0.0.1:{one.port}/{name}?connect_timeout=10&keepalives=1&channel_binding=prefer&gssencmode=disable"
    ),
    "options of the server": lambda one, name: f"postgresql://handfast@127.0.0.1:{one.port}/{name}?options=-c%20work_mem%3D8MB",
}


async def listens(url: str) -> None:
    connected = asyncio.Event()
    serving = asyncio.create_task(PostgresWakeup(url, connected.set).turn())
    async with asyncio.timeout(10):
        await connected.wait()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
async def test_whoever_connects_reads_the_url_alike(cluster: Cluster, name: str, spell: Spell) -> None:
    url = spell(cluster, name)

    await migrate(url)
    await must_exist(url)
    database = await open_database(url)
    await listens(url)

    assert await schema_version(database) == newest_version()
    row = await fetch_row(
        database,
        """SELECT current_setting('application_name') AS named, current_setting('jit') AS jit, current_user AS me,
        (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS tls""",
    )
    await database.close()
    assert row is not None
    assert row["jit"] == "off"
    assert row["named"] == ("pairing" if "application_name" in url else "handfast")
    assert row["me"] == ("secretive" if "secretive" in url else "handfast")
    assert row["tls"] is ("sslmode=disable" not in url and str(cluster.folder.name) not in url)


@pytest.mark.parametrize("spelling", ["sslmode=require", "the first host is away", "a socket", "a password with every sign"])
def test_the_commands_read_it_alike_too(cluster: Cluster, name: str, programs: Programs, tmp_path: Path, spelling: str) -> None:
    where = Installation(tmp_path, SPELLINGS[spelling](cluster, name))
    assert programs.run(where, "migrate").wait() == 0
    doctor = programs.run(where, "doctor")
    assert f"PostgreSQL answers; its tables are at version {newest_version()}" in doctor.output

    port = free_port()
    serving = programs.start(where, "serve", "--port", str(port))
    answering(serving, port).close()
    serving.kill()
    serving.wait()


async def test_of_several_hosts_the_one_that_takes_writes_is_used(cluster: Cluster, demoted: Cluster) -> None:
    database = await open_database(f"postgresql://writer@127.0.0.1:{demoted.port},127.0.0.1:{cluster.port}/twins")
    row = await fetch_row(database, "SELECT current_setting('port') AS port, current_setting('transaction_read_only') AS read_only")
    await database.close()

    assert row is not None
    assert (row["port"], row["read_only"]) == (str(cluster.port), "off")


async def test_a_host_that_is_switched_off_leaves_time_for_the_next_one(cluster: Cluster) -> None:
    url = cluster.create()
    with socket.socket() as silent:  # its queue is full: it answers no more than a machine without power
        silent.bind(("127.0.0.1", 0))
        silent.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(silent.getsockname())
        both = f"postgresql://handfast@127.0.0.1:{silent.getsockname()[1]},127.0.0.1:{cluster.port}/{url.rpartition('/')[2]}"
        database = await open_database(both)
        assert await fetch_row(database, "SELECT 1")
        await database.close()
        for one in waiting:
            one.close()


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("postgresql://u@[::1]:5433/d", [Host("::1", 5433)]),
        ("postgresql://u@[::1],[fe80::1]:2/d", [Host("::1", None), Host("fe80::1", 2)]),
        ("postgresql://u@h1,h2:2/d", [Host("h1", None), Host("h2", 2)]),
        ("postgresql://u@/d?host=h1,h2&port=1,2", [Host("h1", 1), Host("h2", 2)]),
        ("postgresql:///d", [Host(None, None)]),
        ("postgres://h/d", [Host("h", None)]),
    ],
)
def test_hosts_are_read_as_libpq_reads_them(url: str, hosts: list[Host]) -> None:
    assert list(read(url).hosts) == hosts


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://u:hunter2@h:99999/d", "its port is not a number"),
        ("postgresql://u:hunter2@h:x/d", "its port is not a number"),
        ("postgresql://u:hunter2@::1/d", "put an IPv6 address in brackets"),
        ("postgresql://u:hun@ter2@h/d", "%40"),
        ("postgresql://u:hunter2@h1,h2/d?port=1,2,3", "2 hosts and 3 ports"),
        ("postgresql://u:hunter2@h/d?channel_binding=require", "channel_binding is not supported"),
        ("postgresql://u:hunter2@h/d?sslmode=perhaps", "sslmode"),
        ("postgresql://u:hunter2@h/d?target_session_attrs=best", "target_session_attrs"),
        ("postgresql://u:hunter2@h/d?sslmode=verify-full&sslrootcert=/nowhere", ""),
        ("postgresql://u:hunter2@no-such-host.invalid/d", "no-such-host.invalid"),
        ("postgresql://u:hunter2@[::1]:1/d", "[::1]:1"),
    ],
)
async def test_a_url_that_cannot_be_used_is_one_sentence_without_the_password(url: str, says: str) -> None:
    for use in (migrate, must_exist, open_database):
        with pytest.raises(Unavailable) as refused:
            await use(url)
        sentence = str(refused.value)
        assert says in sentence
        assert "\n" not in sentence
        assert "ter2" not in sentence


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://handfast@db.example.com/handfast", "db.example.com"),
        ("postgresql://handfast@db.example.com:6432/handfast", "db.example.com:6432"),
        ("postgresql://handfast@[2001:db8::1]:5432/handfast", "[2001:db8::1]:5432"),
        ("postgresql://handfast@a:1,b:2/handfast", "a:1, b:2"),
        ("postgresql:///handfast", "its socket"),
    ],
)
def test_an_operator_is_told_the_hosts_as_they_are_written(url: str, shown: str) -> None:
    assert str(read(url)) == shown
