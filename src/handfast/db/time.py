"""The time by the database's clock."""

from handfast.db.database import Reads

_NOW = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT) AS told"


async def microseconds(reads: Reads) -> int:
    """Since 1970 UTC, by the clock of a PostgreSQL server. Raises `Unavailable`."""
    [row] = await reads.fetch_all(_NOW)
    return int(row["told"])
