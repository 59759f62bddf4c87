"""What the client API itself reads: the tenant that an address names, its settings, and the lists of the group tab."""

TENANT = "/* any tenant: the address names it */ SELECT id, name FROM tenants WHERE id = $1"
SETTINGS = "SELECT settings FROM tenants WHERE id = $1"
FIRST_TENANT = "/* any tenant: the first one of the server */ SELECT id FROM tenants ORDER BY created_at, name, id LIMIT 1"

# --- the group tab of owners and admins: $1 tenant, $2 the caller's own id, $3 limit, $4 offset ---

_LIVE = """FROM rustdesk r JOIN devices d ON d.id = r.device_id LEFT JOIN links l ON l.device_id = r.device_id
LEFT JOIN persons p ON p.id = l.person_id WHERE r.tenant_id = $1 AND r.removed_at IS NULL AND CAST($2 AS TEXT) IS NOT NULL"""
PEERS = f"""SELECT r.rustdesk_id, r.username, r.os, r.hostname, d.name, p.name AS owner {_LIVE}
ORDER BY d.name_sort, d.id LIMIT $3 OFFSET $4"""
PEERS_TOTAL = f"SELECT count(*) AS total {_LIVE}"
_WHO_HAS_ONE = """FROM persons p WHERE p.tenant_id = $1
AND (p.id = $2 OR EXISTS (SELECT 1 FROM links l JOIN rustdesk r ON r.device_id = l.device_id
    WHERE l.person_id = p.id AND r.removed_at IS NULL))"""
USERS = f"SELECT p.id, p.name, p.email, p.role, p.tenant_id {_WHO_HAS_ONE} ORDER BY p.name_sort, p.id LIMIT $3 OFFSET $4"
USERS_TOTAL = f"SELECT count(*) AS total {_WHO_HAS_ONE}"
