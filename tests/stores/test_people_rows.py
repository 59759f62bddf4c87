"""What the stores of people write and read: whole rows, on both databases."""

import pytest

from handfast.billing.subscriptions import store as subscriptions
from handfast.billing.subscriptions.rules import NOBODYS, ProviderSubscription, Subscription
from handfast.ceremonies.pairing import store as invites
from handfast.db.database import Database, Statement
from handfast.kernel.callers import Role
from handfast.users.access_tokens import store as tokens
from handfast.users.live_tickets import store as live
from handfast.users.memberships import store as persons
from handfast.users.memberships.rules import User
from handfast.users.rules import Life
from handfast.users.sessions import store as sessions
from tests.support.rows import fetch_rows

NOW = 1_800_000_000_000
BROWSER, APP = Life(1_000, 9_000), Life(2_000, 90_000, is_app=True)
TOKEN = (
    "INSERT INTO tokens (hash, id, tenant_id, person_id, name, scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, 'api', '', 1, $5)"
)


@pytest.fixture
async def tenant(database: Database, request: pytest.FixtureRequest) -> str:
    """A tenant of the test's own, with Zoë in it: the module shares one database."""
    tenant = str(request.node.name)
    await database.execute_batch([Statement("INSERT INTO tenants (id, name, created_at) VALUES ($1, 'Fireflow', 1)", (tenant,))])
    await database.execute_batch(
        [persons.insert(tenant, zoe(tenant), f"{zoe(tenant)}@example.com".lower(), "Zoë", Role.OWNER, NOW, "hash")]
    )
    return tenant


def zoe(tenant: str) -> str:
    return f"{tenant}/zoe"


async def rows(database: Database, sql: str, *args: object) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in row.keys()) for row in await fetch_rows(database, sql, *args)]  # noqa: SIM118 - a row is no mapping


# --- persons ---


def test_a_person_is_read_from_the_columns_of_that_name() -> None:
    row = {"id": "p", "name": "Zoë", "email": "zoe@example.com", "role": "admin", "status": "invited", "created_at": 1, "last_seen_at": 2}
    row |= {"devices": 3, "invitation_expires_at": 4}
    assert persons.user_of(row) == User("p", "Zoë", "zoe@example.com", Role.ADMIN, "invited", 1, 2, 3, 4)


async def test_a_person_is_sorted_by_the_name_and_found_by_name_and_email(database: Database, tenant: str) -> None:
    await database.execute_batch([persons.insert(tenant, f"{tenant}/7", f"{zoe(tenant)}7@example.com".lower(), "Änne 7", Role.STAFF, NOW)])
    kept = await rows(database, "SELECT name_sort, search_text FROM persons WHERE id = $1", f"{tenant}/7")
    assert kept == [("anne 0017", f"anne 7\n{zoe(tenant)}7@example.com".lower())]


async def test_of_the_owners_the_other_one_is_named(database: Database, tenant: str) -> None:
    assert await persons.other_owner(database, tenant, "nobody") == zoe(tenant)
    assert await persons.other_owner(database, tenant, zoe(tenant)) is None
    assert await persons.total(database, tenant, persons.Filter()) == 1


async def test_whoever_did_it_is_told_however_many_owners_there_are(database: Database, tenant: str) -> None:
    last = f"{tenant}/zz"
    for id in (*(f"{tenant}/{number:02}" for number in range(25)), last):
        role = Role.STAFF if id == last else Role.OWNER
        await database.execute_batch([persons.insert(tenant, id, f"{id}@example.com".lower(), "Robin", role, NOW, "hash")])
    told = [row["id"] for row in await persons.owners_and(database, tenant, last)]
    assert (told[0], len(told)) == (last, 20)


async def test_the_live_codes_of_a_person_are_listed(database: Database, tenant: str) -> None:
    codes = [f"{tenant}/{number}" for number in (1, 2)]
    for slot, code in enumerate(codes, 1):
        secret = code.encode()
        await database.execute_batch([invites.add(code, tenant, zoe(tenant), NOW, "192.0.2.1", NOW + 1, slot, secret, secret, None)])
    assert sorted(row["id"] for row in await fetch_rows(database, invites.LIVE_OF, tenant, zoe(tenant))) == codes
    assert list(await fetch_rows(database, invites.LIVE_OF, tenant, "nobody")) == []


# --- sessions, tokens, tickets ---


@pytest.mark.parametrize(("life", "confirmed"), [(BROWSER, NOW), (APP, 0)], ids=["browser", "app"])
async def test_a_browser_begins_confirmed_by_its_password_and_an_app_does_not(
    database: Database, tenant: str, life: Life, confirmed: int
) -> None:
    digest = tenant.encode()
    await database.execute_batch([sessions.insert(digest, tenant, tenant, zoe(tenant), 1, NOW, life, "192.0.2.1", "agent")])

    kept = await rows(
        database,
        """SELECT hash, person_id, epoch, created_at, last_seen_at, expires_at, address, user_agent, confirmed_at, idle_limit, is_app
        FROM sessions WHERE id = $1""",
        tenant,
    )
    times = (NOW, NOW, NOW + life.longest, "192.0.2.1", "agent", confirmed, life.idle, int(life.is_app))
    assert kept == [(digest, zoe(tenant), 1, *times)]
    assert await sessions.confirmed_at(database, tenant, tenant) == confirmed
    assert await live.role_behind(database, tenant, NOW) == "owner"


async def test_of_a_session_or_token_that_is_over_nothing_is_known(database: Database, tenant: str) -> None:
    assert await sessions.confirmed_at(database, tenant, "over") is None
    assert await live.role_behind(database, "over", NOW) is None
    assert await live.token_id(database, b"over") is None


@pytest.mark.parametrize(
    ("but", "kept"),
    [((), []), (("b",), [("b", 2)]), (("a", "c"), [("a", 2), ("c", 2)]), (("a", "b", "c"), [("a", 2), ("b", 2), ("c", 2)])],
    ids=["none", "one", "two", "all"],
)
async def test_of_a_persons_tokens_those_that_stay_go_up_with_the_epoch(
    database: Database, tenant: str, but: tuple[str, ...], kept: list[tuple[str, int]]
) -> None:
    for letter in "abc":
        await database.execute_batch([Statement(TOKEN, (f"{tenant}{letter}".encode(), f"{tenant}/{letter}", tenant, zoe(tenant), NOW))])
    assert await live.token_id(database, f"{tenant}a".encode()) == f"{tenant}/a"

    await database.execute_batch(tokens.end_all_of(tenant, zoe(tenant), [f"{tenant}/{letter}" for letter in but]))

    left = await rows(database, "SELECT id, epoch FROM tokens WHERE tenant_id = $1 ORDER BY id", tenant)
    assert left == [(f"{tenant}/{letter}", epoch) for letter, epoch in kept]


# --- subscriptions ---


def test_a_subscription_is_read_from_the_columns_of_that_name() -> None:
    row = {"state": "active", "ends_at": 1, "source": "stripe", "updated_at": 2, "lapsed_at": 3, "provider_customer": "cus", "version": 4}
    assert subscriptions.subscription_of(row | {"renews_at": 5}) == Subscription("active", 1, "stripe", 2, 3, "cus", 4, 5)
    assert subscriptions.subscription_of({"state": None}) == NOBODYS


async def test_a_customer_is_known_by_what_the_provider_calls_them(database: Database, tenant: str) -> None:
    told = ProviderSubscription("sub", "cus", "active", None, "none", None, "evt", NOW, 0)
    await database.execute_batch([subscriptions.keep_provider_subscription(tenant, zoe(tenant), None, told, None)])

    assert await subscriptions.customer_of_provider(database, tenant, "cus") == zoe(tenant)
    assert await subscriptions.customer_of_provider(database, tenant, "somebody else") is None
    assert await subscriptions.customer_of_provider(database, "another tenant", "cus") is None
