"""The tables of subscriptions."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import NamedTuple

from handfast.billing.subscriptions.rules import (
    NOBODYS,
    SERVED,
    Customer,
    DeviceFilter,
    LinkedDevice,
    Listed,
    ProviderSubscription,
    Source,
    State,
    Subscription,
)
from handfast.db import bounded
from handfast.db.database import Statement
from handfast.db.of_tenant import ExportedRow, delete_rows, export_rows
from handfast.db.query import Query, joined
from handfast.kernel.callers import Role
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId, UserId
from handfast.kernel.texts import pattern
from handfast.users.store import found, searched

_PROVIDER_COLUMNS = [field.name for field in fields(ProviderSubscription)]
_COLUMNS = ", ".join(f"s.{field.name}" for field in fields(Subscription))
_LAST_EVENT = "(SELECT max(k.event_at) FROM provider_subscriptions k WHERE k.user_id = u.id AND k.tenant_id = u.tenant_id) AS last_event_at"
_CUSTOMER = f"u.id, u.name, u.email, {_LAST_EVENT}, {_COLUMNS}"


def _customer(
    id: UserId,
    name: str,
    email: str,
    last_event_at: int | None,
    state: State | None,
    ends_at: int | None,
    source: Source,
    updated_at: int,
    lapsed_at: int | None,
    provider_customer: str | None,
    version: int,
    renews_at: int | None,
) -> Customer:
    """A `state` of None stands for no subscription; then the columns that follow it are None too."""
    if state is None:
        return Customer(id, name, email, NOBODYS, last_event_at)
    held = Subscription(state, ends_at, source, updated_at, lapsed_at, provider_customer, version, renews_at)
    return Customer(id, name, email, held, last_event_at)


def held(user_id: UserId, *, tenant_id: TenantId) -> Query[Subscription]:
    sql = f"SELECT {_COLUMNS} FROM subscriptions s WHERE s.tenant_id = $1 AND s.user_id = $2"
    return Query(sql, (tenant_id, user_id), Subscription)


def customer(user_id: UserId, *, tenant_id: TenantId) -> Query[Customer]:
    sql = f"""SELECT {_CUSTOMER} FROM users u LEFT JOIN subscriptions s ON s.user_id = u.id
    WHERE u.tenant_id = $1 AND u.id = $2 AND u.role = 'customer'"""
    return Query(sql, (tenant_id, user_id), _customer)


def put(user_id: UserId, before: Subscription, after: Subscription, *, tenant_id: TenantId) -> Statement:
    """Inserts the first version, if `before` has none, or writes the next one. Conflict if another request wrote one in the meantime."""
    values = (user_id, tenant_id, after.state, after.ends_at, after.source, after.lapsed_at, after.provider_customer, after.updated_at)
    if before.version == 0:
        sql = """INSERT INTO subscriptions (user_id, tenant_id, state, ends_at, source, lapsed_at, provider_customer, updated_at,
            renews_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""
        return Statement(sql, (*values, after.renews_at))
    sql = """UPDATE subscriptions SET state = $3, ends_at = $4, source = $5, lapsed_at = $6, provider_customer = $7, updated_at = $8,
        renews_at = $9, version = version + 1 WHERE user_id = $1 AND tenant_id = $2 AND version = $10"""
    return Statement(sql, (*values, after.renews_at, before.version), guard=True)


# --- the list ---


@dataclass(frozen=True, slots=True)
class Filter:
    search: str | None = None
    state: State | None = None
    device: DeviceFilter | None = None

    @property
    def is_narrow(self) -> bool:
        """What passes may be far apart, so only so many customers are looked at for a page."""
        return not self.search and (self.state is not None or self.device is not None)


LOOKED_AT = 2_000
"""So many customers are looked at for one page of those that pass a filter; the next page goes on from there."""

# Of `users u`. Scalar, because PostgreSQL turns a join or an EXISTS into a hash of the whole table.
_STATE = "COALESCE((SELECT s.state FROM subscriptions s WHERE s.tenant_id = $1 AND s.user_id = u.id), 'none')"
_LINK = "(SELECT l.device_id FROM links l WHERE l.tenant_id = $1 AND l.user_id = u.id)"
_GOOD = f"""(SELECT 1 FROM subscriptions s WHERE s.tenant_id = $1 AND s.user_id = u.id
    AND s.state IN ({", ".join(f"'{state}'" for state, served in SERVED.items() if served)})
    AND (s.ends_at IS NULL OR s.ends_at > CAST($2 AS BIGINT)))"""
_DEVICES: Mapping[DeviceFilter, str] = {
    "linked": f"{_LINK} IS NOT NULL",
    "none": f"{_LINK} IS NULL",
    "missing": f"{_LINK} IS NULL AND u.disabled_at IS NULL AND {_GOOD} = 1",
}
_CUSTOMERS = "FROM users WHERE tenant_id = $1 AND role = 'customer'"
# The trail says when the last device was unlinked; a customer who never had one counts from the invitation.
_NO_DEVICE_SINCE = """CASE WHEN l.user_id IS NULL THEN COALESCE((SELECT max(a.at) FROM audit a
    WHERE a.tenant_id = u.tenant_id AND a.subject_id = u.id AND a.action = 'UNLINKED'), u.created_at) END AS no_device_since"""
_LISTED = f"SELECT {_CUSTOMER}, {_NO_DEVICE_SINCE}, l.device_id, d.name AS device_name, r.rustdesk_id, u.name_sort"
_LISTED_OF = """LEFT JOIN subscriptions s ON s.user_id = u.id LEFT JOIN links l ON l.user_id = u.id
LEFT JOIN devices d ON d.id = l.device_id LEFT JOIN rustdesk r ON r.device_id = l.device_id"""


def _with_device(
    customer: Customer,
    no_device_since: int | None,
    device_id: DeviceId | None,
    device_name: str,
    rustdesk_id: RustdeskId,
    name_sort: str,
) -> Listed:
    """A `device_id` of None stands for no device; then its name and ID are None too."""
    device = None if device_id is None else LinkedDevice(device_id, device_name, rustdesk_id)
    return Listed(customer, device, no_device_since, name_sort)


_listed = joined(_customer, _with_device)


def page(matching: Filter, after: tuple[str, str] | None, most: int, now: int, *, tenant_id: TenantId) -> Query[Listed]:
    """The first `most` customers by name; with `after`, those that follow this sort key and id.

    With a narrow filter only LOOKED_AT customers are looked at (`looked_at_until`).
    """
    further = f" AND {bounded.after('name_sort', 'id', '>', 4)}" if after else ""
    args: tuple[str | int, ...] = (now, most, *(after or ()))
    if matching.search:
        args = (*args, pattern(matching.search))
        rows = (
            f"SELECT id, name_sort FROM ({_found(matching, len(args) + 1)}) AS matching WHERE TRUE{further} ORDER BY name_sort, id LIMIT $3"
        )
    elif matching.is_narrow:
        looked_at = f"SELECT id, name_sort, disabled_at {_CUSTOMERS}{further} ORDER BY name_sort, id LIMIT {LOOKED_AT}"
        rows = f"SELECT u.id, u.name_sort FROM ({looked_at}) AS u WHERE {_fits(matching)} ORDER BY u.name_sort, u.id LIMIT $3"
    else:
        rows = f"SELECT id, name_sort {_CUSTOMERS}{further} ORDER BY name_sort, id LIMIT $3"
    sql = f"""{_LISTED} FROM ({rows}) AS w JOIN users u ON u.id = w.id {_LISTED_OF}
    WHERE u.tenant_id = $1 AND CAST($2 AS BIGINT) >= 0 ORDER BY w.name_sort, w.id"""
    return Query(sql, (tenant_id, *args), _listed, bulk=True)


class Place(NamedTuple):
    name_sort: str
    id: UserId


def looked_at_until(after: tuple[str, str] | None, *, tenant_id: TenantId) -> Query[Place]:
    """The last customer that `page` looks at for a narrow filter; no row if these are all there are."""
    further = f" AND {bounded.after('name_sort', 'id', '>', 2)}" if after else ""
    sql = f"SELECT name_sort, id {_CUSTOMERS}{further} ORDER BY name_sort, id LIMIT 1 OFFSET {LOOKED_AT - 1}"
    return Query(sql, (tenant_id, *(after or ())), Place, bulk=True)


def total(matching: Filter, now: int, *, tenant_id: TenantId) -> Query[bounded.Found]:
    """Those that pass the filter. If it is narrow, `is_cut_off` says that there are more customers than are looked at."""
    if matching.search:
        sql = f"""SELECT count(*) AS found, count(CASE WHEN {_fits(matching)} THEN 1 END) AS matching,
        {bounded.is_cut_off(searched(_CUSTOMER_ROLE))} AS is_cut_off
        FROM ({found(3, _CUSTOMER_ROLE)}) AS f JOIN users u ON u.id = f.found_id WHERE u.tenant_id = $1 AND CAST($2 AS BIGINT) >= 0"""
        return Query(sql, (tenant_id, now, pattern(matching.search)), bounded.Found, bulk=True)
    if not matching.is_narrow:
        # In the order of their index: PostgreSQL would rather read the table, and may have to pass all other roles first.
        counted = bounded.counted(f"{_CUSTOMERS} ORDER BY name_sort, id")
        sql = f"SELECT 0 AS found, counted AS matching, 0 AS is_cut_off FROM ({counted}) AS c"
        return Query(sql, (tenant_id,), bounded.Found, bulk=True)
    sql = f"""SELECT 0 AS found, count(CASE WHEN {_fits(matching)} THEN 1 END) AS matching,
    CASE WHEN count(*) > {LOOKED_AT} THEN 1 ELSE 0 END AS is_cut_off
    FROM (SELECT id, disabled_at {_CUSTOMERS} ORDER BY name_sort, id LIMIT {LOOKED_AT + 1}) AS u WHERE CAST($2 AS BIGINT) >= 0"""
    return Query(sql, (tenant_id, now), bounded.Found, bulk=True)


_CUSTOMER_ROLE = (Role.CUSTOMER,)


def _found(matching: Filter, place: int) -> str:
    """What the search finds and the filters let through, limited, so that a page of it may be sorted."""
    return f"""SELECT u.id, u.name_sort FROM ({found(place, _CUSTOMER_ROLE)}) AS f JOIN users u ON u.id = f.found_id
    WHERE u.tenant_id = $1 AND {_fits(matching)} LIMIT {bounded.MOST_COUNTED}"""


def _fits(matching: Filter) -> str:
    state = f"{_STATE} = '{matching.state}'" if matching.state else "TRUE"
    return f"{state} AND {_DEVICES[matching.device]}" if matching.device else state


def listed_one(user_id: UserId, *, tenant_id: TenantId) -> Query[Listed]:
    sql = f"{_LISTED} FROM users u {_LISTED_OF} WHERE u.tenant_id = $1 AND u.id = $2 AND u.role = 'customer'"
    return Query(sql, (tenant_id, user_id), _listed)


# --- what the provider reported ---


def handled(event_id: str, *, tenant_id: TenantId) -> Query[int]:
    """A row if the event was handled before."""
    return Query("SELECT 1 FROM provider_events WHERE tenant_id = $1 AND id = $2", (tenant_id, event_id), int)


def note_event(event_id: str, now: int, *, tenant_id: TenantId) -> Statement:
    """Conflict if the same event arrived twice at the same time."""
    return Statement("INSERT INTO provider_events (id, tenant_id, at) VALUES ($1, $2, $3)", (event_id, tenant_id, now))


def holder(id: str, *, tenant_id: TenantId) -> Query[UserId]:
    """The customer to whom this subscription of the provider is attached."""
    return Query("SELECT user_id FROM provider_subscriptions WHERE tenant_id = $1 AND id = $2", (tenant_id, id), UserId)


def customer_of_provider(provider_customer: str, *, tenant_id: TenantId) -> Query[UserId]:
    """A customer to whom a subscription of this customer of the provider is attached."""
    sql = """SELECT user_id FROM provider_subscriptions
    WHERE tenant_id = $1 AND user_id IS NOT NULL AND provider_customer = $2 ORDER BY user_id LIMIT 1"""
    return Query(sql, (tenant_id, provider_customer), UserId)


def customer_by_email(email: str, *, tenant_id: TenantId) -> Query[UserId]:
    return Query("SELECT id FROM users WHERE tenant_id = $1 AND email = $2 AND role = 'customer'", (tenant_id, email), UserId)


def provider_subscriptions(user_id: UserId, *, tenant_id: TenantId) -> Query[ProviderSubscription]:
    sql = f"SELECT {', '.join(_PROVIDER_COLUMNS)} FROM provider_subscriptions WHERE tenant_id = $1 AND user_id = $2"
    return Query(sql, (tenant_id, user_id), ProviderSubscription)


def provider_subscription(id: str, *, tenant_id: TenantId) -> Query[ProviderSubscription]:
    sql = f"SELECT {', '.join(_PROVIDER_COLUMNS)} FROM provider_subscriptions WHERE tenant_id = $1 AND id = $2"
    return Query(sql, (tenant_id, id), ProviderSubscription)


def keep_provider_subscription(
    reported: ProviderSubscription, held: ProviderSubscription | None, user_id: UserId | None, email: str | None, *, tenant_id: TenantId
) -> Statement:
    """Inserts `reported`, or replaces `held` by it. Conflict if another event was stored in the meantime."""
    values = (tenant_id, user_id, email, *astuple(reported))
    if held is None:
        sql = f"""INSERT INTO provider_subscriptions (tenant_id, user_id, email, {", ".join(_PROVIDER_COLUMNS)})
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""
        return Statement(sql, values)
    sql = """UPDATE provider_subscriptions SET user_id = $2, email = COALESCE($3, email), provider_customer = $5, state = $6,
        ends_at = $7, was_state = $8, was_ends_at = $9, event_id = $10, event_at = $11, event_rank = $12,
        renews_at = $13
    WHERE tenant_id = $1 AND id = $4 AND event_id = $14"""
    return Statement(sql, (*values, held.event_id), guard=True)


_UNCLAIMED = f"""/* any tenant: scheduler */ SELECT * FROM (
    SELECT {", ".join(f"o.{name}" for name in _PROVIDER_COLUMNS)}, o.tenant_id, COALESCE(
    (SELECT min(u.id) FROM provider_subscriptions k JOIN users u ON u.id = k.user_id AND u.role = 'customer'
        WHERE k.tenant_id = o.tenant_id AND k.provider_customer = o.provider_customer),
    (SELECT u.id FROM users u WHERE u.tenant_id = o.tenant_id AND u.email = o.email AND u.role = 'customer')) AS owner
FROM provider_subscriptions o WHERE o.user_id IS NULL AND o.id > $1 ORDER BY o.id LIMIT $2) found
WHERE owner IS NOT NULL ORDER BY owner, id"""


class Unclaimed(NamedTuple):
    reported: ProviderSubscription
    tenant_id: TenantId
    owner: UserId


_unclaimed = joined(ProviderSubscription, Unclaimed)


def nth_unclaimed(after: str, rows: int) -> Query[str]:
    sql = """/* any tenant: scheduler */ SELECT id FROM provider_subscriptions WHERE user_id IS NULL AND id > $1
    ORDER BY id LIMIT 1 OFFSET $2"""
    return Query(sql, (after, rows - 1), str)


def unclaimed(after: str, most: int) -> Query[Unclaimed]:
    """Those of the next `most` of the provider's subscriptions attached to nobody that belong to a customer (`owner`).

    That is the one who holds another subscription of the same customer of the provider, else the one with the e-mail address.
    """
    return Query(_UNCLAIMED, (after, most), _unclaimed, bulk=True)


def attach_unclaimed(user_id: UserId, reported: ProviderSubscription, *, tenant_id: TenantId) -> Statement:
    """Conflict if it was attached already, or a newer event was stored in the meantime."""
    sql = """UPDATE provider_subscriptions SET user_id = $3
    WHERE tenant_id = $1 AND id = $2 AND user_id IS NULL AND event_id = $4"""
    return Statement(sql, (tenant_id, reported.id, user_id, reported.event_id), guard=True)


# --- scheduler ---


class Overdue(NamedTuple):
    """A subscription that has ended, and of which the trail does not say so yet."""

    user_id: UserId
    tenant_id: TenantId
    version: int
    renews_at: int | None
    name: str
    tenant_settings: str


# Two ranges of small indexes: with OR, both databases would look at every subscription.
_OVERDUE = """/* any tenant: scheduler */
SELECT s.user_id, s.tenant_id, s.version, s.renews_at, u.name, t.settings AS tenant_settings FROM (
    SELECT * FROM (SELECT user_id FROM subscriptions WHERE lapsed_at IS NULL AND state IN ('canceled', 'none')
        ORDER BY user_id LIMIT 100) AS ended
    UNION SELECT * FROM (SELECT user_id FROM subscriptions WHERE lapsed_at IS NULL AND ends_at IS NOT NULL AND ends_at <= $1
        ORDER BY ends_at LIMIT 100) AS over) AS due
JOIN subscriptions s ON s.user_id = due.user_id JOIN users u ON u.id = s.user_id JOIN tenants t ON t.id = s.tenant_id
ORDER BY s.user_id LIMIT 100"""


def overdue(now: int) -> Query[Overdue]:
    return Query(_OVERDUE, (now,), Overdue, bulk=True)


def mark_lapsed(user_id: UserId, version: int, now: int, *, tenant_id: TenantId) -> Statement:
    sql = """UPDATE subscriptions SET lapsed_at = $4, version = version + 1
    WHERE tenant_id = $1 AND user_id = $2 AND version = $3 AND lapsed_at IS NULL"""
    return Statement(sql, (tenant_id, user_id, version, now), guard=True)


def purge_events(before: int) -> list[Statement]:
    """5,000 at a time. Also deletes the provider's subscriptions that were never attached to a customer."""
    events = """/* any tenant: scheduler */ DELETE FROM provider_events WHERE (tenant_id, id) IN (
        SELECT tenant_id, id FROM provider_events WHERE at < $1 ORDER BY at LIMIT 5000)"""
    unclaimed = """/* any tenant: scheduler */ DELETE FROM provider_subscriptions WHERE (tenant_id, id) IN (
        SELECT tenant_id, id FROM provider_subscriptions WHERE user_id IS NULL AND event_at < $1 LIMIT 5000)"""
    return [Statement(events, (before,)), Statement(unclaimed, (before,))]


# --- all of a tenant ---

_EXPORTED = ("user_id", "state", "ends_at", "renews_at", "source", "provider_customer", "lapsed_at", "updated_at")


def exported(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    return export_rows("subscriptions", "user_id", _EXPORTED, after, most, tenant_id=tenant_id)


_EXPORTED_OF_PROVIDER = ("id", "user_id", "provider_customer", "email", "state", "ends_at", "renews_at", "event_at")


def exported_of_provider(after: str, most: int, *, tenant_id: TenantId) -> Query[ExportedRow]:
    return export_rows("provider_subscriptions", "id", _EXPORTED_OF_PROVIDER, after, most, tenant_id=tenant_id)


def delete_of(users: Sequence[UserId], *, tenant_id: TenantId) -> Statement:
    return delete_rows("subscriptions", "user_id", users, tenant_id=tenant_id)


def delete_of_provider(ids: Sequence[str], *, tenant_id: TenantId) -> Statement:
    return delete_rows("provider_subscriptions", "id", ids, tenant_id=tenant_id)


def delete_events(ids: Sequence[str], *, tenant_id: TenantId) -> Statement:
    return delete_rows("provider_events", "id", ids, tenant_id=tenant_id)
