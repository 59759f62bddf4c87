"""Saving the database beside a server, and bringing it back."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.programs import Installation, Program, Programs, answering, free_port

PASSWORD = "ordinary-walnut-kettle"
OWNER = "olivia@example.com"


@pytest.fixture
def owned(programs: Programs, installation: Installation) -> Installation:
    """With a tenant and its owner in it."""
    made = programs.run(
        installation, "setup", "--tenant", "Fireflow", "--owner-email", OWNER, "--owner-password-stdin", stdin=f"{PASSWORD}\n"
    )
    assert made.wait() == 0, made.errors
    return installation


class Running:
    """A server with its owner signed in."""

    def __init__(self, programs: Programs, where: Installation) -> None:
        self.port = free_port()
        self.program = programs.start(where, "serve", "--port", str(self.port))
        self.client = answering(self.program, self.port)
        session = self.client.post("/api/session", json={"email": OWNER, "password": PASSWORD})
        assert session.status_code == 200, session.text
        self.client.headers["X-CSRF-Token"] = session.json()["csrf_token"]

    def new_code(self) -> dict[str, Any]:
        made = self.client.post("/api/invites", json={})
        assert made.status_code == 201, made.text
        invite: dict[str, Any] = made.json()["invites"][0]
        return invite

    def redeem(self, invite: dict[str, Any]) -> Any:
        token = invite["url"].rpartition(".")[2]
        return self.client.post("/api/pairing/verify", json={"token": token, "deviceFingerprint": "0123456789abcdef", "deviceName": "Till"})

    def stop(self) -> None:
        self.client.close()
        self.program.kill()
        self.program.wait()


@pytest.fixture
def running(programs: Programs, owned: Installation) -> Iterator[Running]:
    running = Running(programs, owned)
    yield running
    running.stop()


def said(program: Program, code: int) -> str:
    assert program.wait() == code, program.output + program.errors
    return program.errors if code else program.output


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


def test_a_backup_is_private_whole_and_one_file(programs: Programs, owned: Installation, running: Running, tmp_path: Path) -> None:
    device = running.redeem(running.new_code()).json()["device_id"]

    output = said(programs.run(owned, "backup", str(tmp_path / "saved.db")), 0)

    assert "The secret key is not in it" in output
    assert [file.name for file in tmp_path.iterdir()] == ["saved.db"]
    assert stat.S_IMODE((tmp_path / "saved.db").stat().st_mode) == 0o600
    assert rows(tmp_path / "saved.db", "PRAGMA integrity_check") == [("ok",)]
    assert rows(tmp_path / "saved.db", "SELECT id FROM devices") == [(device,)]
    assert [file.name for file in tmp_path.iterdir()] == ["saved.db"]


def test_no_file_is_ever_written_over(programs: Programs, owned: Installation, tmp_path: Path) -> None:
    (tmp_path / "dear.txt").write_text("letters")
    (tmp_path / "nowhere").symlink_to(tmp_path / "missing")
    for name in ("dear.txt", "nowhere"):
        assert "exists already" in said(programs.run(owned, "backup", str(tmp_path / name)), 1)
    assert "exists already" in said(programs.run(owned, "backup", str(owned.data / "handfast.db")), 1)
    assert (tmp_path / "dear.txt").read_text() == "letters"
    assert not (tmp_path / "missing").exists()


def test_a_folder_that_is_not_there_is_named(programs: Programs, owned: Installation, tmp_path: Path) -> None:
    assert "cannot be written" in said(programs.run(owned, "backup", str(tmp_path / "no" / "saved.db")), 1)


def test_without_a_database_nothing_is_saved(programs: Programs, tmp_path: Path) -> None:
    nowhere = Installation(tmp_path / "data", f"sqlite:///{tmp_path / 'data' / 'handfast.db'}")
    assert "there is no database" in said(programs.run(nowhere, "backup", str(tmp_path / "saved.db")), 1)
    assert list(tmp_path.iterdir()) == []


def test_beside_a_server_nothing_is_restored(programs: Programs, owned: Installation, running: Running, tmp_path: Path) -> None:
    said(programs.run(owned, "backup", str(tmp_path / "saved.db")), 0)
    running.new_code()

    refused = said(programs.run(owned, "restore", str(tmp_path / "saved.db")), 1)

    assert f"process {running.program.pid}): stop that one first" in refused
    assert running.client.get("/api/invites").json()["items"]


def test_what_was_live_does_not_come_back_and_what_was_revoked_since_is_named(
    programs: Programs, owned: Installation, running: Running, tmp_path: Path
) -> None:
    paired = running.redeem(running.new_code()).json()
    live, known_to_clients = running.new_code(), running.client.post("/api/sysinfo_ver").text
    said(programs.run(owned, "backup", str(tmp_path / "saved.db")), 0)
    assert running.client.delete(f"/api/devices/{paired['device_id']}").status_code in (200, 204)
    cookie = "; ".join(f"{name}={value}" for name, value in running.client.cookies.items())
    running.stop()

    output = said(programs.run(owned, "restore", str(tmp_path / "saved.db")), 0)

    assert "now work again" in output
    assert "  Till\n" in output
    again = Running(programs, owned)
    try:
        assert again.redeem(live).status_code == 410
        # RustDesk clients announce themselves again: what they told since the backup is gone.
        assert again.client.post("/api/sysinfo_ver").text not in (known_to_clients, "")
        again.client.cookies.clear()
        assert again.client.get("/api/session", headers={"Cookie": cookie}).status_code == 401
        mine = {"Authorization": f"Bearer {paired['auth_token']}"}
        assert again.client.get("/api/devices/me", headers=mine).status_code == 200
    finally:
        again.stop()
    assert rows(owned.data / "handfast.db", "SELECT count(*) FROM audit WHERE action = 'SERVER_RESTORED'") == [(1,)]
    assert "The audit trail is intact" in said(programs.run(owned, "audit", "verify"), 0)


def test_on_a_new_machine_a_backup_becomes_the_database(programs: Programs, owned: Installation, tmp_path: Path) -> None:
    said(programs.run(owned, "backup", str(tmp_path / "saved.db")), 0)
    fresh = Installation(tmp_path / "data", f"sqlite:///{tmp_path / 'data' / 'handfast.db'}")

    said(programs.run(fresh, "restore", str(tmp_path / "saved.db")), 0)

    assert {file.name for file in (tmp_path / "data").iterdir()} == {"handfast.db", "handfast.db.lock"}
    assert stat.S_IMODE((tmp_path / "data" / "handfast.db").stat().st_mode) == 0o600
    Running(programs, fresh).stop()


def test_a_present_database_that_cannot_be_read_is_kept_aside(programs: Programs, owned: Installation, tmp_path: Path) -> None:
    path = owned.data / "handfast.db"
    said(programs.run(owned, "backup", str(tmp_path / "saved.db")), 0)
    path.write_text("Dear diary, this is no database at all. " * 100)
    Path(f"{path}-wal").write_bytes(b"an old journal")

    output = said(programs.run(owned, "restore", str(tmp_path / "saved.db")), 0)

    assert f"kept as {path}.damaged-1" in output
    assert Path(f"{path}.damaged-1").read_text().startswith("Dear diary")
    Running(programs, owned).stop()


@pytest.mark.parametrize("content", ["none", "text", "torn", "other", "newer", "itself"])
def test_what_is_no_backup_of_ours_changes_nothing(programs: Programs, owned: Installation, tmp_path: Path, content: str) -> None:
    file = tmp_path / "saved.db"
    said(programs.run(owned, "backup", str(file)), 0)
    before = (owned.data / "handfast.db").read_bytes()
    if content == "none":
        file.unlink()
    elif content == "text":
        file.write_text("Dear diary")
    elif content == "torn":
        file.write_bytes(file.read_bytes()[: 1 << 16])
    elif content == "other":
        file.unlink()
        with closing(sqlite3.connect(file)) as other:
            other.execute("CREATE TABLE invoices (id INTEGER)")
    elif content == "newer":
        with closing(sqlite3.connect(file)) as newer, newer:
            newer.execute("UPDATE alembic_version SET version_num = '9999'")
    else:
        file = owned.data / "handfast.db"

    refused = said(programs.run(owned, "restore", str(file)), 1)

    assert refused.count("\n") == 1
    assert (owned.data / "handfast.db").read_bytes() == before
    assert {one.name for one in owned.data.iterdir()} <= {"handfast.db", "handfast.db.lock"}


def test_a_restore_that_is_killed_leaves_the_old_database_or_the_new_one(programs: Programs, owned: Installation, tmp_path: Path) -> None:
    path = owned.data / "handfast.db"
    said(programs.run(owned, "backup", str(tmp_path / "saved.db")), 0)
    restored, ends, moment = "SELECT count(*) FROM audit WHERE action = 'SERVER_RESTORED'", set(), 0
    while 0 not in ends:
        moment += 3
        assert moment < 300
        program = programs.start(owned, "restore", str(tmp_path / "saved.db"), die_at=moment)
        ends.add(program.wait())

        assert rows(path, "PRAGMA integrity_check") == [("ok",)]
        # Each restore begins with the backup, which knows of none.
        assert rows(path, restored) in ([(0,)], [(1,)])
    assert ends == {-9, 0}
    assert {file.name for file in owned.data.iterdir()} == {"handfast.db", "handfast.db.lock"}
    Running(programs, owned).stop()


@pytest.mark.parametrize("moment", [1, 4, 7, 10, 13])
def test_a_backup_that_is_killed_has_no_name_yet(programs: Programs, owned: Installation, tmp_path: Path, moment: int) -> None:
    saved = tmp_path / "saved.db"

    ended = programs.start(owned, "backup", str(saved), die_at=moment).wait()

    assert ended in (-9, 0)
    assert not saved.exists() or rows(saved, "PRAGMA integrity_check") == [("ok",)]


def test_postgresql_names_its_own_programs(programs: Programs, tmp_path: Path) -> None:
    where = Installation(tmp_path, "postgresql://handfast@127.0.0.1:1/handfast")
    assert "pg_dump --format=custom" in said(programs.run(where, "backup", "x.dump"), 1)
    assert "pg_restore --clean" in said(programs.run(where, "restore", "x.dump"), 1)
