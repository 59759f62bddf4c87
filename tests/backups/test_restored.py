"""What a restore ends in a database, and what it reads to tell the operator of."""

from collections.abc import AsyncIterator

import pytest

from handfast.backups import store
from handfast.ceremonies.pairing import store as pairing_codes
from handfast.db.database import Database, Statement
from handfast.db.opening import migrate, open_database
from handfast.kernel.callers import Role
from handfast.kernel.ids import PairingCodeId, TenantId, UserId
from tests.support.members import new_user
from tests.support.rows import fetch_row

NOW = 1_800_000_000_000
DEVICE = """INSERT INTO devices (id, tenant_id, kind, name, status, platform, user_agent, fingerprint, address, paired_at, updated_at)
    VALUES ($1, 'restored', 'rustdesk', $2, $3, '', '', '', '', 1, 1)"""


TENANT = Statement("INSERT INTO tenants (id, name, created_at) VALUES ('restored', 'Fireflow', 1)")


def _user(id: str, email: str, name: str, disabled_at: int | None) -> list[Statement]:
    return new_user(UserId(id), email, name, Role.STAFF, 1, None, disabled_at, tenant_id=TenantId("restored"))


@pytest.fixture
async def company(empty_database_url: str) -> AsyncIterator[Database]:
    await migrate(empty_database_url)
    database = await open_database(empty_database_url)
    people = [("p-works", "zoe@example.com", "Zoe", None), ("p-left", "bo@example.com", "Bo", 5), ("p-first", "a@example.com", "Ada", None)]
    devices = [("d-works", "Till", "active"), ("d-waits", "Bar", "waiting"), ("d-blocked", "Door", "blocked"), ("d-gone", "Till", "gone")]
    await database.execute_batch(
        [TENANT, *(write for person in people for write in _user(*person)), *(Statement(DEVICE, row) for row in devices)]
    )
    yield database
    await database.close()


async def test_what_is_at_work_and_what_was_ended_is_told_apart(company: Database) -> None:
    assert await store.at_work(company) == [("d-works", "Till"), ("p-first", "Ada"), ("p-works", "Zoe")]
    assert await store.ended(company) == {"d-blocked", "d-gone", "p-left"}


async def test_codes_that_were_live_are_closed_at_that_moment(company: Database) -> None:
    code = pairing_codes.add(
        PairingCodeId("i"), UserId("p-works"), 1, "192.0.2.1", NOW + 1, 1, b"code", b"token", None, tenant_id=TenantId("restored")
    )
    await company.execute_batch([code])
    await company.execute_batch([pairing_codes.expire_all(NOW)])
    ended = await fetch_row(company, "SELECT state, closed_at, code_hash, slot FROM pairing_codes")
    assert ended is not None
    assert tuple(ended[name] for name in ("state", "closed_at", "code_hash", "slot")) == ("expired", NOW, None, None)
