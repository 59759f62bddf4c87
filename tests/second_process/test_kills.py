"""Two hundred kills under load on each database, commands and backups under way beside: nothing that was acknowledged is lost."""

import asyncio
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.second_process.backups import by_command, by_online_backup, by_vacuum
from tests.second_process.commands import beside
from tests.second_process.conftest import site_on_sqlite
from tests.second_process.site import Beside, Site
from tests.support.postgres import Cluster, binaries
from tests.support.programs import Installation, Programs

KILLS = 200
CHECKED_EVERY = 50


@pytest.fixture(params=["sqlite", "postgresql"])
def killed(
    request: pytest.FixtureRequest, programs: Programs, sqlite_template: Path, postgres: Cluster, tmp_path: Path
) -> Iterator[tuple[Site, list[Beside | None]]]:
    """An installation, and what runs beside its lives in turn."""
    if request.param == "sqlite":
        site = site_on_sqlite(programs, sqlite_template, tmp_path, KILLS)
        saving = [_to_new_file(way) for way in (by_command, by_online_backup, by_vacuum)]
        yield site, [None, beside("doctor"), *saving, beside("password-link"), None, beside("migrate"), beside("setup-link")]
        site.history.close()
        return
    url = postgres.create()
    site = Site(programs, Installation(tmp_path, url), tmp_path, KILLS)
    yield site, [None, beside("doctor"), _dump, beside("password-link"), None, beside("migrate"), beside("setup-link")]
    site.history.close()
    postgres.drop(url)


def _to_new_file(way: object) -> Beside:
    async def save(site: Site) -> None:
        target = site.folder / "saved.db"
        await way(site, target)  # type: ignore[operator]
        target.unlink()

    return save


async def _dump(site: Site) -> None:
    program = shutil.which("pg_dump") or str(binaries() / "pg_dump")
    target = site.folder / "saved.dump"
    process = await asyncio.create_subprocess_exec(program, "--format=custom", f"--file={target}", site.where.database_url)
    assert await process.wait() == 0


async def test_two_hundred_kills_lose_nothing_that_was_acknowledged(
    killed: tuple[Site, list[Beside | None]], capsys: pytest.CaptureFixture[str]
) -> None:
    site, others = killed
    chance = random.Random(20261128)
    for number in range(1, KILLS + 1):
        await site.live(others[number % len(others)], before=chance.randint(1, 16), after=chance.randint(1, 8), wait=False)
        if number % CHECKED_EVERY == 0:
            found = await site.check()
            assert found["lost"] == 0

    verified = site.start("audit", "verify")
    assert await asyncio.to_thread(verified.wait) == 0, verified.output + verified.errors
    with capsys.disabled():
        print(f"\n{KILLS} kills on {site.where.database_url.partition(':')[0]}: {found}")
