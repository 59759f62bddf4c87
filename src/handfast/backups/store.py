"""What a restore reads: the tenants, and what it reports to the operator."""

from typing import NamedTuple

from handfast.db.database import Reads
from handfast.db.query import Query
from handfast.devices.lifecycle import HAS_ENDED, IS_ACTIVE
from handfast.kernel.ids import TenantId


class AtWork(NamedTuple):
    """A device or user that is not disabled."""

    id: str
    name: str


_TENANTS = "/* any tenant: the whole server is restored */ SELECT id FROM tenants ORDER BY id"
_DEVICES_AT_WORK = f"/* any tenant: the whole server is restored */ SELECT id, name FROM devices WHERE {IS_ACTIVE} ORDER BY name, id"
_DEVICES_ENDED = f"/* any tenant: the whole server is restored */ SELECT id FROM devices WHERE {HAS_ENDED}"
_USERS_AT_WORK = "/* any tenant: the whole server is restored */ SELECT id, name FROM users WHERE disabled_at IS NULL ORDER BY name, id"
_USERS_ENDED = "/* any tenant: the whole server is restored */ SELECT id FROM users WHERE disabled_at IS NOT NULL"


def tenants() -> Query[TenantId]:
    return Query(_TENANTS, (), TenantId, bulk=True)


async def ended(reads: Reads) -> set[str]:
    """The ids of all devices that are disabled or deleted and of all users that are disabled."""
    return {id for sql in (_DEVICES_ENDED, _USERS_ENDED) for id in await reads.fetch_all(Query(sql, (), str, bulk=True))}


async def at_work(reads: Reads) -> list[AtWork]:
    """The devices first."""
    return [one for sql in (_DEVICES_AT_WORK, _USERS_AT_WORK) for one in await reads.fetch_all(Query(sql, (), AtWork, bulk=True))]
