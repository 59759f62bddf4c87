"""A disk without room: what cannot be kept is answered 503, the balancer is told, and with room again it goes on by itself."""

import asyncio
import errno
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from tests.second_process.conftest import site_on_sqlite
from tests.second_process.site import Site
from tests.support.flood import Connection
from tests.support.programs import Program, Programs


class Disk(NamedTuple):
    """Takes the room away from a program, and gives it back."""

    fill: Callable[[Program], None]
    free: Callable[[Program], None]


@contextmanager
def bounded_files(_: Path) -> Iterator[Disk]:
    """The system refuses every byte of every file. Anybody may ask for that, on any machine."""

    def bound(program: Program, size: int) -> None:
        resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    yield Disk(lambda program: bound(program, 0), lambda program: bound(program, resource.RLIM_INFINITY))


@contextmanager
def small_disk(data: Path) -> Iterator[Disk]:
    """A file system for the data folder alone. Only root may mount one."""
    before = data.rename(data.with_name("before"))
    data.mkdir(0o700)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m,mode=700", "tmpfs", str(data)], check=True)
    ballast = data / "ballast"
    try:
        shutil.copytree(before, data, dirs_exist_ok=True)
        yield Disk(lambda _: fill(ballast), lambda _: ballast.unlink())
    finally:
        subprocess.run(["umount", "--lazy", str(data)], check=True)


def fill(ballast: Path) -> None:
    try:
        with ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)
    except OSError as error:
        assert error.errno == errno.ENOSPC


def may_mount() -> bool:
    with TemporaryDirectory() as folder:
        if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, check=False).returncode:
            return False
        subprocess.run(["umount", folder], check=True)
        return True


@pytest.mark.parametrize("disk", [bounded_files, *([small_disk] if may_mount() else [])])
async def test_without_room_nothing_is_acknowledged_and_with_room_it_goes_on_and_nothing_is_lost(
    programs: Programs, sqlite_template: Path, tmp_path: Path, disk: Callable[[Path], AbstractContextManager[Disk]]
) -> None:
    site = site_on_sqlite(programs, sqlite_template, tmp_path, 1)

    async def run_full(site: Site) -> None:
        full.fill(site.server)
        await site.until_readiness_is(503, site.server)
        connection = Connection(*await asyncio.open_connection("127.0.0.1", site.port))
        body = {"name": "Sam", "email": "sam@example.com", "role": "staff", "send_mail": False}
        status, problem = await connection.post("/api/people", body, "203.0.113.9", **site.company.admin.headers)
        assert (status, problem["code"]) == (503, "UNAVAILABLE")
        status, _ = await connection.get("/api/people", "203.0.113.9", **site.company.admin.headers)
        assert status == 200
        connection.close()
        full.free(site.server)
        await site.until_readiness_is(200, site.server)

    with disk(site.where.data) as full:
        await site.live(run_full)
        assert (await site.check())["lost"] == 0
    site.history.close()
