"""What an import reads of our own tables and of the other server's."""

from typing import NamedTuple

from handfast.db.query import Query
from handfast.kernel.ids import TenantId, UserId

# The other server's tables. Its versions differ in columns, so all that are there are read.
USERS, PEERS = "/* any tenant: the other server's */ SELECT * FROM users", "SELECT * FROM peers"


class KnownUser(NamedTuple):
    id: UserId
    tenant_id: TenantId


def user_by_email(email: str) -> Query[KnownUser]:
    sql = "/* any tenant: an e-mail names one person of the server */ SELECT id, tenant_id FROM users WHERE email = $1"
    return Query(sql, (email,), KnownUser)
