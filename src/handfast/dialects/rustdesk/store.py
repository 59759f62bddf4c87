"""What the dialect itself looks up: the tenant an address names, and the epoch of the database."""

from handfast.db.database import Write

TENANT = "/* any tenant: the address names it */ SELECT id, name FROM tenants WHERE id = $1"
FIRST_TENANT = "/* any tenant: the first one of the server */ SELECT id FROM tenants ORDER BY created_at, name, id LIMIT 1"

EPOCH = "SELECT value FROM facts_of_server WHERE name = 'rustdesk_epoch'"


def begin_epoch(value: str) -> Write:
    """Lost when another node was faster."""
    return Write("INSERT INTO facts_of_server (name, value) VALUES ('rustdesk_epoch', $1)", (value,), guard=True)
