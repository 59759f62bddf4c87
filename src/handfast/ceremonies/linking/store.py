"""The tables `personal_codes`, `links` and `claims`."""

from handfast.ceremonies.linking.rules import Proof
from handfast.db.database import Statement
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId, UserId

# Everything about one customer: $1 user, $2 tenant, $3 now.
CUSTOMER = """SELECT p.id, p.name, p.email, p.disabled_at, t.settings, c.code_hash, c.sealed, s.state, s.ends_at, s.renews_at,
    l.device_id, l.linked_at, l.proof, d.name AS device_name, d.status, d.presence, d.last_seen_at, d.version AS device_version,
    r.rustdesk_id, CASE WHEN r.is_word = 1 AND r.first_seen_at IS NULL AND r.exempt_reason IS NULL THEN 1 ELSE 0 END AS is_word,
    k.rustdesk_id AS claimed_id, k.claimed_at, k.expires_at AS claim_expires_at
FROM persons p JOIN tenants t ON t.id = p.tenant_id
LEFT JOIN personal_codes c ON c.person_id = p.id LEFT JOIN subscriptions s ON s.person_id = p.id
LEFT JOIN links l ON l.person_id = p.id LEFT JOIN devices d ON d.id = l.device_id LEFT JOIN rustdesk r ON r.device_id = l.device_id
LEFT JOIN claims k ON k.person_id = p.id AND k.expires_at > $3
WHERE p.id = $1 AND p.tenant_id = $2 AND p.role = 'customer'"""

# --- personal codes ---

WHO_HAS = """/* any tenant: a personal code names one person of the server */ SELECT c.person_id, c.tenant_id, p.name, p.disabled_at
FROM personal_codes c JOIN persons p ON p.id = c.person_id WHERE c.code_hash = $1"""


def add_code(user_id: UserId, tenant_id: TenantId, code_hash: bytes, sealed: bytes, now: int) -> Statement:
    """Conflict if the customer got a code in the meantime, or somebody else has this very one."""
    sql = "INSERT INTO personal_codes (person_id, tenant_id, code_hash, sealed, created_at) VALUES ($1, $2, $3, $4, $5)"
    return Statement(sql, (user_id, tenant_id, code_hash, sealed, now))


def replace_code(user_id: UserId, tenant_id: TenantId, old: bytes, code_hash: bytes, sealed: bytes, now: int) -> Statement:
    """`old`: the sealed code that is replaced. Conflict if that was replaced in the meantime."""
    sql = """UPDATE personal_codes SET code_hash = $4, sealed = $5, created_at = $6
    WHERE person_id = $1 AND tenant_id = $2 AND sealed = $3"""
    return Statement(sql, (user_id, tenant_id, old, code_hash, sealed, now), guard=True)


# --- links ---
# Linking and unlinking raise the device's version, and its removal is guarded by the version: nothing is removed and linked at once.


def link(user_id: UserId, tenant_id: TenantId, device_id: DeviceId, proof: Proof, now: int) -> Statement:
    """Conflict if the customer or the device was linked in the meantime."""
    sql = "INSERT INTO links (person_id, tenant_id, device_id, proof, linked_at) VALUES ($1, $2, $3, $4, $5)"
    return Statement(sql, (user_id, tenant_id, device_id, proof, now))


def relink(user_id: UserId, tenant_id: TenantId, old: str, device_id: DeviceId, proof: Proof, now: int) -> Statement:
    """Replaces the old device with the new one. Conflict if the customer's or the new device's link changed in the meantime."""
    sql = """UPDATE links SET device_id = $4, proof = $5, linked_at = $6
    WHERE person_id = $1 AND tenant_id = $2 AND device_id = $3"""
    return Statement(sql, (user_id, tenant_id, old, device_id, proof, now), guard=True)


def set_proof(user_id: UserId, tenant_id: TenantId, device_id: DeviceId, proof: Proof) -> Statement:
    sql = "UPDATE links SET proof = $4 WHERE person_id = $1 AND tenant_id = $2 AND device_id = $3"
    return Statement(sql, (user_id, tenant_id, device_id, proof), guard=True)


def unlink(user_id: UserId, tenant_id: TenantId, device_id: DeviceId) -> Statement:
    sql = "DELETE FROM links WHERE person_id = $1 AND tenant_id = $2 AND device_id = $3"
    return Statement(sql, (user_id, tenant_id, device_id), guard=True)


OWNER = "SELECT person_id FROM links WHERE tenant_id = $1 AND device_id = $2"
# The device that was first heard of after $2, has its uuid and sends heartbeats while $2 is silent. Two copies of one image would both
# send them.
SUCCESSOR = """SELECT d.id, d.name, r.rustdesk_id, r.first_seen_at
FROM rustdesk o JOIN devices od ON od.id = o.device_id
JOIN rustdesk r ON r.tenant_id = o.tenant_id AND r.uuid = o.uuid AND r.first_seen_at > o.first_seen_at AND r.removed_at IS NULL
JOIN devices d ON d.id = r.device_id LEFT JOIN links l ON l.device_id = r.device_id
WHERE o.tenant_id = $1 AND o.device_id = $2 AND o.removed_at IS NULL AND od.presence = 'offline' AND od.status = 'active'
AND d.status = 'active' AND r.beats >= 2 AND d.last_seen_at > od.last_seen_at AND l.person_id IS NULL
ORDER BY d.last_seen_at DESC LIMIT 1"""

# --- claims ---

# Customers at the device's own address ($4) come first, then those who named it earliest.
CLAIMS_OF = """SELECT person_id FROM claims WHERE tenant_id = $1 AND rustdesk_id = $2 AND expires_at > $3
ORDER BY CASE WHEN address = $4 THEN 0 ELSE 1 END, claimed_at, person_id LIMIT 20"""
EXPIRED_CLAIMS = """/* any tenant: scheduler */ SELECT k.person_id, k.tenant_id, k.rustdesk_id, p.name
FROM claims k JOIN persons p ON p.id = k.person_id WHERE k.expires_at <= $1 ORDER BY k.expires_at LIMIT 100"""


def claim(user_id: UserId, tenant_id: TenantId, rustdesk_id: RustdeskId, address: str, now: int, expires_at: int) -> Statement:
    """A customer has one pending link; a new one replaces it."""
    sql = """INSERT INTO claims (person_id, tenant_id, rustdesk_id, address, claimed_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (person_id) DO UPDATE SET rustdesk_id = $3, address = $4, claimed_at = $5, expires_at = $6"""
    return Statement(sql, (user_id, tenant_id, rustdesk_id, address, now, expires_at))


def drop_claim(user_id: UserId, tenant_id: TenantId) -> Statement:
    return Statement("DELETE FROM claims WHERE person_id = $1 AND tenant_id = $2", (user_id, tenant_id))


def use_claim(user_id: UserId, tenant_id: TenantId, rustdesk_id: RustdeskId, now: int) -> Statement:
    """The pending link becomes the link. Conflict if it was changed, withdrawn or expired in the meantime."""
    sql = "DELETE FROM claims WHERE person_id = $1 AND tenant_id = $2 AND rustdesk_id = $3 AND expires_at > $4"
    return Statement(sql, (user_id, tenant_id, rustdesk_id, now), guard=True)


def expire_claim(user_id: UserId, tenant_id: TenantId, now: int) -> Statement:
    """Conflict if it was renewed, or deleted by another node, in the meantime."""
    return Statement(
        "DELETE FROM claims WHERE person_id = $1 AND tenant_id = $2 AND expires_at <= $3", (user_id, tenant_id, now), guard=True
    )
