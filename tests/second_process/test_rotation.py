"""The keys of a server are changed while people work with it, on each database: nothing fails, nobody is signed out, nothing is lost."""

import asyncio
import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from handfast.db.database import Database
from handfast.db.opening import open_database
from handfast.db.query import Query
from handfast.kernel.key_ring import load, parse
from handfast.kernel.secrets import Key, Keys
from tests.second_process.conftest import site_on_sqlite
from tests.second_process.site import Site
from tests.support.postgres import Cluster
from tests.support.programs import Installation, Programs
from tests.support.server import SECRET_KEY

LIVES = 3
FIRST = Key(SECRET_KEY).id


@pytest.fixture(params=["sqlite", "postgresql"])
def rotated(request: pytest.FixtureRequest, programs: Programs, sqlite_template: Path, postgres: Cluster, tmp_path: Path) -> Iterator[Site]:
    if request.param == "sqlite":
        site, url = site_on_sqlite(programs, sqlite_template, tmp_path, LIVES), None
    else:
        url = postgres.create()
        site = Site(programs, Installation(tmp_path, url), tmp_path, LIVES)
    key = tmp_path / "secret.key"
    key.write_bytes(SECRET_KEY)
    key.chmod(0o600)
    site.where = site.where.with_(HANDFAST_SECRET_KEY="", HANDFAST_SECRET_KEY_FILE=str(key))
    yield site
    site.history.close()
    if url:
        postgres.drop(url)


async def said(site: Site, *arguments: str) -> str:
    program = site.start(*arguments)
    assert await asyncio.to_thread(program.wait) == 0, program.output + program.errors
    return program.output


async def _rotate(site: Site) -> None:
    assert "intact" in await said(site, "audit", "verify")
    keys = json.loads(await said(site, "keys", "rotate", "--json"))["keys"]
    assert [(one["state"], one["id"] == FIRST) for one in keys] == [("active", False), ("old", True)]
    assert "intact" in await said(site, "audit", "verify")


async def sealed(database: Database) -> list[bytes]:
    return await database.fetch_all(Query("/* any tenant: a test */ SELECT sealed FROM personal_codes", (), bytes, bulk=True))


async def digests(database: Database) -> set[bytes]:
    return set(await database.fetch_all(Query("/* any tenant: a test */ SELECT code_hash FROM personal_codes", (), bytes, bulk=True)))


def opens(key: Key, text: bytes) -> bool:
    try:
        key.unseal("personal-code", text)
    except InvalidTag:
        return False
    return True


async def test_a_rotation_under_load_fails_no_request_and_after_the_retirement_the_old_key_opens_nothing(rotated: Site) -> None:
    site = rotated
    await site.live()  # codes of the first key
    await site.live(_rotate, after=40)
    await site.live()  # a start with two keys; sessions and CSRF tokens are those of the first
    assert (await site.check())["lost"] == 0
    database = await open_database(site.where.database_url, 1)
    first, before = Key(SECRET_KEY), await sealed(database)
    assert {opens(first, one) for one in before} == {True, False}

    new = _keys(site)
    codes = {new.unseal("personal-code", one) for one in before}
    site.start("serve", "--port", str(site.port))
    await site.until_readiness_is(200, site.server)
    resealed = json.loads(await said(site, "keys", "retire", FIRST, "--now", "--json"))["resealed"]
    assert resealed >= sum(opens(first, one) for one in before)
    assert "intact" in await said(site, "audit", "verify")
    site.server.kill(signal.SIGTERM)
    assert await asyncio.to_thread(site.server.wait) == 0, site.server.errors

    after, active = await sealed(database), _keys(site).active
    assert not any(opens(first, one) for one in after)
    assert {active.unseal("personal-code", one) for one in after} == codes
    assert await digests(database) == {active.mac("personal-code", code) for code in codes}
    await database.close()


def _keys(site: Site) -> Keys:
    keys = Keys(SECRET_KEY)
    load(keys, parse(Path(dict(site.where.more)["HANDFAST_SECRET_KEY_FILE"]).read_text()))
    return keys
