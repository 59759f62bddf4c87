"""The time by the database's clock."""

from handfast.db.database import Reads
from handfast.db.query import Query

_NOW = Query("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT) AS microseconds", (), int)


async def microseconds(reads: Reads) -> int:
    """Since 1970 UTC, by the clock of a PostgreSQL server. Raises `Unavailable`."""
    [now] = await reads.fetch_all(_NOW)
    return now
