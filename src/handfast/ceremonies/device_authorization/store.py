"""The table `device_grants`. A request is decided once: each statement that changes its state requires the one before (`lifecycle.py`).

A request of a client of the server belongs to no company until it is approved, and then to that of its approver.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from handfast.ceremonies.device_authorization.lifecycle import (
    APPROVE,
    DELIVER,
    DENY,
    IS_DECIDED,
    IS_LIVE,
    IS_NOT_DELIVERED,
    IS_PENDING,
    REFUSE,
    WAS_APPROVED,
    GrantState,
)
from handfast.ceremonies.device_authorization.rules import (
    HOURS_COMPARED,
    JITTER,
    LONGEST_INTERVAL,
    MOST_MISSES,
    REPEATED,
    REPEATED_IN,
    SLOWER,
)
from handfast.db.database import Reads, Statement
from handfast.db.of_tenant import delete_rows
from handfast.db.query import Query
from handfast.devices.enroll import Known
from handfast.devices.lifecycle import IS_ACTIVE, PAIR_AGAIN, DeviceStatus
from handfast.kernel.ids import ClientId, DeviceId, GrantId, TenantId, UserId
from handfast.kernel.outcomes import Reason
from handfast.kernel.time import SKEW
from handfast.limits import store as limits
from handfast.limits.rules import Bucket
from handfast.oauth.clients.rules import ClientSettings, parse_settings

# --- a device asks ---

_ADD = """INSERT INTO device_grants (id, device_code_hash, user_code_hash, client_id, tenant_id, state, scopes, audiences, key_thumbprint,
    device_name, platform, user_agent, address, created_at, expires_at, interval)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a device says of itself. None of it is proven except the key."""

    scopes: tuple[str, ...]
    audiences: tuple[str, ...]
    thumbprint: str | None
    device_name: str
    platform: str
    user_agent: str
    address: str


def add(
    grant_id: GrantId,
    device_code_hash: bytes,
    user_code_hash: bytes,
    client_id: ClientId,
    tenant_id: TenantId | None,
    asking: Asking,
    now: int,
    expires_at: int,
    interval: int,
) -> Statement:
    """Conflict if another live request has this user code."""
    codes = (grant_id, device_code_hash, user_code_hash, client_id, tenant_id, GrantState.PENDING.value)
    wanted = (json.dumps(asking.scopes), json.dumps(asking.audiences), asking.thumbprint)
    told = (asking.device_name, asking.platform, asking.user_agent, asking.address)
    return Statement(_ADD, (*codes, *wanted, *told, now, expires_at, interval))


class Company(NamedTuple):
    name: str
    settings: str
    suspended_at: int | None


def company(*, tenant_id: TenantId) -> Query[Company]:
    return Query("SELECT name, settings, suspended_at FROM tenants WHERE id = $1", (tenant_id,), Company)


# --- a user looks, and decides ---


@dataclass(frozen=True, slots=True)
class Grant:
    """A request, and its client."""

    id: GrantId
    client_id: ClientId
    client_name: str
    client_tenant_id: TenantId | None
    client_settings: ClientSettings
    state: GrantState
    scopes: tuple[str, ...]
    thumbprint: str | None
    device_name: str
    platform: str
    address: str
    created_at: int
    expires_at: int
    number: int | None


_FOUND = """/* any tenant: who knows the code may learn whose it is */ SELECT {counts},
    g.id, g.client_id, o.name AS client_name, o.tenant_id AS client_tenant_id, o.settings AS client_settings, g.state, g.scopes,
    g.key_thumbprint, g.device_name, g.platform, g.address, g.created_at, g.expires_at, g.number
FROM (SELECT 1) AS always {buckets} LEFT JOIN device_grants g ON g.user_code_hash = $2
LEFT JOIN oauth_clients o ON o.id = g.client_id AND o.disabled_at IS NULL"""


@cache
def _found(buckets: int) -> str:
    return _FOUND.format(counts=limits.COUNTS, buckets=limits.join(buckets, first=3))


def _presented(
    bucket: str | None,
    count: int,
    resets_at: int,
    id: GrantId | None,
    client_id: ClientId,
    client_name: str | None,
    client_tenant_id: TenantId | None,
    client_settings: str,
    state: str,
    scopes: str,
    key_thumbprint: str | None,
    device_name: str,
    platform: str,
    address: str,
    created_at: int,
    expires_at: int,
    number: int | None,
) -> tuple[limits.Count, Grant | None]:
    counted = limits.Count(bucket, count, resets_at)
    if id is None or client_name is None:
        return counted, None
    client = (client_id, client_name, client_tenant_id, parse_settings(client_settings))
    device = (key_thumbprint, device_name, platform, address)
    return counted, Grant(id, *client, GrantState(state), tuple(json.loads(scopes)), *device, created_at, expires_at, number)


async def find(reads: Reads, user_code_hash: bytes, buckets: Sequence[Bucket], now: int) -> tuple[Grant | None, limits.Counts]:
    """The request of a code, unless its client is disabled, and the counts of `buckets`, in one read."""
    args = (now, user_code_hash, *(bucket.id for bucket in buckets))
    rows = await reads.fetch_all(Query(_found(len(buckets)), args, _presented))
    return rows[0][1], limits.counted([count for count, _ in rows], now)


class Signs(NamedTuple):
    """What is known of the client, beside the request itself."""

    has_devices: int
    """1 if the company has a device of this client, else 0."""
    repeated: int
    """How many requests of it from the same address came to nothing within the hour, counted up to REPEATED."""


_SIGNS = f"""SELECT
    (SELECT count(*) FROM (SELECT 1 FROM oauth_grants WHERE client_id = $2 AND tenant_id = $1 LIMIT 1) AS h) AS has_devices,
    (SELECT count(*) FROM (SELECT 1 FROM device_grants WHERE client_id = $2 AND address = $3 AND created_at > $4 AND id <> $5
        AND {IS_NOT_DELIVERED} AND (expires_at <= $6 OR state <> '{GrantState.PENDING}') LIMIT {REPEATED}) AS r) AS repeated"""


def signs(grant: Grant, now: int, *, tenant_id: TenantId) -> Query[Signs]:
    return Query(_SIGNS, (tenant_id, grant.client_id, grant.address, now - REPEATED_IN, grant.id, now), Signs)


def approvals(*, tenant_id: TenantId) -> Query[int]:
    """When the company approved its latest requests."""
    sql = f"""SELECT decided_at FROM device_grants WHERE tenant_id = $1 AND decided_at > 0 AND {WAS_APPROVED}
    ORDER BY decided_at DESC LIMIT {HOURS_COMPARED}"""
    return Query(sql, (tenant_id,), int)


_KEY = """SELECT d.id, d.name, d.user_id, d.generation, d.version FROM devices d {joined}
WHERE d.tenant_id = $1 AND d.key_thumbprint = $2 AND d.{state} {more}"""
_REGISTERED = _KEY.format(joined="", state=IS_ACTIVE, more="LIMIT 1")
_KNOWN = _KEY.format(
    joined="JOIN oauth_grants a ON a.device_id = d.id",
    state=PAIR_AGAIN.guard,
    more="AND a.client_id = $3 ORDER BY d.paired_at DESC LIMIT 1",
)


def registered(thumbprint: str, *, tenant_id: TenantId) -> Query[Known]:
    """An active device of the company that has this key, however it was let in. One that was blocked does not let itself in again."""
    return Query(_REGISTERED, (tenant_id, thumbprint), Known)


def known_device(thumbprint: str, client_id: ClientId, *, tenant_id: TenantId) -> Query[Known]:
    """The device of this client that has this key, if it may be let in again."""
    return Query(_KNOWN, (tenant_id, thumbprint, client_id), Known)


# A request of a client of the server has no company yet.
_OF = "id = $1 AND (tenant_id = $2 OR tenant_id IS NULL)"
_OPEN = f"{_OF} AND {IS_PENDING} AND expires_at > $3"


def draw(grant_id: GrantId, number: int, user_id: UserId, now: int, *, tenant_id: TenantId) -> Statement:
    """The device shows this number from now on. Conflict if it shows one already."""
    sql = f"UPDATE device_grants SET number = $4, reviewed_by = $5 WHERE {_OPEN} AND number IS NULL"
    return Statement(sql, (grant_id, tenant_id, now, number, user_id), guard=True)


def draw_again(grant_id: GrantId, number: int, now: int, *, tenant_id: TenantId) -> Statement:
    """Another number: who chose a wrong one knows which it was not."""
    return Statement(f"UPDATE device_grants SET number = $4 WHERE {_OPEN}", (grant_id, tenant_id, now, number), guard=True)


class Taken(NamedTuple):
    misses: int
    number: int


def take_try(grant_id: GrantId, now: int, *, tenant_id: TenantId) -> Query[Taken]:
    """Counts a miss before the numbers are compared; how many there are now. No row if none is left, or the request is over."""
    sql = f"""UPDATE device_grants SET misses = misses + 1
    WHERE {_OPEN} AND number IS NOT NULL AND misses < {MOST_MISSES} RETURNING misses, number"""
    return Query(sql, (grant_id, tenant_id, now), Taken)


_APPROVE = f"""UPDATE device_grants SET {APPROVE.change}, tenant_id = $2, user_id = $4, decided_at = $3, user_code_hash = NULL,
    device_name = $5, expires_at = CASE WHEN expires_at < $6 THEN $6 ELSE expires_at END, misses = misses - CAST($7 AS INTEGER)
WHERE {_OF} AND {APPROVE.guard} AND expires_at > $3"""


def approve(grant_id: GrantId, user_id: UserId, device_name: str, now: int, until: int, *, paid: bool, tenant_id: TenantId) -> Statement:
    """`paid`: a miss was counted for the number, which was right. Conflict if the request was decided or ended meanwhile."""
    return Statement(_APPROVE, (grant_id, tenant_id, now, user_id, device_name, until, int(paid)), guard=True)


_DENY = f"""UPDATE device_grants SET {DENY.change}, tenant_id = $2, user_id = $4, decided_at = $3, user_code_hash = NULL, refusal = $5
WHERE {_OF} AND {DENY.guard} AND expires_at > $3"""


def deny(grant_id: GrantId, user_id: UserId, reason: Reason | None, now: int, *, tenant_id: TenantId) -> Statement:
    """`reason` is None if the user wants it so."""
    return Statement(_DENY, (grant_id, tenant_id, now, user_id, reason and reason.value), guard=True)


# --- the device asks again ---


class Polled(NamedTuple):
    id: GrantId
    tenant_id: TenantId | None
    state: GrantState
    early: int
    """1 if it asked too early."""
    interval: int
    number: int | None
    scopes: str
    audiences: str
    key_thumbprint: str | None
    device_name: str
    platform: str
    user_agent: str
    address: str
    expires_at: int
    user_id: UserId | None
    device_id: DeviceId | None


_POLLED = """id, tenant_id, state, early, interval, number, scopes, audiences, key_thumbprint, device_name, platform, user_agent,
    address, expires_at, user_id, device_id"""
_THIS = """device_code_hash = $1 AND client_id = $2 AND (key_thumbprint IS NULL OR key_thumbprint = $3)"""
_IS_EARLY = f"""({IS_PENDING} AND polled_at > CAST($4 AS BIGINT) - interval + {JITTER} AND polled_at <= CAST($4 AS BIGINT) + {SKEW}
    AND CAST($5 AS INTEGER) = 0)"""
_POLL = f"""/* any tenant: its code is the secret */ UPDATE device_grants SET
    early = CASE WHEN {_IS_EARLY} THEN 1 ELSE 0 END,
    interval = CASE WHEN {_IS_EARLY} AND interval < {LONGEST_INTERVAL} THEN interval + {SLOWER} ELSE interval END,
    polled_at = CASE WHEN {_IS_EARLY} OR CAST($5 AS INTEGER) = 1 THEN polled_at ELSE $4 END
WHERE {_THIS} RETURNING {_POLLED}"""


def poll(code_hash: bytes, client_id: ClientId, thumbprint: str | None, now: int, *, has_waited: bool) -> Query[Polled]:
    """For `commit_now`. No row if the code is not of this client, or of another key.

    A poll that comes too early makes the interval longer, and does not count as the last one. Nor does one that the server itself held
    back (`has_waited`): the device asked when it began to wait.
    """
    return Query(_POLL, (code_hash, client_id, thumbprint, now, int(has_waited)), Polled)


def polled(code_hash: bytes, client_id: ClientId, thumbprint: str | None) -> Query[Polled]:
    """The same as it is now."""
    return Query(f"/* any tenant: its code is the secret */ SELECT {_POLLED} FROM device_grants WHERE {_THIS}",
                 (code_hash, client_id, thumbprint), Polled)  # fmt: skip


def id_of(code_hash: bytes) -> Query[GrantId]:
    return Query("/* any tenant: its code is the secret */ SELECT id FROM device_grants WHERE device_code_hash = $1", (code_hash,), GrantId)


_DELIVER = f"""UPDATE device_grants SET {DELIVER.change}, device_id = $3, key_thumbprint = $4, expires_at = $5
WHERE id = $1 AND tenant_id = $2 AND {DELIVER.guard}"""


def deliver(grant_id: GrantId, device_id: DeviceId, thumbprint: str | None, until: int, *, tenant_id: TenantId) -> Statement:
    """Until `until` the same tokens can be taken again. Conflict if another poll was faster."""
    return Statement(_DELIVER, (grant_id, tenant_id, device_id, thumbprint, until), guard=True)


def refuse(grant_id: GrantId, reason: Reason, *, tenant_id: TenantId) -> Statement:
    sql = f"UPDATE device_grants SET {REFUSE.change}, refusal = $3 WHERE id = $1 AND tenant_id = $2 AND {REFUSE.guard}"
    return Statement(sql, (grant_id, tenant_id, reason.value), guard=True)


class Delivered(NamedTuple):
    """The device of a request that was delivered, with its newest credential."""

    status: DeviceStatus
    token_hash: bytes
    used_at: int | None
    expires_at: int
    suspended_at: int | None
    """Of its company."""


_DELIVERED = """SELECT d.status, c.hash AS token_hash, c.used_at, c.expires_at, t.suspended_at
FROM devices d JOIN tenants t ON t.id = d.tenant_id JOIN credentials c
    ON c.device_id = d.id AND c.generation = d.generation WHERE d.id = $1 AND d.tenant_id = $2"""


def delivered(device_id: DeviceId, *, tenant_id: TenantId) -> Query[Delivered]:
    return Query(_DELIVERED, (device_id, tenant_id), Delivered)


# --- the end ---

TOGETHER = 500
# Also what would live longer than any does: it was made before the clock was set back.
_OVERDUE = "user_code_hash IS NOT NULL AND (expires_at <= $1 OR expires_at > $2)"


def overdue(now: int, latest: int) -> Query[GrantId]:
    """A row if there is a request whose time is over and whose code is still stored."""
    return Query(f"/* any tenant: scheduler */ SELECT id FROM device_grants WHERE {_OVERDUE} LIMIT 1", (now, latest), GrantId)


def erase_codes(now: int, latest: int) -> Statement:
    """Of TOGETHER requests at most."""
    sql = f"""/* any tenant: scheduler */ UPDATE device_grants SET user_code_hash = NULL,
        expires_at = CASE WHEN expires_at > $1 THEN $1 ELSE expires_at END
    WHERE id IN (SELECT id FROM device_grants WHERE {_OVERDUE} LIMIT {TOGETHER})"""
    return Statement(sql, (now, latest))


_PURGE = f"""/* any tenant: scheduler */ DELETE FROM device_grants WHERE id IN (
    SELECT id FROM device_grants WHERE {{state}} AND expires_at < $1 LIMIT {TOGETHER})"""


def purge_undecided(before: int) -> Statement:
    return Statement(_PURGE.format(state=IS_PENDING), (before,))


def purge_decided(before: int) -> Statement:
    return Statement(_PURGE.format(state=IS_DECIDED), (before,))


def drop_live() -> Statement:
    return Statement(f"/* any tenant: the whole server is restored */ DELETE FROM device_grants WHERE {IS_LIVE}")


def delete_all(ids: Sequence[GrantId], *, tenant_id: TenantId) -> Statement:
    return delete_rows("device_grants", "id", ids, tenant_id=tenant_id)
