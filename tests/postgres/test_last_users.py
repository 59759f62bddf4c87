"""Somebody gets an account a user at the moment at which it is deleted for want of one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from handfast.db.database import Statement
from handfast.db.postgres import compose
from handfast.jobs import delete_closed_companies
from handfast.kernel.callers import Role
from handfast.kernel.ids import UserId
from handfast.users.accounts import store as accounts
from handfast.users.accounts.store import FIRST_SESSION_VERSION
from handfast.users.memberships import store as memberships
from handfast.users.tenants import store as tenants
from tests.support.inside import do_job
from tests.support.members import PUBLIC_URL, Member, account_of
from tests.support.postgres import Cluster
from tests.support.rows import fetch_row
from tests.support.server import Server


@pytest.fixture(scope="module")
def quiet_server(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(cluster.create(), tmp_path_factory.mktemp("data"), public_url=PUBLIC_URL, trusted_proxies=())
    server.start(people=False)
    yield server
    server.stop()


@asynccontextmanager
async def being_invited(quiet: Server, member: Member) -> AsyncIterator[None]:
    """By another company, in a commit that ends with this block: whoever wants to delete the account waits for it."""
    account, id, tenant_id = account_of(member.id), UserId(quiet.random.id()), await quiet.tenant("Birch")
    batch = [
        accounts.keep_password(account, FIRST_SESSION_VERSION, None),
        memberships.insert(id, account, member.email, "Robin", Role.STAFF, quiet.clock.now(), tenant_id=tenant_id),
    ]
    other = await asyncpg.connect(quiet.database_url)
    try:
        async with other.transaction():
            await other.execute(compose(batch), *(argument for write in batch for argument in write.args))
            yield
    finally:
        await other.close()


async def job(quiet: Server, member: Member) -> None:
    await quiet.application.database.execute_batch([Statement("DELETE FROM users WHERE id = $1", (member.id,))])
    await do_job(quiet, "purge sessions and tokens")


async def cancelled_invitation(quiet: Server, member: Member) -> None:
    owner = await quiet.signed_in(await quiet.member(tenant_id=member.tenant_id))
    not_joined = Statement("UPDATE users SET joined_at = NULL WHERE id = $1", (member.id,))
    await quiet.application.database.execute_batch([not_joined])
    answer = await owner.delete(f"/api/people/{member.id}/invitation")
    assert answer.status_code == 204, answer.text


async def deleted_company(quiet: Server, member: Member) -> None:
    now = quiet.clock.now()
    await quiet.application.database.execute_batch([tenants.close(now, now, tenant_id=member.tenant_id)])
    await delete_closed_companies(quiet.application.run)


@pytest.mark.parametrize("end", [job, cancelled_invitation, deleted_company])
async def test_who_is_invited_elsewhere_while_their_last_user_goes_keeps_their_account(
    quiet: Server, end: Callable[[Server, Member], Awaitable[None]]
) -> None:
    member, database = await quiet.member(), quiet.application.database
    async with being_invited(quiet, member):
        ending = asyncio.ensure_future(end(quiet, member))
        await waits(quiet)
    await ending
    assert await fetch_row(database, "SELECT id FROM users WHERE id = $1", member.id) is None
    assert await fetch_row(database, "SELECT id FROM accounts WHERE id = $1", account_of(member.id)) is not None


async def waits(quiet: Server) -> None:
    """Until the database says that somebody waits for a row."""
    async with asyncio.timeout(20):
        while await fetch_row(quiet.application.database, "SELECT pid FROM pg_locks WHERE NOT granted LIMIT 1") is None:
            await asyncio.sleep(0.02)
