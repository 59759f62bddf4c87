"""What an import reads of our own tables and of the other server's."""

from handfast.db.query import Query
from handfast.kernel.ids import TenantId, UserId

# The other server's tables. Its versions differ in columns, so all that are there are read.
USERS, PEERS = "/* any tenant: the other server's */ SELECT * FROM users", "SELECT * FROM peers"


def user_by_email(email: str, *, tenant_id: TenantId) -> Query[UserId]:
    return Query("SELECT id FROM users WHERE tenant_id = $1 AND email = $2", (tenant_id, email), UserId)
