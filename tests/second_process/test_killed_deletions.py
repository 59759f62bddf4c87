"""A company is exported and deleted while its server is killed again and again, on each database: in the end nothing of it is left."""

import asyncio
import io
import json
import shutil
import signal
import socket
import time
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest

from handfast.db.database import Database
from handfast.db.opening import open_database
from handfast.kernel.ids import AccountId, SessionId
from handfast.kernel.secrets import digest
from handfast.kernel.time import DAY
from handfast.users.accounts import store as accounts
from handfast.users.accounts.store import FIRST_SESSION_VERSION
from handfast.users.sessions import store as sessions
from handfast.users.sessions.opening import BROWSER
from handfast.users.sessions.store import Holder
from handfast.users.tenants import store as tenants
from tests.second_process.full_company import FullCompany, fill, held, join, without_company
from tests.support.hurried import Moment
from tests.support.members import PASSWORD
from tests.support.postgres import Cluster
from tests.support.programs import SECONDS, Installation, Program, Programs, answering, free_port
from tests.support.rows import fetch_row, fetch_rows

JOB = "delete closed companies"
SIZE = 260
MOST_KILLS = 60
COMMITS = (2, 3, 1, 5, 4)
"""So many of the deletion in each life. Once its people are gone: the sealing of what was tried before, and one more."""
MOMENTS: tuple[Moment, ...] = ("before", "within", "after", "within")
OPERATOR = {"Cookie": "handfast=cookie-of-the-operator"}


class Life:
    """An installation, and how to start its server anew."""

    def __init__(self, programs: Programs, where: Installation, folder: Path) -> None:
        self._programs = programs
        self.where = where
        self.go = folder / "go"
        self.port = free_port()

    def start(self, dies: tuple[int, Moment] | None = None) -> Program:
        return self._programs.start(self.where, "serve", "--port", str(self.port), hurried=(JOB, self.go, dies))

    def deletes(self, server: Program) -> bool:
        """Whether the server lives through the deletion; it has ended by now if not."""
        self.go.touch()
        until = time.monotonic() + SECONDS
        while self.go.exists() and not server.ended.is_set():
            assert time.monotonic() < until, "the deletion does not end"
            time.sleep(0.002)
        if not self.go.exists():
            return True
        assert server.wait() == -signal.SIGKILL, server.errors
        self.go.unlink()
        return False

    def verify(self) -> str:
        verified = self._programs.run(self.where, "audit", "verify")
        assert verified.code == 0, verified.output + verified.errors
        return verified.output


@pytest.fixture(params=["sqlite", "postgresql"])
def life(request: pytest.FixtureRequest, programs: Programs, sqlite_template: Path, postgres: Cluster, tmp_path: Path) -> Iterator[Life]:
    if request.param == "sqlite":
        shutil.copyfile(sqlite_template, tmp_path / "handfast.db")
        (tmp_path / "handfast.db").chmod(0o600)
        yield Life(programs, Installation(tmp_path, f"sqlite:///{tmp_path / 'handfast.db'}"), tmp_path)
        return
    url = postgres.create()
    yield Life(programs, Installation(tmp_path, url), tmp_path)
    postgres.drop(url)


@asynccontextmanager
async def opened(life: Life) -> AsyncIterator[Database]:
    """While no server runs: on SQLite it would be the second one."""
    database = await open_database(life.where.database_url, 1)
    try:
        yield database
    finally:
        await database.close()


async def made(life: Life, now: int) -> tuple[FullCompany, FullCompany]:
    """The company that is deleted, of which one person is in the other, too; and an operator, signed in a moment ago."""
    async with opened(life) as database:
        going, staying = await fill(database, "going", SIZE, now), await fill(database, "staying", 5, now)
        await join(database, going, staying, now)
        operator = AccountId("operator")
        await database.execute_batch(
            [tenants.mark_set_up(now), accounts.insert(operator, "otis@example.com", "Otis", now, operator_since=now)]
        )
        cookie = digest(OPERATOR["Cookie"].partition("=")[2])
        holder = Holder(operator, FIRST_SESSION_VERSION)
        await database.execute_batch([sessions.insert(SessionId("operator"), cookie, holder, now, BROWSER, "", "")])
        return going, staying


async def close(life: Life, company: FullCompany, now: int) -> None:
    async with opened(life) as database:
        await database.execute_batch([tenants.close(now - 31 * DAY, now - DAY, tenant_id=company.id)])


async def test_kills_during_an_export_and_a_deletion_leave_nothing_of_the_company_and_all_of_the_others(life: Life) -> None:
    now = int(time.time() * 1000)
    going, staying = await made(life, now)
    await asyncio.to_thread(_export, life, going)
    await close(life, going, now)
    life.verify()  # seals what is there
    async with opened(life) as database:
        others = await held(database, staying.id)
        sealed = await fetch_row(database, "SELECT count(*) AS entries FROM audit WHERE tenant_id = $1", going.id)
    kills = await asyncio.to_thread(_delete, life, going)
    assert kills >= len(MOMENTS) + len(COMMITS), "so few kills do not try each moment"
    assert "intact" in life.verify()
    async with opened(life) as database:
        assert {table: rows for table, rows in (await held(database, going.id)).items() if rows} == {}
        assert await held(database, staying.id) == others
        assert await without_company(database, going) == (1, 0), "one of them is in the other company, too"
        assert await without_company(database, staying) == (5, 5)
        assert sealed is not None
        await _is_announced(database, going, sealed["entries"])


async def _is_announced(database: Database, company: FullCompany, least: int) -> None:
    """Once, with the numbers it had; that of the entries counts those that the attempts to sign in have added."""
    told = await fetch_rows(database, "SELECT action, details, tenant_id FROM audit WHERE subject_id = $1 ORDER BY id", company.id)
    assert [one["action"] for one in told] == ["TENANT_DELETION_BEGUN", "TENANT_DELETED"]
    assert [one["tenant_id"] for one in told] == [None, None]
    begun, details = (json.loads(one["details"]) for one in told)
    counts = {"people": SIZE, "devices": SIZE}
    assert begun == counts
    assert {name: details[name] for name in counts} == counts
    erased = await fetch_rows(database, "SELECT sealed_number, seal FROM audit WHERE action = 'ENTRY_ERASED' ORDER BY sealed_number")
    assert (details["entries"], details["until"]) == (len(erased), erased[-1]["sealed_number"])
    assert details["seal"] == bytes(erased[-1]["seal"]).hex()
    assert len(erased) >= least


def _delete(life: Life, company: FullCompany) -> int:
    """How often the server was killed until the company was gone."""
    answers = [200]
    for kills in range(MOST_KILLS):
        commits = 2 if answers[0] == 401 else COMMITS[kills % len(COMMITS)]
        server = life.start((commits, MOMENTS[kills % len(MOMENTS)]))
        with closing(answering(server, life.port)) as client:
            answers = _nobody_gets_in(client, company, kills + 1)
            assert kills or answers == [200, 403, 403, 403, 403], "whatever is refused must be the company's"
        if not life.deletes(server):
            continue
        with closing(answering(server, life.port)) as client:
            assert _nobody_gets_in(client, company, kills + 2)[0] == 401
            assert client.get(f"/api/tenants/{company.id}", headers=OPERATOR).status_code == 404
        server.kill(signal.SIGTERM)
        assert server.wait() == 0, server.errors
        return kills
    raise AssertionError("the deletion does not get on")


def _nobody_gets_in(client: httpx.Client, company: FullCompany, turn: int) -> list[int]:
    """By password, with an old session or the new one, as a device, or with a code: what was answered.

    Each turn is that of another person at another address, so that no limit refuses instead.
    """
    client.headers["X-Forwarded-For"] = f"203.0.113.{turn}"
    credentials = {"email": company.email(turn), "password": PASSWORD, "tenant_id": company.id}
    answer = client.post("/api/session", json=credentials)
    if answer.status_code == 200:  # to be told why nothing can be done
        assert answer.json()["suspended"] is not None
        assert "device.list" not in answer.json()["can"]
    new, old = client.cookies.get("handfast", ""), company.cookie(2)
    client.cookies.clear()
    tries = [client.get("/api/devices", headers={"Cookie": f"handfast={cookie}"}) for cookie in (new, old)]
    tries.append(client.get("/api/devices/me", headers={"Authorization": f"Bearer {company.credential(3)}"}))
    body = {"token": company.token, "deviceFingerprint": "0123456789abcdef", "deviceName": "Till", "platform": "Android"}
    tries.append(client.post("/api/pairing/verify", json=body))
    assert all(one.status_code in (401, 403, 404) for one in tries), [one.text for one in tries]
    assert answer.status_code in (200, 401, 403), answer.text
    return [answer.status_code, *(one.status_code for one in tries)]


def _export(life: Life, company: FullCompany) -> None:
    """First cut short by a kill, which whoever receives it notices; then whole."""
    server = life.start()
    with closing(answering(server, life.port)):
        received = _cut_short(life.port, company, server)
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(received.partition(b"\r\n\r\n")[2]))
    assert not received.endswith(b"0\r\n\r\n"), "an answer in chunks that ends so is whole"
    server = life.start()
    with closing(answering(server, life.port)) as client:
        answer = client.get(f"/api/tenants/{company.id}/export", headers=OPERATOR)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        lines = {name: archive.read(f"{name}.jsonl").count(b"\n") for name in ("people", "devices", "rustdesk-sessions")}
    assert lines == dict.fromkeys(lines, SIZE)
    server.kill()
    server.wait()


def _cut_short(port: int, company: FullCompany, server: Program) -> bytes:
    """What arrives of an export whose server is killed when it has begun. The window is so small that the server has to wait."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(SECONDS)
        connection.connect(("127.0.0.1", port))
        head = f"GET /api/tenants/{company.id}/export HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {OPERATOR['Cookie']}\r\n\r\n"
        connection.sendall(head.encode())
        received = connection.recv(1 << 12)
        assert received.startswith(b"HTTP/1.1 200"), received
        server.kill()
        server.wait()
        try:
            while part := connection.recv(1 << 16):
                received += part
        except ConnectionResetError:
            pass
        return received
