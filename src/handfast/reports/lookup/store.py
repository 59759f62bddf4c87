"""The SQL of the look-up."""

MOST_FOUND = 20
MOST_TOLD = 100

_DEVICE_FITS = "d.search_text LIKE $2 ESCAPE '!' OR r.search_text LIKE $2 ESCAPE '!'"

# Each finds persons of the tenant: $1 tenant, $2 what was asked.
WHO = {
    "email": "SELECT id FROM persons WHERE tenant_id = $1 AND email = $2 AND role = 'customer'",
    "code": "SELECT person_id AS id FROM personal_codes WHERE tenant_id = $1 AND code_hash = $2",
    "rustdesk_id": """SELECT l.person_id AS id FROM links l JOIN rustdesk r ON r.device_id = l.device_id
        WHERE r.tenant_id = $1 AND r.rustdesk_id = $2 AND r.removed_at IS NULL
        UNION SELECT k.person_id FROM claims k WHERE k.tenant_id = $1 AND k.rustdesk_id = $2""",
    "name": f"""SELECT p.id FROM persons p LEFT JOIN links l ON l.person_id = p.id
        LEFT JOIN devices d ON d.id = l.device_id LEFT JOIN rustdesk r ON r.device_id = l.device_id
        WHERE p.tenant_id = $1 AND p.role = 'customer' AND (p.search_text LIKE $2 ESCAPE '!' OR {_DEVICE_FITS})
        ORDER BY p.name_sort, p.id LIMIT {MOST_FOUND}""",
}
_UNOWNED = """SELECT d.id, d.name, d.status, d.presence, d.last_seen_at, d.version, r.rustdesk_id, r.hostname, r.os, r.conflicts,
    r.created_at, r.exempt_reason, r.exempt_until, r.exempt_by, r.removed_at,
    NULL AS linked_at, NULL AS proof, NULL AS person_id, NULL AS person_name
FROM rustdesk r JOIN devices d ON d.id = r.device_id
WHERE r.tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM links l WHERE l.device_id = r.device_id)"""
# A removed device is shown while it can be restored and no other device has its ID. $2 is that ID, $3 the earliest time of removal.
UNOWNED_BY_ID = f"""{_UNOWNED} AND r.rustdesk_id = $2
AND (r.removed_at IS NULL OR r.removed_at > $3 AND NOT EXISTS (SELECT 1 FROM rustdesk o
    WHERE o.tenant_id = r.tenant_id AND o.rustdesk_id = r.rustdesk_id AND o.removed_at IS NULL))
ORDER BY r.removed_at DESC LIMIT 1"""
UNOWNED_BY_NAME = f"{_UNOWNED} AND r.removed_at IS NULL AND ({_DEVICE_FITS}) ORDER BY d.name_sort, d.id LIMIT {MOST_FOUND}"
