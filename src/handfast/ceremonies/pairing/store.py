"""The table `invites`. A code ends only once, as used, cancelled or expired: each statement that ends one requires the state `live`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from handfast.ceremonies.pairing.rules import MOST_ATTEMPTS, CodeStatus, State
from handfast.db.database import Reads, Statement
from handfast.db.raw import Row, fetch_rows
from handfast.kernel.ids import DeviceId, PairingCodeId, TenantId, UserId
from handfast.limits import store as limits
from handfast.limits.rules import Bucket
from handfast.users import tenant_settings
from handfast.users.tenant_settings import TenantSettings


@dataclass(frozen=True, slots=True)
class PairingCode:
    id: str
    tenant_id: TenantId
    tenant_name: str
    settings: TenantSettings
    issuer_id: UserId
    issuer_name: str
    issued_from: str
    device_name: str | None
    code_hash: bytes | None
    status: CodeStatus

    @property
    def expires_at(self) -> int:
        return self.status.expires_at


_FOUND = """/* any tenant: who knows the {secret} may */ SELECT {counts},
    i.id, i.tenant_id, i.state, i.expires_at, i.attempts, i.code_hash, i.device_name, i.issued_address, i.issued_by,
    t.name AS tenant_name, t.settings, p.name AS issuer_name, p.disabled_at
FROM (SELECT 1) AS always {buckets} LEFT JOIN invites i ON i.{secret} = $2
LEFT JOIN tenants t ON t.id = i.tenant_id LEFT JOIN persons p ON p.id = i.issued_by"""


@cache
def _found(secret: str, buckets: int) -> str:
    return _FOUND.format(counts=limits.COUNTS, buckets=limits.join(buckets, first=3), secret=secret)


def _invite(row: Row) -> PairingCode | None:
    if row["id"] is None:
        return None
    state: State = row["state"]
    return PairingCode(
        row["id"],
        row["tenant_id"],
        row["tenant_name"],
        tenant_settings.parse(row["settings"]),
        row["issued_by"],
        row["issuer_name"],
        row["issued_address"],
        row["device_name"],
        row["code_hash"],
        CodeStatus(state, row["expires_at"], row["attempts"], row["disabled_at"] is not None),
    )


async def find(
    reads: Reads, secret: Literal["id", "token_hash", "code_hash"], value: str | bytes, buckets: Sequence[Bucket], now: int
) -> tuple[PairingCode | None, limits.Counts]:
    """The code that a device presents, and the counts of `buckets`, in one read."""
    rows = await fetch_rows(reads, _found(secret, len(buckets)), now, value, *(bucket.id for bucket in buckets))
    return _invite(rows[0]), limits.counted(rows, now)


# An earlier redemption with the same nonce: the answer was lost, not the pairing.
RETRIED = """/* any tenant: the nonce is the secret */ SELECT i.tenant_id, t.name AS tenant_name, d.id AS device_id, d.name, d.status,
    d.presence, d.version, d.paired_at, d.key_thumbprint, c.hash AS token_hash, c.expires_at
FROM invites i JOIN devices d ON d.id = i.device_id JOIN tenants t ON t.id = i.tenant_id
LEFT JOIN credentials c ON c.device_id = d.id AND c.generation = d.generation
WHERE i.retry_hash = $1"""


# --- issue ---

_HELD = "FROM tenants t LEFT JOIN invites i ON i.tenant_id = t.id AND i.slot IS NOT NULL WHERE t.id = $1"
SLOTS = f"SELECT t.settings, i.slot, i.expires_at {_HELD}"
# Everything that a new code depends on, in one read. `full_until` is set when bucket $3 or $5 is full.
ISSUABLE = f"""SELECT t.settings, i.slot, i.expires_at, i.issued_by,
    (SELECT count(*) FROM (SELECT 1 FROM invites l WHERE l.state = 'live' LIMIT 201) AS l) AS crowd,
    (SELECT max(b.resets_at) FROM buckets b
        WHERE b.resets_at > $2 AND (b.key = $3 AND b.count >= $4 OR b.key = $5 AND b.count >= $6)) AS full_until {_HELD}"""

_ADD = """INSERT INTO invites (id, tenant_id, issued_by, issued_at, issued_address, expires_at, slot, code_hash, token_hash, device_name)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""


def add(
    code_id: PairingCodeId,
    tenant_id: TenantId,
    user_id: UserId,
    now: int,
    address: str,
    expires_at: int,
    slot: int,
    code_hash: bytes,
    token_hash: bytes,
    device_name: str | None,
) -> Statement:
    return Statement(_ADD, (code_id, tenant_id, user_id, now, address, expires_at, slot, code_hash, token_hash, device_name))


# --- redeem ---

# The statement that checks the remaining tries also takes one, so parallel requests get no more tries than sequential ones (without
# this: CVE-2025-64102). A right code costs no try: the tablets that lose a race for it must be told "used", not "locked".
TAKE_ATTEMPT = f"""UPDATE invites SET attempts = attempts + 1
WHERE id = $1 AND tenant_id = $2 AND state = 'live' AND expires_at > $3 AND attempts < {MOST_ATTEMPTS} RETURNING attempts"""

COUNT_FAILURE = "UPDATE invites SET failures = failures + 1 WHERE id = $1 AND tenant_id = $2 RETURNING failures"

_USE = """UPDATE invites SET state = 'used', closed_at = $3, code_hash = NULL, slot = NULL, device_id = $4, retry_hash = $5,
    redeemed_fingerprint = $6, redeemed_address = $7, redeemed_user_agent = $8
WHERE id = $1 AND tenant_id = $2 AND state = 'live' AND expires_at > $3 AND attempts <= $9"""


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


_KEEP_TRIES = """UPDATE invites SET attempts = attempts - CAST($4 AS INTEGER)
WHERE id = $1 AND tenant_id = $2 AND state = 'live' AND expires_at > $3 AND attempts - CAST($4 AS INTEGER) < $5"""


def keep_tries(pairing_code: PairingCode, now: int, *, paid: bool) -> Statement:
    """The code was right but is not used: gives back the try if this request took one.

    Conflict if other requests took all tries, or the code ended meanwhile.
    """
    return Statement(_KEEP_TRIES, (pairing_code.id, pairing_code.tenant_id, now, int(paid), MOST_ATTEMPTS), guard=True)


PAIRINGS_SINCE = "/* any tenant: a count */ SELECT count(*) AS pairings FROM invites WHERE state = 'used' AND expires_at > $1"


# --- warn ---

CONCERNED = """/* any tenant: an alert for all */ SELECT DISTINCT tenant_id AS id FROM invites
WHERE state = 'live' AND expires_at > $1 LIMIT 20"""
TENANT = "SELECT id FROM tenants WHERE id = $1"


# --- end ---

_CLOSE = "UPDATE invites SET state = $3, closed_at = $4, code_hash = NULL, slot = NULL WHERE id = $1 AND tenant_id = $2 AND state = 'live'"


def close(code_id: PairingCodeId, tenant_id: TenantId, state: State, now: int) -> Statement:
    return Statement(_CLOSE, (code_id, tenant_id, state, now), guard=True)


LIVE_OF = "SELECT id FROM invites WHERE tenant_id = $1 AND issued_by = $2 AND state = 'live'"


def cancel_issued_by(tenant_id: TenantId, issued_by: UserId, now: int) -> Statement:
    return Statement(
        """UPDATE invites SET state = 'cancelled', closed_at = $3, code_hash = NULL, slot = NULL
        WHERE tenant_id = $1 AND issued_by = $2 AND state = 'live'""",
        (tenant_id, issued_by, now),
    )


# Frees the slots of expired codes for a tenant that needs one before the scheduler runs.
EXPIRE_TENANT = """UPDATE invites SET state = 'expired', closed_at = $2, code_hash = NULL, slot = NULL
WHERE tenant_id = $1 AND state = 'live' AND expires_at <= $2 RETURNING id"""

OVERDUE = (
    "/* any tenant: scheduler */ SELECT id, tenant_id FROM invites WHERE state = 'live' AND expires_at <= $1 ORDER BY expires_at LIMIT 200"
)
ENDS_AFTER = "/* any tenant: scheduler */ SELECT id, tenant_id FROM invites WHERE state = 'live' AND expires_at > $1 LIMIT 200"


def purge(before: int) -> Statement:
    """Deletes closed codes once they are no longer needed as evidence. A code whose device still exists is kept."""
    return Statement(
        """/* any tenant: scheduler */ DELETE FROM invites WHERE state <> 'live' AND closed_at < $1
        AND NOT EXISTS (SELECT 1 FROM devices d WHERE d.invite_id = invites.id)""",
        (before,),
    )


# --- lists ---

_LIST = """SELECT i.id, i.device_name, i.issued_at, i.expires_at, i.state, i.attempts, i.device_id, p.id AS person_id, p.name AS person_name
FROM invites i JOIN persons p ON p.id = i.issued_by WHERE i.tenant_id = $1"""
LIVE = f"{_LIST} AND i.state = 'live' AND i.expires_at > $2 ORDER BY i.issued_at DESC, i.id LIMIT 200"
RECENT = f"{_LIST} AND i.issued_at > CAST($2 AS BIGINT) - 86400000 * 7 ORDER BY i.issued_at DESC, i.id LIMIT 200"

OWN = "SELECT id, state, expires_at, code_hash, token_hash, device_name FROM invites WHERE id = $1 AND tenant_id = $2"


def expire_live(now: int) -> Statement:
    """Expires all live codes of the server, whoever issued them."""
    return Statement(
        """/* any tenant: the whole server is restored */ UPDATE invites
        SET state = 'expired', closed_at = $1, code_hash = NULL, slot = NULL WHERE state = 'live'""",
        (now,),
    )
