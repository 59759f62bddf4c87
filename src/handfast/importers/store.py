"""What an import reads of our own tables and of the other server's."""

from handfast.db.database import Reads
from handfast.db.raw import Row, fetch_row

# The other server's tables. Its versions differ in columns, so all that are there are read.
USERS, PEERS = "SELECT * FROM users", "SELECT * FROM peers"


async def person_by_email(reads: Reads, email: str) -> Row | None:
    sql = "/* any tenant: an e-mail names one person of the server */ SELECT id, tenant_id, role, name FROM persons WHERE email = $1"
    return await fetch_row(reads, sql, email)
