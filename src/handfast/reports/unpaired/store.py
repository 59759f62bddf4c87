"""The SQL of the report."""

# $2 now. An expired exemption no longer counts.
_EXEMPT = "(r.exempt_reason IS NOT NULL AND (r.exempt_until IS NULL OR r.exempt_until > $2))"
_LIVE = "FROM rustdesk r LEFT JOIN links l ON l.device_id = r.device_id"

FIGURES = f"""SELECT count(CASE WHEN NOT {_EXEMPT} AND l.person_id IS NOT NULL THEN 1 END) AS paired,
    count(CASE WHEN NOT {_EXEMPT} AND l.person_id IS NULL THEN 1 END) AS unpaired, count(CASE WHEN {_EXEMPT} THEN 1 END) AS grandfathered
{_LIVE} WHERE r.tenant_id = $1 AND r.removed_at IS NULL"""

# $3 and $4 are `created_at` and id of the last row of the page before, $5 how many. The devices known for longest come first.
UNPAIRED = f"""SELECT d.id, d.name, d.status, d.presence, d.last_seen_at, r.rustdesk_id, r.hostname, r.conflicts, r.created_at
{_LIVE} JOIN devices d ON d.id = r.device_id
WHERE r.tenant_id = $1 AND r.removed_at IS NULL AND l.person_id IS NULL AND NOT {_EXEMPT} AND (r.created_at, r.device_id) > ($3, $4)
ORDER BY r.created_at, r.device_id LIMIT $5"""

# --- the weekly mail ---

SENT = "digest:"
DUE = f"""/* any tenant: scheduler */ SELECT t.id, t.name, t.settings FROM tenants t
WHERE t.settings NOT LIKE '%"digest_weekly": false%'
AND NOT EXISTS (SELECT 1 FROM facts_of_server f WHERE f.name = '{SENT}' || t.id AND f.value = $1) ORDER BY t.id LIMIT 1"""
READERS = """SELECT email FROM persons
WHERE tenant_id = $1 AND role IN ('owner', 'admin') AND disabled_at IS NULL AND password_hash IS NOT NULL ORDER BY email"""
