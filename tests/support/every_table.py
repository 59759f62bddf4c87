"""A row in each table that belongs to a company, for tests of what is exported and deleted with it."""

from typing import Any

from handfast.db.database import Database
from handfast.db.rows import insert_rows
from tests.support.members import Member
from tests.support.rows import fetch_rows
from tests.support.server import Server


def one_of_each(tenant_id: str, user_id: str, id: str) -> dict[str, dict[str, Any]]:
    """A row of each table that belongs to a company, but for those of `BY_THE_SERVER`; each is written before those that name it."""
    return _things(tenant_id, user_id, id) | _of_people(tenant_id, user_id, id)


def _things(tenant_id: str, user_id: str, id: str) -> dict[str, dict[str, Any]]:
    ours, hash = {"tenant_id": tenant_id}, id.encode()
    user, device, times = {"user_id": user_id}, {"device_id": id}, {"created_at": 1, "expires_at": 2}
    return {
        "service_accounts": ours
        | times
        | {"id": id, "contact_id": user_id, "name": "Kiosk", "scopes": "[]", "made_by": "", "slot": 1, "expiry_noted_at": 2},
        "service_tokens": ours | {"hash": hash, "id": id, "service_account_id": id, "slot": 1, "made_by": "", "created_at": 1},
        "pairing_codes": ours
        | {"id": id, "service_account_id": id, "issued_by": user_id, "issued_at": 1, "issued_address": "", "expires_at": 2}
        | {"state": "used", "closed_at": 1, **device},
        "devices": ours
        | user
        | {"id": id, "kind": "browser", "pairing_code_id": id, "name": "Till", "status": "active", "platform": "", "user_agent": ""}
        | {"fingerprint": "", "address": "", "paired_at": 1, "updated_at": 1},
        "oauth_clients": ours | {"id": id, "name": "Menu", "created_at": 1, "created_by": "", "slot": 1},
        "oauth_grants": ours | device | {"client_id": id, "scopes": "[]", "audiences": "[]", "granted_at": 1},
        "device_grants": ours
        | times
        | {"id": id, "device_code_hash": hash, "client_id": id, "state": "approved", "scopes": "[]", "audiences": "[]", "interval": 5}
        | {"device_name": "", "platform": "", "user_agent": "", "address": ""},
        "rustdesk": ours | device | {"rustdesk_id": "123456789", "created_at": 1},
        "rustdesk_sessions": ours | device | {"at": 1, "kind": "file", "details": "{}"},
        "uuid_conflicts": ours
        | user
        | device
        | {"uuid": "dXVpZA==", "id": id, "heartbeats": 1, "address": "", "first_seen_at": 1, "last_seen_at": 1},
    }


def _of_people(tenant_id: str, user_id: str, id: str) -> dict[str, dict[str, Any]]:
    ours, hash = {"tenant_id": tenant_id}, id.encode()
    user, device, times = {"user_id": user_id}, {"device_id": id}, {"created_at": 1, "expires_at": 2}
    return {
        "links": ours | user | device | {"linked_at": 1, "proof": "none"},
        "pending_links": ours | user | {"rustdesk_id": "223456789", "address": "", "named_at": 1, "expires_at": 2},
        "personal_codes": ours | user | {"code_hash": hash, "sealed": b"sealed", "created_at": 1},
        "link_requests": ours
        | user
        | times
        | {"code_hash": hash, "rustdesk_id": "123456789", "uuid": "", "hostname": "", "os": "", "address": "", "state": "approved"},
        "subscriptions": ours | user | {"state": "active", "source": "admin", "updated_at": 1},
        "provider_events": ours | {"id": id, "at": 1},
        "provider_subscriptions": ours
        | user
        | {"id": id, "provider_customer": "c", "state": "active", "was_state": "none", "event_id": "e", "event_at": 1, "event_rank": 1},
        "stripe_secrets": ours | {"id": id, "sealed": b"sealed", "ends": "abcd", "added_by": user_id, "added_at": 1},
        "identity_providers": ours
        | {"name": "", "issuer": "", "client_id": "", "sealed": b"sealed", "scopes": "", "role_claim": "", "roles": "[]"}
        | {"domains": "[]", "enabled": 1, "changed_at": 1},
        "company_identities": ours | user | {"issuer": "", "subject": id, "created_at": 1},
        "sso_transactions": ours
        | times
        | {"hash": hash, "purpose": "sign_in", "issuer": "", "client_id": "", "identity": "", "return_to": "/"},
        "access_tokens": ours | user | times | {"hash": hash, "id": id, "name": "", "scopes": "[]"},
        "notice_recipients": ours
        | times
        | {"id": id, "slot": 0, "email": "desk@example.org", "security": 1, "budget": 1, "hash": hash, "confirmed_at": 1},
        "notices_read": ours | user | {"until": 1},
        "outbox": ours | {"at": 1, "event": "device_change", "body": "{}"},
    }


BY_THE_SERVER = {"users", "sessions", "audit", "tenant_counts"}
"""Tables that a signed-in member leaves rows in."""


async def schema(database: Database, column: str = "tenant_id") -> list[str]:
    """The tables that have this column."""
    sql = (
        "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = $1 ORDER BY m.name"
        if database.name == "sqlite"
        else "SELECT table_name AS name FROM information_schema.columns WHERE column_name = $1 AND table_schema = current_schema()"
    )
    return [str(row["name"]) for row in await fetch_rows(database, sql, column)]


async def fill(quiet: Server, member: Member) -> set[str]:
    """The tables of which the company has a row now."""
    rows = one_of_each(member.tenant_id, member.id, quiet.random.id())
    for table, row in rows.items():
        await quiet.application.database.execute_batch(insert_rows(table, tuple(row), [tuple(row.values())]))
    await quiet.signed_in(member)
    return set(rows) | BY_THE_SERVER
