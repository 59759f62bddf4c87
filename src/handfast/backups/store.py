"""What a restore reads: the tenants, and what it reports to the operator."""

from collections.abc import Sequence

from handfast.db.database import Reads
from handfast.db.raw import Row, fetch_rows

TENANTS = "/* any tenant: the whole server is restored */ SELECT id FROM tenants ORDER BY id"
_DEVICES_AT_WORK = "/* any tenant: the whole server is restored */ SELECT id, name FROM devices WHERE status = 'active' ORDER BY name, id"
_DEVICES_ENDED = "/* any tenant: the whole server is restored */ SELECT id FROM devices WHERE status IN ('blocked', 'gone')"
_USERS_AT_WORK = "/* any tenant: the whole server is restored */ SELECT id, name FROM persons WHERE disabled_at IS NULL ORDER BY name, id"
_USERS_ENDED = "/* any tenant: the whole server is restored */ SELECT id FROM persons WHERE disabled_at IS NOT NULL"


async def ended(reads: Reads) -> set[str]:
    """The ids of all devices that are disabled or deleted and of all users that are disabled."""
    return {row["id"] for sql in (_DEVICES_ENDED, _USERS_ENDED) for row in await fetch_rows(reads, sql)}


async def at_work(reads: Reads) -> Sequence[Row]:
    """The `id` and `name` of all devices and users that are not disabled."""
    return [*await fetch_rows(reads, _DEVICES_AT_WORK), *await fetch_rows(reads, _USERS_AT_WORK)]
