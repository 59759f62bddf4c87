"""The SQL of the look-up."""

from handfast.ceremonies.linking.admin.rules import AdminDevice
from handfast.db.query import Query
from handfast.kernel.ids import RustdeskId, TenantId, UserId

MOST_FOUND = 20
MOST_ENTRIES = 100

_DEVICE_FITS = "d.search_text LIKE $2 ESCAPE '!' OR r.search_text LIKE $2 ESCAPE '!'"

# --- customers ---

_BY_EMAIL = "SELECT id FROM persons WHERE tenant_id = $1 AND email = $2 AND role = 'customer'"
_BY_CODE = "SELECT person_id FROM personal_codes WHERE tenant_id = $1 AND code_hash = $2"
_BY_RUSTDESK_ID = """SELECT l.person_id FROM links l JOIN rustdesk r ON r.device_id = l.device_id
WHERE r.tenant_id = $1 AND r.rustdesk_id = $2 AND r.removed_at IS NULL
UNION SELECT k.person_id FROM claims k WHERE k.tenant_id = $1 AND k.rustdesk_id = $2"""
_BY_NAME = f"""SELECT p.id FROM persons p LEFT JOIN links l ON l.person_id = p.id
LEFT JOIN devices d ON d.id = l.device_id LEFT JOIN rustdesk r ON r.device_id = l.device_id
WHERE p.tenant_id = $1 AND p.role = 'customer' AND (p.search_text LIKE $2 ESCAPE '!' OR {_DEVICE_FITS})
ORDER BY p.name_sort, p.id LIMIT {MOST_FOUND}"""


def customers_by_email(email: str, *, tenant_id: TenantId) -> Query[UserId]:
    return Query(_BY_EMAIL, (tenant_id, email), UserId)


def customers_by_code(code_hash: bytes, *, tenant_id: TenantId) -> Query[UserId]:
    return Query(_BY_CODE, (tenant_id, code_hash), UserId)


def customers_by_rustdesk_id(rustdesk_id: RustdeskId, *, tenant_id: TenantId) -> Query[UserId]:
    """Whoever is linked to it, and whoever named it and waits for a proof."""
    return Query(_BY_RUSTDESK_ID, (tenant_id, rustdesk_id), UserId)


def customers_by_name(fits: str, *, tenant_id: TenantId) -> Query[UserId]:
    """`fits`: a LIKE pattern for the name of the customer, or the name, host name or ID of their device."""
    return Query(_BY_NAME, (tenant_id, fits), UserId, bulk=True)


# --- devices that are linked to nobody ---

_UNOWNED = """SELECT d.id, d.name, d.status, d.presence, d.last_seen_at, d.version, r.rustdesk_id, r.hostname, r.os, r.conflicts,
    r.created_at, r.exempt_reason, r.exempt_until, r.exempt_by, r.removed_at,
    NULL AS linked_at, NULL AS proof, NULL AS user_id, NULL AS user_name
FROM rustdesk r JOIN devices d ON d.id = r.device_id
WHERE r.tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM links l WHERE l.device_id = r.device_id)"""
# A removed device is shown while it can be restored and no other device has its ID. $2 is that ID, $3 the earliest time of removal.
_UNOWNED_BY_ID = f"""{_UNOWNED} AND r.rustdesk_id = $2
AND (r.removed_at IS NULL OR r.removed_at > $3 AND NOT EXISTS (SELECT 1 FROM rustdesk o
    WHERE o.tenant_id = r.tenant_id AND o.rustdesk_id = r.rustdesk_id AND o.removed_at IS NULL))
ORDER BY r.removed_at DESC LIMIT 1"""
_UNOWNED_BY_NAME = f"{_UNOWNED} AND r.removed_at IS NULL AND ({_DEVICE_FITS}) ORDER BY d.name_sort, d.id LIMIT {MOST_FOUND}"


def unowned_by_rustdesk_id(rustdesk_id: RustdeskId, removed_since: int, *, tenant_id: TenantId) -> Query[AdminDevice]:
    return Query(_UNOWNED_BY_ID, (tenant_id, rustdesk_id, removed_since), AdminDevice)


def unowned_by_name(fits: str, *, tenant_id: TenantId) -> Query[AdminDevice]:
    """`fits`: a LIKE pattern for the name, the host name or the ID."""
    return Query(_UNOWNED_BY_NAME, (tenant_id, fits), AdminDevice, bulk=True)
