"""The tables of subscriptions."""

from collections.abc import Sequence
from dataclasses import astuple, fields

from handfast.billing.subscriptions.rules import NOBODYS, SERVED, ProviderSubscription, Source, State, Subscription
from handfast.db.database import Reads, Statement
from handfast.db.raw import Row, fetch_row, fetch_rows
from handfast.kernel.ids import TenantId, UserId

_PROVIDER_COLUMNS = [field.name for field in fields(ProviderSubscription)]
_COLUMNS = "s.state, s.ends_at, s.source, s.updated_at, s.lapsed_at, s.provider_customer, s.version, s.renews_at"


def subscription_of(row: Row | None) -> Subscription:
    if row is None or row["state"] is None:
        return NOBODYS
    return Subscription(
        row["state"],
        row["ends_at"],
        row["source"],
        row["updated_at"],
        row["lapsed_at"],
        row["provider_customer"],
        row["version"],
        row["renews_at"],
    )


async def held(reads: Reads, tenant_id: TenantId, user_id: UserId) -> Subscription:
    sql = f"SELECT {_COLUMNS} FROM subscriptions s WHERE s.tenant_id = $1 AND s.person_id = $2"
    return subscription_of(await fetch_row(reads, sql, tenant_id, user_id))


async def customer(reads: Reads, tenant_id: TenantId, user_id: UserId) -> Row | None:
    sql = f"""SELECT p.id, p.name, p.email, {_COLUMNS}, {_LAST_EVENT} FROM persons p LEFT JOIN subscriptions s ON s.person_id = p.id
    WHERE p.tenant_id = $1 AND p.id = $2 AND p.role = 'customer'"""
    return await fetch_row(reads, sql, tenant_id, user_id)


def put(
    tenant_id: TenantId,
    user_id: UserId,
    version: int,
    state: State,
    ends_at: int | None,
    source: Source,
    lapsed_at: int | None,
    provider_customer: str | None,
    now: int,
    renews_at: int | None = None,
) -> Statement:
    """Inserts the first version or writes the next one. Conflict if another request wrote one in the meantime."""
    values = (user_id, tenant_id, state, ends_at, source, lapsed_at, provider_customer, now, renews_at)
    if version == 0:
        sql = """INSERT INTO subscriptions (person_id, tenant_id, state, ends_at, source, lapsed_at, provider_customer, updated_at,
            renews_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""
        return Statement(sql, values)
    sql = """UPDATE subscriptions SET state = $3, ends_at = $4, source = $5, lapsed_at = $6, provider_customer = $7, updated_at = $8,
        renews_at = $9, version = version + 1 WHERE person_id = $1 AND tenant_id = $2 AND version = $10"""
    return Statement(sql, (*values, version), guard=True)


# --- the list ---

_LAST_EVENT = (
    "(SELECT max(k.event_at) FROM provider_subscriptions k WHERE k.person_id = p.id AND k.tenant_id = p.tenant_id) AS last_event_at"
)

_SERVED = f"""p.disabled_at IS NULL AND s.state IN ({", ".join(f"'{state}'" for state, served in SERVED.items() if served)})
AND (s.ends_at IS NULL OR s.ends_at > CAST($5 AS BIGINT))"""
# $2 pattern, $3 state, $4 device, $5 now. Each of the first three may be null, which means any.
_MATCHES = f"""p.tenant_id = $1 AND p.role = 'customer' AND (CAST($2 AS TEXT) IS NULL OR p.search_text LIKE $2 ESCAPE '!')
AND (CAST($3 AS TEXT) IS NULL OR COALESCE(s.state, 'none') = $3)
AND CASE CAST($4 AS TEXT) WHEN 'linked' THEN l.person_id IS NOT NULL WHEN 'none' THEN l.person_id IS NULL
    WHEN 'missing' THEN l.person_id IS NULL AND {_SERVED} ELSE TRUE END"""
_LIST_FROM = "FROM persons p LEFT JOIN subscriptions s ON s.person_id = p.id LEFT JOIN links l ON l.person_id = p.id"
# The trail says when the last device was unlinked; a customer who never had one counts from the invitation. Person ids are unique across
# tenants, so the inner SELECT needs no tenant.
_NO_DEVICE_SINCE = """CASE WHEN l.person_id IS NULL THEN COALESCE(
    (SELECT max(a.at) FROM audit a WHERE a.subject_id = p.id AND a.action = 'UNLINKED'), p.created_at) END AS no_device_since"""
_LISTED = f"""SELECT p.id, p.name, p.email, p.name_sort, {_COLUMNS}, {_LAST_EVENT}, {_NO_DEVICE_SINCE},
    l.device_id, d.name AS device_name, r.rustdesk_id
{_LIST_FROM} LEFT JOIN devices d ON d.id = l.device_id LEFT JOIN rustdesk r ON r.device_id = l.device_id"""
LISTED_ONE = f"{_LISTED} WHERE p.tenant_id = $1 AND p.id = $2 AND p.role = 'customer'"
PAGE = f"""{_LISTED} WHERE {_MATCHES} AND (CAST($6 AS TEXT) IS NULL OR (p.name_sort, p.id) > ($6, $7))
ORDER BY p.name_sort, p.id LIMIT $8"""
TOTAL = f"SELECT count(*) AS total {_LIST_FROM} WHERE {_MATCHES}"

# --- what the provider reported ---


async def has_handled(reads: Reads, tenant_id: TenantId, event_id: str) -> bool:
    sql = "SELECT 1 FROM provider_events WHERE tenant_id = $1 AND id = $2"
    return await fetch_row(reads, sql, tenant_id, event_id) is not None


def note_event(tenant_id: TenantId, event_id: str, now: int) -> Statement:
    """Conflict if the same event arrived twice at the same time."""
    return Statement("INSERT INTO provider_events (id, tenant_id, at) VALUES ($1, $2, $3)", (event_id, tenant_id, now))


async def holder(reads: Reads, tenant_id: TenantId, id: str) -> str | None:
    """The id of the customer to whom this subscription of the provider is attached."""
    row = await fetch_row(reads, "SELECT person_id FROM provider_subscriptions WHERE tenant_id = $1 AND id = $2", tenant_id, id)
    return row["person_id"] if row else None


async def customer_of_provider(reads: Reads, tenant_id: TenantId, provider_customer: str) -> str | None:
    """The id of a customer to whom a subscription of this customer of the provider is attached."""
    sql = """SELECT person_id FROM provider_subscriptions
    WHERE tenant_id = $1 AND person_id IS NOT NULL AND provider_customer = $2 ORDER BY person_id LIMIT 1"""
    row = await fetch_row(reads, sql, tenant_id, provider_customer)
    return row["person_id"] if row else None


async def customer_by_email(reads: Reads, tenant_id: TenantId, email: str) -> str | None:
    sql = "SELECT id FROM persons WHERE tenant_id = $1 AND email = $2 AND role = 'customer'"
    row = await fetch_row(reads, sql, tenant_id, email)
    return row["id"] if row else None


def provider_subscription_of(row: Row) -> ProviderSubscription:
    return ProviderSubscription(*(row[name] for name in _PROVIDER_COLUMNS))


async def provider_subscriptions(reads: Reads, tenant_id: TenantId, user_id: UserId) -> Sequence[ProviderSubscription]:
    sql = f"SELECT {', '.join(_PROVIDER_COLUMNS)} FROM provider_subscriptions WHERE tenant_id = $1 AND person_id = $2"
    return [provider_subscription_of(row) for row in await fetch_rows(reads, sql, tenant_id, user_id)]


async def provider_subscription(reads: Reads, tenant_id: TenantId, id: str) -> ProviderSubscription | None:
    sql = f"SELECT {', '.join(_PROVIDER_COLUMNS)} FROM provider_subscriptions WHERE tenant_id = $1 AND id = $2"
    row = await fetch_row(reads, sql, tenant_id, id)
    return provider_subscription_of(row) if row else None


def keep_provider_subscription(
    tenant_id: TenantId, user_id: UserId | None, email: str | None, reported: ProviderSubscription, held: ProviderSubscription | None
) -> Statement:
    """Inserts `reported`, or replaces `held` by it. Conflict if another event was stored in the meantime."""
    values = (tenant_id, user_id, email, *astuple(reported))
    if held is None:
        sql = f"""INSERT INTO provider_subscriptions (tenant_id, person_id, email, {", ".join(_PROVIDER_COLUMNS)})
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""
        return Statement(sql, values)
    sql = """UPDATE provider_subscriptions SET person_id = $2, email = COALESCE($3, email), provider_customer = $5, state = $6,
        ends_at = $7, was_state = $8, was_ends_at = $9, event_id = $10, event_at = $11, event_rank = $12,
        renews_at = $13
    WHERE tenant_id = $1 AND id = $4 AND event_id = $14"""
    return Statement(sql, (*values, held.event_id), guard=True)


# $1 how many. The provider's subscriptions that are attached to nobody, each with the customer (`owner`) it belongs to: the one who holds
# another subscription of the same customer of the provider, else the one with the e-mail address.
UNCLAIMED = f"""/* any tenant: scheduler */ SELECT * FROM (
    SELECT o.tenant_id, {", ".join(f"o.{name}" for name in _PROVIDER_COLUMNS)}, COALESCE(
    (SELECT min(p.id) FROM provider_subscriptions k JOIN persons p ON p.id = k.person_id AND p.role = 'customer'
        WHERE k.tenant_id = o.tenant_id AND k.provider_customer = o.provider_customer),
    (SELECT p.id FROM persons p WHERE p.tenant_id = o.tenant_id AND p.email = o.email AND p.role = 'customer')) AS owner
FROM provider_subscriptions o WHERE o.person_id IS NULL) found WHERE owner IS NOT NULL ORDER BY owner, id LIMIT $1"""


def attach_unclaimed(tenant_id: TenantId, user_id: UserId, reported: ProviderSubscription) -> Statement:
    """Conflict if it was attached already, or a newer event was stored in the meantime."""
    sql = """UPDATE provider_subscriptions SET person_id = $3
    WHERE tenant_id = $1 AND id = $2 AND person_id IS NULL AND event_id = $4"""
    return Statement(sql, (tenant_id, reported.id, user_id, reported.event_id), guard=True)


# --- scheduler ---

OVERDUE = """/* any tenant: scheduler */ SELECT s.person_id, s.tenant_id, s.version, s.renews_at, p.name, t.settings
FROM subscriptions s JOIN persons p ON p.id = s.person_id JOIN tenants t ON t.id = s.tenant_id
WHERE s.lapsed_at IS NULL AND (s.state IN ('canceled', 'none') OR s.ends_at <= $1) ORDER BY s.person_id LIMIT 100"""


def mark_lapsed(tenant_id: TenantId, user_id: UserId, version: int, now: int) -> Statement:
    sql = """UPDATE subscriptions SET lapsed_at = $4, version = version + 1
    WHERE tenant_id = $1 AND person_id = $2 AND version = $3 AND lapsed_at IS NULL"""
    return Statement(sql, (tenant_id, user_id, version, now), guard=True)


def purge_events(before: int) -> list[Statement]:
    """Also deletes the provider's subscriptions that were never attached to a customer."""
    unclaimed = "/* any tenant: scheduler */ DELETE FROM provider_subscriptions WHERE person_id IS NULL AND event_at < $1"
    return [Statement("/* any tenant: scheduler */ DELETE FROM provider_events WHERE at < $1", (before,)), Statement(unclaimed, (before,))]
