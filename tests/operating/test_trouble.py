"""What keeps a command from its database is one sentence with the command that helps, whichever command it was."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from tests.support.blocking import blocking
from tests.support.postgres import Cluster
from tests.support.programs import Installation, Program, Programs

# As root the tests run the commands as somebody whom permissions hold.
USER = "nobody" if os.getuid() == 0 else None
COMMANDS = {
    "serve": ("serve", "--port", "0"),
    "migrate": ("migrate",),
    "setup": ("setup", "--tenant", "Fireflow", "--owner-email", "olivia@example.com", "--owner-password-stdin"),
    "setup-link": ("setup-link",),
    "password-link": ("password-link", "olivia@example.com"),
    "audit verify": ("audit", "verify"),
    "doctor": ("doctor",),
}


def only_sentence(program: Program) -> str:
    """What it says, without the lines of `doctor` that find nothing wrong."""
    assert program.wait() == 1, program.output + program.errors
    lines = [line for line in (program.errors + program.output).splitlines() if not line.startswith("ok ")]
    assert len(lines) == 1, lines
    return lines[0]


def own(installation: Installation) -> None:
    if USER:
        for path in (installation.data, *installation.data.iterdir()):
            os.chown(path, *_ids())


def _ids() -> tuple[int, int]:
    import pwd  # noqa: PLC0415

    user = pwd.getpwnam(USER or "nobody")
    return user.pw_uid, user.pw_gid


def _file_of_root(one: Installation) -> str:
    os.chown(one.data / "handfast.db", 0, 0)
    file = one.data / "handfast.db"
    return f"which belongs to root: run this as root (sudo -u root), or, only if it should belong to {USER}, run: sudo chown {USER}: {file}"


def _journal_of_root(one: Installation) -> str:
    journal = one.data / "handfast.db-wal"
    journal.touch(0o600)
    return f"may not read and write {journal}, which belongs to root"


def _read_only_file(one: Installation) -> str:
    (one.data / "handfast.db").chmod(0o400)
    return f"chmod 600 {one.data / 'handfast.db'}"


def _read_only_folder(one: Installation) -> str:
    one.data.chmod(0o500)
    return f"chmod u+rwx {one.data}"


def _closed_folder(one: Installation) -> str:
    one.data.chmod(0o000)
    return f"chmod u+rwx {one.data}"


def _not_a_database(one: Installation) -> str:
    (one.data / "handfast.db").write_text("Dear diary, this is no database at all. " * 100)
    return f"{one.data / 'handfast.db'} is not an SQLite database, or its beginning is damaged"


def _folder_in_its_place(one: Installation) -> str:
    (one.data / "handfast.db").unlink()
    (one.data / "handfast.db").mkdir()
    os.chown(one.data / "handfast.db", *(_ids() if USER else (-1, -1)))
    return f"{one.data / 'handfast.db'} is a folder, not a file"


SITUATIONS: list[Callable[[Installation], str]] = [
    _read_only_file,
    _read_only_folder,
    _closed_folder,
    _not_a_database,
    _folder_in_its_place,
]
if USER:
    SITUATIONS += [_file_of_root, _journal_of_root]


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.__name__.strip("_"))
def test_a_file_that_cannot_be_used_is_one_sentence_from_every_command(
    programs: Programs, installation: Installation, situation: Callable[[Installation], str]
) -> None:
    own(installation)
    expected = situation(installation)
    try:
        for command in COMMANDS.values():
            sentence = only_sentence(programs.run(installation, *command, stdin="ordinary-walnut-kettle\n", user=USER))
            assert expected in sentence, command
    finally:
        installation.data.chmod(0o700)


def test_a_folder_that_cannot_be_made_names_the_command_that_makes_it(programs: Programs, installation: Installation) -> None:
    data = Path("/proc/nowhere") if not USER else Path("/opt/handfast-nowhere/data")
    nowhere = Installation(data, f"sqlite:///{data / 'handfast.db'}")

    sentence = only_sentence(programs.run(nowhere, "migrate", user=USER))

    assert f"-m 700 {data}" in sentence or "belongs to root" in sentence
    assert "may not create" in sentence


def test_the_database_of_another_program_is_left_as_it_is(programs: Programs, installation: Installation) -> None:
    path = installation.data / "handfast.db"
    path.unlink()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE invoices (id INTEGER)")
    other.close()

    for command in ("serve", "migrate", "setup"):
        sentence = only_sentence(programs.run(installation, *COMMANDS[command], stdin="ordinary-walnut-kettle\n"))
        assert "another program (it holds invoices)" in sentence

    other = sqlite3.connect(path)
    assert [name for (name,) in other.execute("SELECT name FROM sqlite_master")] == ["invoices"]
    other.close()


def test_a_secret_key_of_somebody_else_is_one_sentence(programs: Programs, installation: Installation) -> None:
    key = installation.data / "secret.key"
    key.write_text("x" * 64)
    key.chmod(0o000)
    own(installation)
    where = installation.with_(HANDFAST_SECRET_KEY="")

    for command in ("serve", "doctor", "audit verify"):
        assert f"chmod 600 {key}" in only_sentence(programs.run(where, *COMMANDS[command], user=USER))


def test_a_certificate_that_cannot_be_kept_is_one_sentence(programs: Programs, installation: Installation) -> None:
    own(installation)
    installation.data.chmod(0o500)
    try:
        sentence = only_sentence(programs.run(installation, "serve", "--lan", "--port", "0", user=USER))
    finally:
        installation.data.chmod(0o700)
    assert f"chmod u+rwx {installation.data}" in sentence


@pytest.mark.parametrize("kind", ["spear", "lejianwen"])
def test_the_servers_own_database_is_not_imported(programs: Programs, installation: Installation, kind: str) -> None:
    path = installation.data / "handfast.db"

    refused = programs.start(installation, "import", kind, str(path), never_open=[path])

    assert "is this server's own database" in only_sentence(refused)


# --- PostgreSQL ---


def as_administrator(cluster: Cluster, database: str, *statements: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(database)
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    blocking(run())


@pytest.fixture
def granted_nothing(postgres: Cluster, tmp_path: Path) -> Iterator[tuple[Installation, str]]:
    """A user who may connect to a database of somebody else, as PostgreSQL 15 makes it; and that database's own URL."""
    url = postgres.create(template="template0")
    as_administrator(postgres, url, "CREATE ROLE guest LOGIN", "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    yield Installation(tmp_path, url.replace("handfast@", "guest@")), url
    postgres.drop(url)
    postgres.execute("DROP ROLE guest")


def test_without_rights_on_the_schema_every_command_names_the_grant(
    programs: Programs, postgres: Cluster, granted_nothing: tuple[Installation, str]
) -> None:
    where, url = granted_nothing
    grant = 'GRANT USAGE, CREATE ON SCHEMA public TO "guest";'
    for command in ("serve", "migrate", "setup", "doctor"):
        sentence = only_sentence(programs.run(where, *COMMANDS[command], stdin="ordinary-walnut-kettle\n"))
        assert "permission denied for schema public" in sentence
        assert grant in sentence
    assert grant in only_sentence(programs.run(where, "serve", "--port", "0", "--workers", "2"))

    as_administrator(postgres, url, grant)
    assert programs.run(where, "migrate").wait() == 0
    as_administrator(postgres, url, 'REASSIGN OWNED BY "guest" TO "handfast"', 'DROP OWNED BY "guest"')


def test_tables_of_somebody_else_name_the_grant_too(
    programs: Programs, postgres: Cluster, granted_nothing: tuple[Installation, str]
) -> None:
    where, url = granted_nothing
    assert programs.run(Installation(where.data, url), "migrate").wait() == 0

    for command in ("serve", "setup", "password-link", "doctor"):
        sentence = only_sentence(programs.run(where, *COMMANDS[command], stdin="ordinary-walnut-kettle\n"))
        assert "permission denied for table" in sentence
        assert 'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "guest";' in sentence


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            lambda url: url.rpartition("/")[0] + "/nowhere",
            'there is no database "nowhere"; create it: sudo -u postgres createdb --owner "handfast" "nowhere"',
        ),
        (lambda url: url.replace("handfast@", "stranger@"), 'role "stranger" does not exist'),
        (lambda _: "postgresql://handfast@127.0.0.1:1/handfast", "127.0.0.1"),
    ],
    ids=["no database", "no user", "no server"],
)
def test_a_database_that_cannot_be_reached_is_one_sentence_from_every_command(
    programs: Programs, postgres: Cluster, tmp_path: Path, change: Callable[[str], str], expected: str
) -> None:
    where = Installation(tmp_path, change(postgres.url("postgres")))
    for command in COMMANDS.values():
        assert expected in only_sentence(programs.run(where, *command, stdin="ordinary-walnut-kettle\n"))
