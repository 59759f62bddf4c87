"""The tables `personal_codes`, `links` and `pending_links`."""

from collections.abc import Sequence
from typing import NamedTuple

from handfast.billing.subscriptions.rules import State as SubscriptionState
from handfast.ceremonies.linking.rules import Device, Proof, Successor
from handfast.db.database import Statement
from handfast.db.of_tenant import ExportedRow, delete_rows, export_rows
from handfast.db.query import Query
from handfast.devices.lifecycle import IS_ACTIVE, DeviceStatus, Presence
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId, UserId


class CustomerRow(NamedTuple):
    id: UserId
    name: str
    email: str
    disabled_at: int | None
    settings: str
    """Those of the tenant."""
    code_hash: bytes | None
    sealed_code: bytes | None
    subscription: SubscriptionState | None
    ends_at: int | None
    renews_at: int | None
    device_id: DeviceId | None
    """None without a link; so are the columns down to `rustdesk_id`."""
    device_name: str | None
    status: DeviceStatus | None
    presence: Presence | None
    last_seen_at: int | None
    device_version: int | None
    linked_at: int | None
    proof: Proof | None
    rustdesk_id: RustdeskId | None
    is_named_only: int
    pending_id: RustdeskId | None
    named_at: int | None
    pending_expires_at: int | None


_CUSTOMER = """SELECT u.id, u.name, u.email, u.disabled_at, t.settings, c.code_hash, c.sealed AS sealed_code,
    s.state AS subscription, s.ends_at, s.renews_at,
    l.device_id, d.name AS device_name, d.status, d.presence, d.last_seen_at, d.version AS device_version, l.linked_at, l.proof,
    r.rustdesk_id, CASE WHEN r.is_named_only = 1 AND r.first_seen_at IS NULL AND r.exempt_reason IS NULL THEN 1 ELSE 0 END AS is_named_only,
    k.rustdesk_id AS pending_id, k.named_at, k.expires_at AS pending_expires_at
FROM users u JOIN tenants t ON t.id = u.tenant_id
LEFT JOIN personal_codes c ON c.user_id = u.id LEFT JOIN subscriptions s ON s.user_id = u.id
LEFT JOIN links l ON l.user_id = u.id LEFT JOIN devices d ON d.id = l.device_id LEFT JOIN rustdesk r ON r.device_id = l.device_id
LEFT JOIN pending_links k ON k.user_id = u.id AND k.expires_at > $3
WHERE u.id = $1 AND u.tenant_id = $2 AND u.role = 'customer'"""


def customer(user_id: UserId, now: int, *, tenant_id: TenantId) -> Query[CustomerRow]:
    """Everything about one customer."""
    return Query(_CUSTOMER, (user_id, tenant_id, now), CustomerRow)


_DEVICE = """SELECT d.id, d.name, d.status, d.presence, r.uuid, l.user_id AS owner, d.version
FROM rustdesk r JOIN devices d ON d.id = r.device_id LEFT JOIN links l ON l.device_id = r.device_id
WHERE r.tenant_id = $1 AND r.rustdesk_id = $2 AND r.removed_at IS NULL"""


def device(rustdesk_id: RustdeskId, *, tenant_id: TenantId) -> Query[Device]:
    return Query(_DEVICE, (tenant_id, rustdesk_id), Device)


# --- personal codes ---


class CodeOwner(NamedTuple):
    user_id: UserId
    tenant_id: TenantId
    name: str
    disabled_at: int | None


_CODE_OWNER = """/* any tenant: a personal code names one person of the server */
SELECT c.user_id, c.tenant_id, u.name, u.disabled_at
FROM personal_codes c JOIN users u ON u.id = c.user_id WHERE c.code_hash = $1"""


def code_owner(code_hash: bytes) -> Query[CodeOwner]:
    return Query(_CODE_OWNER, (code_hash,), CodeOwner)


def add_code(user_id: UserId, code_hash: bytes, sealed: bytes, now: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if the customer got a code in the meantime, or somebody else has this very one."""
    sql = "INSERT INTO personal_codes (user_id, tenant_id, code_hash, sealed, created_at) VALUES ($1, $2, $3, $4, $5)"
    return Statement(sql, (user_id, tenant_id, code_hash, sealed, now))


def replace_code(user_id: UserId, old: bytes, code_hash: bytes, sealed: bytes, now: int, *, tenant_id: TenantId) -> Statement:
    """`old`: the sealed code that is replaced. Conflict if that was replaced in the meantime."""
    sql = """UPDATE personal_codes SET code_hash = $4, sealed = $5, created_at = $6
    WHERE user_id = $1 AND tenant_id = $2 AND sealed = $3"""
    return Statement(sql, (user_id, tenant_id, old, code_hash, sealed, now), guard=True)


class SealedCode(NamedTuple):
    user_id: UserId
    tenant_id: TenantId
    sealed: bytes


def codes_after(user_id: str, most: int) -> Query[SealedCode]:
    sql = """/* any tenant: a key of the server is retired */ SELECT user_id, tenant_id, sealed FROM personal_codes
    WHERE user_id > $1 ORDER BY user_id LIMIT $2"""
    return Query(sql, (user_id, most), SealedCode, bulk=True)


def reseal_code(user_id: UserId, old: bytes, code_hash: bytes, sealed: bytes, *, tenant_id: TenantId) -> Statement:
    """The same code under another key. Conflict if it was replaced in the meantime."""
    sql = "UPDATE personal_codes SET code_hash = $4, sealed = $5 WHERE user_id = $1 AND tenant_id = $2 AND sealed = $3"
    return Statement(sql, (user_id, tenant_id, old, code_hash, sealed), guard=True)


# --- links ---
# Linking and unlinking raise the device's version, and its removal is guarded by the version: nothing is removed and linked at once.


def link(user_id: UserId, device_id: DeviceId, proof: Proof, now: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if the customer or the device was linked in the meantime."""
    sql = "INSERT INTO links (user_id, tenant_id, device_id, proof, linked_at) VALUES ($1, $2, $3, $4, $5)"
    return Statement(sql, (user_id, tenant_id, device_id, proof, now))


def relink(user_id: UserId, old: DeviceId, device_id: DeviceId, proof: Proof, now: int, *, tenant_id: TenantId) -> Statement:
    """Replaces the old device with the new one. Conflict if the customer's or the new device's link changed in the meantime."""
    sql = """UPDATE links SET device_id = $4, proof = $5, linked_at = $6
    WHERE user_id = $1 AND tenant_id = $2 AND device_id = $3"""
    return Statement(sql, (user_id, tenant_id, old, device_id, proof, now), guard=True)


def set_proof(user_id: UserId, device_id: DeviceId, proof: Proof, *, tenant_id: TenantId) -> Statement:
    sql = "UPDATE links SET proof = $4 WHERE user_id = $1 AND tenant_id = $2 AND device_id = $3"
    return Statement(sql, (user_id, tenant_id, device_id, proof), guard=True)


def unlink(user_id: UserId, device_id: DeviceId, *, tenant_id: TenantId) -> Statement:
    sql = "DELETE FROM links WHERE user_id = $1 AND tenant_id = $2 AND device_id = $3"
    return Statement(sql, (user_id, tenant_id, device_id), guard=True)


def owner(device_id: DeviceId, *, tenant_id: TenantId) -> Query[UserId]:
    return Query("SELECT user_id FROM links WHERE tenant_id = $1 AND device_id = $2", (tenant_id, device_id), UserId)


_SUCCESSOR = f"""SELECT d.id AS device_id, r.rustdesk_id, d.name, r.first_seen_at
FROM rustdesk o JOIN devices od ON od.id = o.device_id
JOIN rustdesk r ON r.tenant_id = o.tenant_id AND r.uuid = o.uuid AND r.first_seen_at > o.first_seen_at AND r.removed_at IS NULL
JOIN devices d ON d.id = r.device_id LEFT JOIN links l ON l.device_id = r.device_id
WHERE o.tenant_id = $1 AND o.device_id = $2 AND o.removed_at IS NULL AND od.presence = 'offline' AND od.{IS_ACTIVE}
AND d.{IS_ACTIVE} AND r.heartbeats >= 2 AND d.last_seen_at > od.last_seen_at AND l.user_id IS NULL
ORDER BY d.last_seen_at DESC LIMIT 1"""


def successor(device_id: DeviceId, *, tenant_id: TenantId) -> Query[Successor]:
    """The device that was first heard of after this one, has its uuid and sends heartbeats while this one is silent.

    Two copies of one image would both send them.
    """
    return Query(_SUCCESSOR, (tenant_id, device_id), Successor)


# --- pending links ---

# Customers at the device's own address ($4) come first, then those who named it earliest.
_WAITING = """SELECT user_id FROM pending_links WHERE tenant_id = $1 AND rustdesk_id = $2 AND expires_at > $3
ORDER BY CASE WHEN address = $4 THEN 0 ELSE 1 END, named_at, user_id LIMIT 20"""


def waiting_for(rustdesk_id: RustdeskId, address: str, now: int, *, tenant_id: TenantId) -> Query[UserId]:
    """The customers with a pending link to the device that is at this address, the likeliest first."""
    return Query(_WAITING, (tenant_id, rustdesk_id, now, address), UserId)


class ExpiredPendingLink(NamedTuple):
    user_id: UserId
    tenant_id: TenantId
    rustdesk_id: RustdeskId
    name: str


_EXPIRED = """/* any tenant: scheduler */ SELECT k.user_id, k.tenant_id, k.rustdesk_id, u.name
FROM pending_links k JOIN users u ON u.id = k.user_id WHERE k.expires_at <= $1 ORDER BY k.expires_at LIMIT 100"""


def expired_pending_links(now: int) -> Query[ExpiredPendingLink]:
    return Query(_EXPIRED, (now,), ExpiredPendingLink, bulk=True)


def add_pending_link(
    user_id: UserId, rustdesk_id: RustdeskId, address: str, now: int, expires_at: int, *, tenant_id: TenantId
) -> Statement:
    """A customer has one pending link; a new one replaces it."""
    sql = """INSERT INTO pending_links (user_id, tenant_id, rustdesk_id, address, named_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (user_id) DO UPDATE SET rustdesk_id = $3, address = $4, named_at = $5, expires_at = $6"""
    return Statement(sql, (user_id, tenant_id, rustdesk_id, address, now, expires_at))


def drop_pending_link(user_id: UserId, *, tenant_id: TenantId) -> Statement:
    return Statement("DELETE FROM pending_links WHERE user_id = $1 AND tenant_id = $2", (user_id, tenant_id))


def use_pending_link(user_id: UserId, rustdesk_id: RustdeskId, now: int, *, tenant_id: TenantId) -> Statement:
    """The pending link becomes the link. Conflict if it was changed, withdrawn or expired in the meantime."""
    sql = "DELETE FROM pending_links WHERE user_id = $1 AND tenant_id = $2 AND rustdesk_id = $3 AND expires_at > $4"
    return Statement(sql, (user_id, tenant_id, rustdesk_id, now), guard=True)


def expire_pending_link(user_id: UserId, now: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if it was renewed, or deleted by another node, in the meantime."""
    return Statement(
        "DELETE FROM pending_links WHERE user_id = $1 AND tenant_id = $2 AND expires_at <= $3", (user_id, tenant_id, now), guard=True
    )


# --- all of a tenant ---

_EXPORTED_LINKS = ("user_id", "device_id", "linked_at", "proof")


def exported_links(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    return export_rows("links", "user_id", _EXPORTED_LINKS, after, most, tenant_id=tenant_id)


_EXPORTED_PENDING_LINKS = ("user_id", "rustdesk_id", "address", "named_at", "expires_at")


def exported_pending_links(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    return export_rows("pending_links", "user_id", _EXPORTED_PENDING_LINKS, after, most, tenant_id=tenant_id)


def delete_links_of(devices: Sequence[DeviceId], *, tenant_id: TenantId) -> Statement:
    return delete_rows("links", "device_id", devices, tenant_id=tenant_id)


def delete_codes_of(users: Sequence[UserId], *, tenant_id: TenantId) -> Statement:
    return delete_rows("personal_codes", "user_id", users, tenant_id=tenant_id)


def delete_pending_links_of(users: Sequence[UserId], *, tenant_id: TenantId) -> Statement:
    return delete_rows("pending_links", "user_id", users, tenant_id=tenant_id)
