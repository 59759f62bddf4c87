"""The table `sign_in_places`."""

from typing import NamedTuple

from handfast.db.database import Statement
from handfast.db.query import Query
from handfast.kernel.ids import AccountId


class Place(NamedTuple):
    network: str
    browser: str
    seen_at: int


def places(account_id: AccountId) -> Query[Place]:
    """Those of the account, the one not seen for longest first."""
    sql = "SELECT network, browser, seen_at FROM sign_in_places WHERE account_id = $1 ORDER BY seen_at, network, browser"
    return Query(sql, (account_id,), Place)


def insert(account_id: AccountId, network: str, browser: str, now: int) -> Statement:
    """Conflict if another sign-in added it at the same moment."""
    sql = "INSERT INTO sign_in_places (account_id, network, browser, seen_at) VALUES ($1, $2, $3, $4)"
    return Statement(sql, (account_id, network, browser, now))


def see(account_id: AccountId, network: str, browser: str, now: int) -> Statement:
    sql = "UPDATE sign_in_places SET seen_at = $4 WHERE account_id = $1 AND network = $2 AND browser = $3"
    return Statement(sql, (account_id, network, browser, now))


def forget(account_id: AccountId, network: str, browser: str) -> Statement:
    sql = "DELETE FROM sign_in_places WHERE account_id = $1 AND network = $2 AND browser = $3"
    return Statement(sql, (account_id, network, browser))
