"""The table `link_requests`."""

from typing import NamedTuple

from handfast.ceremonies.device_authorization.rustdesk.lifecycle import APPROVE, DENY, IS_OPEN, RequestState
from handfast.ceremonies.device_authorization.rustdesk.rules import MOST_TRIES
from handfast.db.database import Statement
from handfast.db.query import Query
from handfast.kernel.ids import RustdeskId, TenantId, UserId
from handfast.kernel.outcomes import Reason
from handfast.rustdesk.registry.rules import ClientIdentity


class OpenRequest(NamedTuple):
    rustdesk_id: RustdeskId
    uuid: str
    hostname: str
    os: str
    address: str
    created_at: int
    tenant_name: str
    tenant_settings: str


_OPEN = f"""SELECT k.rustdesk_id, k.uuid, k.hostname, k.os, k.address, k.created_at, t.name AS tenant_name, t.settings AS tenant_settings
FROM link_requests k JOIN tenants t ON t.id = k.tenant_id
WHERE k.code_hash = $1 AND k.tenant_id = $2 AND k.{IS_OPEN} AND k.tries < {MOST_TRIES} AND k.expires_at > $3"""


def open_request(code_hash: bytes, now: int, *, tenant_id: TenantId) -> Query[OpenRequest]:
    return Query(_OPEN, (code_hash, tenant_id, now), OpenRequest)


class PolledRequest(NamedTuple):
    tenant_id: TenantId
    state: RequestState
    refusal: str | None
    """The `Reason` why it was ended; None also when the user turned it down."""
    user_id: UserId | None
    """Who approved it; None in every other state."""


_POLLED = """/* any tenant: found by its secret */ SELECT tenant_id, state, refusal, user_id FROM link_requests
WHERE code_hash = $1 AND rustdesk_id = $2 AND uuid = $3 AND expires_at > $4"""


def polled(code_hash: bytes, rustdesk_id: RustdeskId, uuid: str, now: int) -> Query[PolledRequest]:
    return Query(_POLLED, (code_hash, rustdesk_id, uuid, now), PolledRequest)


_TRY = f"""UPDATE link_requests SET tries = tries + 1
WHERE code_hash = $1 AND tenant_id = $2 AND {IS_OPEN} AND tries < {MOST_TRIES} AND expires_at > $3 RETURNING tries"""


def take_try(code_hash: bytes, now: int, *, tenant_id: TenantId) -> Query[int]:
    """The number of tries, this one included."""
    return Query(_TRY, (code_hash, tenant_id, now), int)


def start(code_hash: bytes, identity: ClientIdentity, hostname: str, os: str, address: str, now: int, expires_at: int) -> Statement:
    sql = """INSERT INTO link_requests (code_hash, tenant_id, rustdesk_id, uuid, hostname, os, address, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""
    return Statement(sql, (code_hash, identity.tenant_id, identity.rustdesk_id, identity.uuid, hostname, os, address, now, expires_at))


def approve(code_hash: bytes, user_id: UserId, expires_at: int, now: int, *, tenant_id: TenantId) -> Statement:
    """Gives back the try, since it was right. Conflict if the request was decided or expired meanwhile."""
    sql = f"""UPDATE link_requests SET {APPROVE.change}, user_id = $3, expires_at = $4, tries = tries - 1
    WHERE code_hash = $1 AND tenant_id = $2 AND {APPROVE.guard} AND expires_at > $5"""
    return Statement(sql, (code_hash, tenant_id, user_id, expires_at, now), guard=True)


def give_back(code_hash: bytes, *, tenant_id: TenantId) -> Statement:
    """Gives back the try: the digits were right, and the refusal has another cause."""
    return Statement(
        "UPDATE link_requests SET tries = tries - 1 WHERE code_hash = $1 AND tenant_id = $2 AND tries > 0", (code_hash, tenant_id)
    )


def end(code_hash: bytes, reason: Reason, *, tenant_id: TenantId) -> Statement:
    """Ends a request that cannot be granted although the digits were right: gives back the try, and the app gets the reason.

    Conflict if the request was decided meanwhile.
    """
    sql = f"""UPDATE link_requests SET {DENY.change}, refusal = $3, tries = tries - 1
    WHERE code_hash = $1 AND tenant_id = $2 AND {DENY.guard} AND tries > 0"""
    return Statement(sql, (code_hash, tenant_id, reason.value), guard=True)


def deny(code_hash: bytes, *, tenant_id: TenantId) -> Statement:
    sql = f"UPDATE link_requests SET {DENY.change} WHERE code_hash = $1 AND tenant_id = $2 AND {DENY.guard}"
    return Statement(sql, (code_hash, tenant_id), guard=True)


def purge(before: int) -> Statement:
    return Statement("/* any tenant: housekeeping */ DELETE FROM link_requests WHERE expires_at < $1", (before,))


def drop_all() -> Statement:
    return Statement("/* any tenant: the whole server is restored */ DELETE FROM link_requests")


def delete_all(*, tenant_id: TenantId) -> Statement:
    """Few: a request lives for minutes."""
    return Statement("DELETE FROM link_requests WHERE tenant_id = $1", (tenant_id,))
