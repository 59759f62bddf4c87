"""The SQL of the notices, and the table `notices_read`."""

from handfast.db import bounded
from handfast.db.database import Statement
from handfast.db.query import Query
from handfast.events.catalog import NOTICED
from handfast.kernel.ids import TenantId, UserId
from handfast.reports.trail.store import ENTRY_COLUMNS, Entry

MOST = 50
_EACH = [f"SELECT {ENTRY_COLUMNS} FROM audit WHERE tenant_id = $1 AND action = '{name}' AND at >= $2" for name in NOTICED]
_NEWEST_FIRST = "at DESC, id DESC"
_NOTICES = f"""SELECT {ENTRY_COLUMNS} FROM ({bounded.merged(_EACH, _NEWEST_FIRST, str(MOST))}) AS noticed
ORDER BY {_NEWEST_FIRST}"""


def notices(since: int, *, tenant_id: TenantId) -> Query[Entry]:
    """The newest MOST, newest first."""
    return Query(_NOTICES, (tenant_id, since), Entry, bulk=True)


def read_until(user_id: UserId, *, tenant_id: TenantId) -> Query[int]:
    """The newest row of the trail that the user has seen; no row if they have seen none."""
    return Query("SELECT until FROM notices_read WHERE tenant_id = $1 AND user_id = $2", (tenant_id, user_id), int)


def read(user_id: UserId, until: int, *, tenant_id: TenantId) -> Statement:
    """Without effect if they have seen newer ones."""
    sql = """INSERT INTO notices_read (user_id, tenant_id, until) VALUES ($2, $1, $3)
    ON CONFLICT (user_id) DO UPDATE SET until = $3 WHERE notices_read.until < $3"""
    return Statement(sql, (tenant_id, user_id, until))
