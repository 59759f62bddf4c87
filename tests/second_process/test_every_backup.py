"""Every way of saving the database that the docs name, beside a server that works and is then killed."""

import shutil
from pathlib import Path

import pytest

from tests.second_process.backups import WAYS
from tests.second_process.site import Site, compare


@pytest.mark.parametrize("way", WAYS)
async def test_a_backup_holds_what_was_acknowledged_before_it_and_the_server_loses_nothing(site: Site, way: str, tmp_path: Path) -> None:
    target, before = tmp_path / "saved.db", tmp_path / "history"

    async def save(site: Site) -> None:
        shutil.copyfile(site.history.path, before)
        await WAYS[way](site, target)

    await site.live(save, before=20, after=20)

    assert (await site.check())["lost"] == 0
    saved = compare(before, f"sqlite:///{target}")
    assert saved["lost"] == 0
    assert sum(saved["acknowledged"].values()) >= 20


@pytest.mark.parametrize("way", WAYS)
async def test_a_kill_during_a_backup_loses_nothing_and_leaves_a_whole_one(site: Site, way: str, tmp_path: Path) -> None:
    target = tmp_path / "saved.db"

    await site.live(lambda site: WAYS[way](site, target), after=1, wait=False)

    assert (await site.check())["lost"] == 0
    nothing = tmp_path / "nothing"
    nothing.touch()
    assert compare(nothing, f"sqlite:///{target}")["lost"] == 0
