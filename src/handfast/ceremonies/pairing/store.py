"""The table `pairing_codes`. A code ends only once: each statement that ends one requires the state `live` (`lifecycle.py`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from handfast.access.sight import Sight
from handfast.ceremonies.pairing.lifecycle import CANCEL, EXPIRE, HAS_ENDED, IS_LIVE, IS_USED, USE, CodeState
from handfast.ceremonies.pairing.rules import MOST_ATTEMPTS, CodeStatus
from handfast.db.database import Reads, Statement
from handfast.db.of_tenant import delete_rows
from handfast.db.query import Query
from handfast.devices.lifecycle import DeviceStatus, Presence
from handfast.kernel.ids import DeviceId, PairingCodeId, ServiceId, TenantId, UserId
from handfast.kernel.lifecycle import Transition
from handfast.limits import store as limits
from handfast.limits.rules import Bucket
from handfast.users import tenant_settings
from handfast.users.tenant_settings import TenantSettings


@dataclass(frozen=True, slots=True)
class PairingCode:
    id: PairingCodeId
    tenant_id: TenantId
    tenant_name: str
    settings: TenantSettings
    issuer_id: UserId
    """Who made it, or the contact of the service account that did."""
    issuer_name: str
    """The service account's, if one made it."""
    issued_from: str
    device_name: str | None
    code_hash: bytes | None
    status: CodeStatus


class CodeOfTenant(NamedTuple):
    id: PairingCodeId
    tenant_id: TenantId


# --- present ---

_FOUND = """/* any tenant: who knows the {secret} may */ SELECT {counts},
    i.id, i.tenant_id, i.state, i.expires_at, i.attempts, i.code_hash, i.device_name, i.issued_address AS issued_from,
    i.issued_by AS issuer_id, t.name AS tenant_name, t.settings, COALESCE(a.name, u.name) AS issuer_name,
    CASE WHEN a.id IS NULL THEN u.disabled_at ELSE a.revoked_at END AS issuer_disabled_at, t.suspended_at
FROM (SELECT 1) AS always {buckets} LEFT JOIN pairing_codes i ON i.{secret} = $2
LEFT JOIN tenants t ON t.id = i.tenant_id LEFT JOIN users u ON u.id = i.issued_by
LEFT JOIN service_accounts a ON a.id = i.service_account_id"""


@cache
def _found(secret: str, buckets: int) -> str:
    return _FOUND.format(counts=limits.COUNTS, buckets=limits.join(buckets, first=3), secret=secret)


def _presented(
    bucket: str | None,
    count: int,
    resets_at: int,
    id: PairingCodeId | None,
    tenant_id: TenantId,
    state: str,
    expires_at: int,
    attempts: int,
    code_hash: bytes | None,
    device_name: str | None,
    issued_from: str,
    issuer_id: UserId,
    tenant_name: str,
    settings: str,
    issuer_name: str,
    issuer_disabled_at: int | None,
    suspended_at: int | None,
) -> tuple[limits.Count, PairingCode | None]:
    counted = limits.Count(bucket, count, resets_at)
    if id is None:
        return counted, None
    given = tenant_settings.parse(settings)
    is_revoked = issuer_disabled_at is not None or given.pairing == "off"
    status = CodeStatus(CodeState(state), expires_at, attempts, is_revoked, suspended_at is not None)
    code = PairingCode(id, tenant_id, tenant_name, given, issuer_id, issuer_name, issued_from, device_name, code_hash, status)
    return counted, code


async def find(
    reads: Reads, secret: Literal["id", "token_hash", "code_hash"], value: str | bytes, buckets: Sequence[Bucket], now: int
) -> tuple[PairingCode | None, limits.Counts]:
    """The code that a device presents, and the counts of `buckets`, in one read."""
    args = (now, value, *(bucket.id for bucket in buckets))
    rows = await reads.fetch_all(Query(_found(secret, len(buckets)), args, _presented))
    return rows[0][1], limits.counted([count for count, _ in rows], now)


class EarlierRedemption(NamedTuple):
    tenant_id: TenantId
    tenant_name: str
    device_id: DeviceId
    device_name: str
    status: DeviceStatus
    presence: Presence
    version: int
    paired_at: int
    key_thumbprint: str | None
    token_hash: bytes | None
    expires_at: int


_REDEEMED_WITH = """/* any tenant: the nonce is the secret */ SELECT i.tenant_id, t.name AS tenant_name, d.id AS device_id,
    d.name AS device_name, d.status, d.presence, d.version, d.paired_at, d.key_thumbprint, c.hash AS token_hash, c.expires_at
FROM pairing_codes i JOIN devices d ON d.id = i.device_id JOIN tenants t ON t.id = i.tenant_id
LEFT JOIN credentials c ON c.device_id = d.id AND c.generation = d.generation
WHERE i.retry_hash = $1"""


def redeemed_with(retry_hash: bytes) -> Query[EarlierRedemption]:
    return Query(_REDEEMED_WITH, (retry_hash,), EarlierRedemption)


# --- issue ---


class Held(NamedTuple):
    """A slot of the tenant that a code holds, or none (`slot` None) in the only row; the first three columns are the same in each."""

    settings: str
    crowd: int
    """Live codes on the whole server, counted up to 201."""
    full_until: int | None
    """When the fuller one of the issuer's buckets is empty again; None if both have room."""
    slot: int | None
    expires_at: int
    issuer_id: UserId
    service_id: ServiceId | None


# A live code is one with a slot. Numbers are compared, since SQLite does not use the index of slots for IS NOT NULL.
HAS_SLOT = "slot >= 0"
_HELD = f"FROM tenants t LEFT JOIN pairing_codes i ON i.tenant_id = t.id AND i.{HAS_SLOT} WHERE t.id = $1"
_ISSUABLE = f"""SELECT t.settings,
    (SELECT count(*) FROM (SELECT 1 FROM pairing_codes l WHERE l.{IS_LIVE} LIMIT 201) AS l) AS crowd,
    (SELECT max(b.resets_at) FROM buckets b
        WHERE b.resets_at > $2 AND (b.key = $3 AND b.count >= $4 OR b.key = $5 AND b.count >= $6)) AS full_until,
    i.slot, i.expires_at, i.issued_by AS issuer_id, i.service_account_id AS service_id {_HELD}"""


def held(own: Bucket, of_source: Bucket, now: int, *, tenant_id: TenantId) -> Query[Held]:
    """Everything that a new code depends on, in one read: at least one row if the tenant exists."""
    args = (tenant_id, now, own.id, own.limit.most, of_source.id, of_source.limit.most)
    return Query(_ISSUABLE, args, Held)


_ADD = """INSERT INTO pairing_codes (id, tenant_id, issued_by, issued_at, issued_address, expires_at, slot, code_hash, token_hash,
    device_name, service_account_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"""


def add(
    code_id: PairingCodeId,
    issuer_id: UserId,
    now: int,
    address: str,
    expires_at: int,
    slot: int,
    code_hash: bytes,
    token_hash: bytes,
    device_name: str | None,
    *,
    service_id: ServiceId | None = None,
    tenant_id: TenantId,
) -> Statement:
    """Conflict if another code took the slot. With `service_id`, that account made it, and `issuer_id` is its contact."""
    issued = (code_id, tenant_id, issuer_id, now, address, expires_at, slot)
    return Statement(_ADD, (*issued, code_hash, token_hash, device_name, service_id))


def has_code(code_hash: bytes) -> Query[int]:
    return Query("/* any tenant: codes are unique on the server */ SELECT 1 FROM pairing_codes WHERE code_hash = $1", (code_hash,), int)


_ERASE = "closed_at = $3, code_hash = NULL, slot = NULL"


def expire_overdue(now: int, *, tenant_id: TenantId) -> Query[PairingCodeId]:
    """Frees the slots of expired codes for a tenant that needs one before the scheduler runs."""
    sql = f"""UPDATE pairing_codes SET {EXPIRE.change}, closed_at = $2, code_hash = NULL, slot = NULL
    WHERE tenant_id = $1 AND {HAS_SLOT} AND {EXPIRE.guard} AND expires_at <= $2 RETURNING id"""
    return Query(sql, (tenant_id, now), PairingCodeId)


# --- redeem ---


def take_attempt(code_id: PairingCodeId, now: int, *, tenant_id: TenantId) -> Query[int]:
    """Takes a try; the number taken so far. No row when none is left or the code has ended.

    The statement that checks the remaining tries also takes one, so parallel requests get no more tries than sequential ones (without
    this: CVE-2025-64102). A right code costs no try: the tablets that lose a race for it must be told "used", not "locked".
    """
    sql = f"""UPDATE pairing_codes SET attempts = attempts + 1
    WHERE id = $1 AND tenant_id = $2 AND {IS_LIVE} AND expires_at > $3 AND attempts < {MOST_ATTEMPTS} RETURNING attempts"""
    return Query(sql, (code_id, tenant_id, now), int)


def count_failure(code_id: PairingCodeId, *, tenant_id: TenantId) -> Query[int]:
    """Counts a failed redemption; the number of failures so far."""
    return Query(
        "UPDATE pairing_codes SET failures = failures + 1 WHERE id = $1 AND tenant_id = $2 RETURNING failures", (code_id, tenant_id), int
    )


_USE = f"""UPDATE pairing_codes SET {USE.change}, {_ERASE}, device_id = $4, retry_hash = $5,
    redeemed_fingerprint = $6, redeemed_address = $7, redeemed_user_agent = $8
WHERE id = $1 AND tenant_id = $2 AND {USE.guard} AND expires_at > $3 AND attempts <= $9"""


@dataclass(frozen=True, slots=True)
class Redeemed:
    device_id: DeviceId
    retry_hash: bytes | None
    fingerprint: str
    address: str
    user_agent: str


def use(pairing_code: PairingCode, now: int, by: Redeemed, *, paid: bool = False) -> Statement:
    """Marks the code used, guarded. `paid`: this request itself has taken a try, which may have been the last one."""
    most = MOST_ATTEMPTS if paid else MOST_ATTEMPTS - 1
    args = (pairing_code.id, pairing_code.tenant_id, now, by.device_id, by.retry_hash, by.fingerprint, by.address, by.user_agent, most)
    return Statement(_USE, args, guard=True)


_KEEP_TRIES = f"""UPDATE pairing_codes SET attempts = attempts - CAST($4 AS INTEGER)
WHERE id = $1 AND tenant_id = $2 AND {IS_LIVE} AND expires_at > $3 AND attempts - CAST($4 AS INTEGER) < $5"""


def keep_tries(pairing_code: PairingCode, now: int, *, paid: bool) -> Statement:
    """The code was right but is not used: gives back the try if this request took one.

    Conflict if other requests took all tries, or the code ended meanwhile.
    """
    return Statement(_KEEP_TRIES, (pairing_code.id, pairing_code.tenant_id, now, int(paid), MOST_ATTEMPTS), guard=True)


def pairings_since(moment: int) -> Query[int]:
    return Query(
        f"/* any tenant: a count */ SELECT count(*) AS pairings FROM pairing_codes WHERE {IS_USED} AND expires_at > $1", (moment,), int
    )


def tenants_with_live_codes(now: int) -> Query[TenantId]:
    """20 of them at most."""
    sql = f"/* any tenant: an alert for all */ SELECT DISTINCT tenant_id FROM pairing_codes WHERE {IS_LIVE} AND expires_at > $1 LIMIT 20"
    return Query(sql, (now,), TenantId)


def tenant_exists(*, tenant_id: TenantId) -> Query[int]:
    return Query("SELECT 1 FROM tenants WHERE id = $1", (tenant_id,), int)


# --- end ---


def _end(by: Transition[CodeState]) -> str:
    return f"UPDATE pairing_codes SET {by.change}, {_ERASE} WHERE id = $1 AND tenant_id = $2 AND {by.guard}"


_CANCEL = _end(CANCEL)
_EXPIRE = _end(EXPIRE)


def cancel(code_id: PairingCodeId, now: int, *, within: Sight) -> Statement:
    return Statement(_CANCEL + within.limit("issued_by", 4), (code_id, within.tenant_id, now, *within.args), guard=True)


def expire(code_id: PairingCodeId, now: int, *, tenant_id: TenantId) -> Statement:
    return Statement(_EXPIRE, (code_id, tenant_id, now), guard=True)


_ISSUED = "COALESCE(service_account_id, issued_by) = $2"


def live_of(issuer_id: UserId | ServiceId, *, tenant_id: TenantId) -> Query[PairingCodeId]:
    """Those that a user or a service account made."""
    sql = f"SELECT id FROM pairing_codes WHERE tenant_id = $1 AND {_ISSUED} AND {HAS_SLOT}"
    return Query(sql, (tenant_id, issuer_id), PairingCodeId)


def cancel_issued_by(issuer_id: UserId | ServiceId, now: int, *, tenant_id: TenantId) -> Statement:
    sql = f"UPDATE pairing_codes SET {CANCEL.change}, {_ERASE} WHERE tenant_id = $1 AND {_ISSUED} AND {HAS_SLOT} AND {CANCEL.guard}"
    return Statement(sql, (tenant_id, issuer_id, now))


_OVERDUE = f"/* any tenant: scheduler */ SELECT id, tenant_id FROM pairing_codes WHERE {IS_LIVE}"


def overdue(now: int) -> Query[CodeOfTenant]:
    return Query(f"{_OVERDUE} AND expires_at <= $1 ORDER BY expires_at LIMIT 200", (now,), CodeOfTenant)


def ends_after(moment: int) -> Query[CodeOfTenant]:
    return Query(f"{_OVERDUE} AND expires_at > $1 LIMIT 200", (moment,), CodeOfTenant)


def expire_all(now: int) -> Statement:
    """Expires all live codes of the server, whoever issued them."""
    sql = f"""/* any tenant: the whole server is restored */ UPDATE pairing_codes
    SET {EXPIRE.change}, closed_at = $1, code_hash = NULL, slot = NULL WHERE {EXPIRE.guard}"""
    return Statement(sql, (now,))


def nth_after(after: str, rows: int) -> Query[str]:
    return Query(
        "/* any tenant: scheduler */ SELECT id FROM pairing_codes WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2", (after, rows - 1), str
    )


def purge(before: int, after: str, until: str | None) -> Statement:
    """Deletes closed codes of this span of ids once they are no longer needed as evidence. A code whose device still exists is kept."""
    sql = f"""/* any tenant: scheduler */ DELETE FROM pairing_codes
    WHERE id > $2{" AND id <= $3" if until else ""} AND {HAS_ENDED} AND closed_at < $1
    AND NOT EXISTS (SELECT 1 FROM devices d WHERE d.pairing_code_id = pairing_codes.id)"""
    return Statement(sql, (before, after, *([until] if until else [])))


# --- look at ---


class OwnCode(NamedTuple):
    state: CodeState
    expires_at: int
    token_hash: bytes
    device_name: str | None


_OWN = "SELECT state, expires_at, token_hash, device_name FROM pairing_codes WHERE id = $1 AND tenant_id = $2"


def own(code_id: PairingCodeId, *, within: Sight) -> Query[OwnCode]:
    return Query(_OWN + within.limit("issued_by", 3), (code_id, within.tenant_id, *within.args), OwnCode)


def issuer_of(code_id: PairingCodeId, *, tenant_id: TenantId) -> Query[UserId]:
    return Query("SELECT issued_by FROM pairing_codes WHERE id = $1 AND tenant_id = $2", (code_id, tenant_id), UserId)


# --- all of a tenant ---


def delete_all(ids: Sequence[PairingCodeId], *, tenant_id: TenantId) -> Statement:
    return delete_rows("pairing_codes", "id", ids, tenant_id=tenant_id)
