"""A heartbeat is written every fifteen seconds for each device. It must not cost PostgreSQL an entry in every index of the device."""

from collections.abc import Iterator

import asyncpg
import pytest

from handfast.db.database import Statement
from handfast.devices import store as devices
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId
from handfast.kernel.time import SECOND
from handfast.rustdesk.registry import store as rustdesk
from tests.support.clock import START
from tests.support.postgres import Cluster

TENANT, DEVICE = TenantId("t"), DeviceId("d")


@pytest.fixture(scope="module")
def url(cluster: Cluster) -> Iterator[str]:
    url = cluster.create()
    yield url
    cluster.drop(url)


async def test_it_changes_no_index(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("INSERT INTO tenants (id, name, created_at) VALUES ('t', 'Fireflow', 1); BEGIN")

        async def write(statement: Statement) -> None:
            await connection.execute(statement.sql, *statement.args)

        for statement in rustdesk.add(DEVICE, RustdeskId("123456789"), "Till", START, tenant_id=TENANT):
            await write(statement)
        await write(devices.come_online(DEVICE, START, tenant_id=TENANT))
        await write(rustdesk.count_heartbeats([DEVICE], 2))
        changed = "SELECT relname, n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relname = ANY($1)"
        tables = ["devices", "rustdesk"]
        before = {name: (every, hot) for name, every, hot in await connection.fetch(changed, tables)}
        for turn in (1, 2):
            await write(devices.seen([DEVICE], START + turn * 15 * SECOND))
            await write(rustdesk.count_heartbeats([DEVICE], 1))
        after = {name: (every, hot) for name, every, hot in await connection.fetch(changed, tables)}
        written = {name: (after[name][0] - every, after[name][1] - hot) for name, (every, hot) in before.items()}
        assert written == {"devices": (2, 2), "rustdesk": (2, 2)}, "each update is one within its page"
    finally:
        await connection.close()
