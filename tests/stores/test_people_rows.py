"""What the stores of people write and read: whole rows, on both databases."""

import pytest

from handfast.billing.subscriptions import store as subscriptions
from handfast.billing.subscriptions.rules import NOBODYS, Customer, LinkedDevice, Listed, ProviderSubscription, Subscription
from handfast.ceremonies.pairing import store as pairing_codes
from handfast.db.database import Database, Statement
from handfast.kernel.callers import Role
from handfast.kernel.ids import DeviceId, PairingCodeId, RustdeskId, SessionId, TenantId, UserId
from handfast.users.access_tokens import store as tokens
from handfast.users.live_tickets import store as live
from handfast.users.memberships import store as memberships
from handfast.users.memberships.rules import User
from handfast.users.rules import Life
from handfast.users.sessions import store as sessions
from handfast.users.sessions.store import Holder
from tests.support.members import account_of, new_user
from tests.support.rows import fetch_rows

NOW = 1_800_000_000_000
BROWSER, APP = Life(1_000, 9_000), Life(2_000, 90_000, is_app=True)
TOKEN = """INSERT INTO access_tokens (hash, id, tenant_id, user_id, name, scopes, created_at, expires_at)
    VALUES ($1, $2, $3, $4, 'api', '', 1, $5)"""


@pytest.fixture
async def tenant(database: Database, request: pytest.FixtureRequest) -> TenantId:
    """A tenant of the test's own, with Zoë in it: the module shares one database."""
    tenant = TenantId(str(request.node.name))
    await database.execute_batch([Statement("INSERT INTO tenants (id, name, created_at) VALUES ($1, 'Fireflow', 1)", (tenant,))])
    await database.execute_batch(
        new_user(zoe(tenant), f"{zoe(tenant)}@example.com".lower(), "Zoë", Role.OWNER, NOW, "hash", tenant_id=tenant)
    )
    return tenant


def zoe(tenant: TenantId) -> UserId:
    return UserId(f"{tenant}/zoe")


async def rows(database: Database, sql: str, *args: object) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in row.keys()) for row in await fetch_rows(database, sql, *args)]  # noqa: SIM118 - a row is no mapping


# --- users ---


def test_a_person_is_read_from_the_columns_of_that_name() -> None:
    row = {"id": "p", "name": "Zoë", "email": "zoe@example.com", "role": "admin", "status": "invited", "created_at": 1, "last_seen_at": 2}
    row |= {"devices": 3, "invitation_expires_at": 4}
    user = User(UserId("p"), "Zoë", "zoe@example.com", Role.ADMIN, "invited", 1, 2, 3, 4)
    assert memberships.user(UserId("p"), tenant_id=TenantId("t")).reader(list(row))(*row.values()) == user

    row |= {"name_sort": "zoe"}
    assert memberships.page(memberships.Filter(), None, 1, tenant_id=TenantId("t")).reader(list(row))(*row.values()) == (user, "zoe")


async def test_a_person_is_sorted_by_the_name_and_found_by_name_and_email(database: Database, tenant: TenantId) -> None:
    id, email = UserId(f"{tenant}/7"), f"{zoe(tenant)}7@example.com".lower()
    await database.execute_batch(new_user(id, email, "Änne 7", Role.STAFF, NOW, tenant_id=tenant))
    kept = await rows(database, "SELECT name_sort, search_text FROM users WHERE id = $1", id)
    assert kept == [("anne 0017", f"anne 7\n{zoe(tenant)}7@example.com".lower())]


async def test_of_the_owners_the_other_one_is_named(database: Database, tenant: TenantId) -> None:
    assert await database.fetch_one(memberships.other_owner(UserId("nobody"), tenant_id=tenant)) == zoe(tenant)
    assert await database.fetch_one(memberships.other_owner(zoe(tenant), tenant_id=tenant)) is None
    counted = await database.fetch_one(memberships.total(memberships.Filter(), tenant_id=tenant))
    assert counted is not None
    assert counted.total == 1


async def test_whoever_did_it_is_told_however_many_owners_there_are(database: Database, tenant: TenantId) -> None:
    last = UserId(f"{tenant}/zz")
    for id in (*(UserId(f"{tenant}/{number:02}") for number in range(25)), last):
        role = Role.STAFF if id == last else Role.OWNER
        await database.execute_batch(new_user(id, f"{id}@example.com".lower(), "Robin", role, NOW, "hash", tenant_id=tenant))
    told = [account.id for account in await database.fetch_all(memberships.owners_and(last, tenant_id=tenant))]
    assert (told[0], len(told)) == (last, 20)


async def test_the_live_codes_of_a_person_are_listed(database: Database, tenant: TenantId) -> None:
    codes = [f"{tenant}/{number}" for number in (1, 2)]
    for slot, code in enumerate(codes, 1):
        secret = code.encode()
        await database.execute_batch(
            [pairing_codes.add(PairingCodeId(code), zoe(tenant), NOW, "192.0.2.1", NOW + 1, slot, secret, secret, None, tenant_id=tenant)]
        )
    assert sorted(await database.fetch_all(pairing_codes.live_of(zoe(tenant), tenant_id=tenant))) == codes
    assert await database.fetch_all(pairing_codes.live_of(UserId("nobody"), tenant_id=tenant)) == []


# --- sessions, access tokens, one-time tokens ---


@pytest.mark.parametrize(("life", "confirmed"), [(BROWSER, NOW), (APP, 0)], ids=["browser", "app"])
async def test_a_browser_begins_confirmed_by_its_password_and_an_app_does_not(
    database: Database, tenant: TenantId, life: Life, confirmed: int
) -> None:
    digest, id = tenant.encode(), SessionId(tenant)
    await database.execute_batch(
        [sessions.insert(id, digest, Holder(account_of(zoe(tenant)), 1, tenant, zoe(tenant)), NOW, life, "192.0.2.1", "agent")]
    )

    kept = await rows(
        database,
        """SELECT hash, user_id, session_version, created_at, last_seen_at, expires_at, address, user_agent, confirmed_at, idle_limit,
        is_app FROM sessions WHERE id = $1""",
        id,
    )
    times = (NOW, NOW, NOW + life.longest, "192.0.2.1", "agent", confirmed, life.idle, int(life.is_app))
    assert kept == [(digest, zoe(tenant), 1, *times)]
    assert await database.fetch_one(sessions.confirmed_at(id)) == confirmed
    assert await database.fetch_one(live.behind(id, NOW)) == (id, "owner", "{}", 0, None)
    assert await database.fetch_all(live.behind_all([SessionId("over"), None, id], NOW)) == [(id, "owner", "{}", 0, None)]
    assert await database.fetch_all(live.behind_all([id], NOW + life.longest)) == []


async def test_of_a_session_or_token_that_is_over_nothing_is_known(database: Database, tenant: TenantId) -> None:
    assert await database.fetch_one(sessions.confirmed_at(SessionId("over"))) is None
    assert await database.fetch_one(live.behind(SessionId("over"), NOW)) is None
    assert await database.fetch_one(live.token_id(b"over")) is None


@pytest.mark.parametrize(
    ("but", "kept"),
    [((), []), (("b",), [("b", 2)]), (("a", "c"), [("a", 2), ("c", 2)]), (("a", "b", "c"), [("a", 2), ("b", 2), ("c", 2)])],
    ids=["none", "one", "two", "all"],
)
async def test_of_a_persons_tokens_those_that_stay_go_up_with_the_epoch(
    database: Database, tenant: TenantId, but: tuple[str, ...], kept: list[tuple[str, int]]
) -> None:
    for letter in "abc":
        await database.execute_batch([Statement(TOKEN, (f"{tenant}{letter}".encode(), f"{tenant}/{letter}", tenant, zoe(tenant), NOW))])
    assert await database.fetch_one(live.token_id(f"{tenant}a".encode())) == f"{tenant}/a"

    await database.execute_batch(tokens.end_all_of_account(account_of(zoe(tenant)), [f"{tenant}/{letter}" for letter in but]))

    left = await rows(database, "SELECT id, access_token_version FROM access_tokens WHERE tenant_id = $1 ORDER BY id", tenant)
    assert left == [(f"{tenant}/{letter}", version) for letter, version in kept]


# --- subscriptions ---


def test_a_subscription_is_read_from_the_columns_of_that_name() -> None:
    row = {"state": "active", "ends_at": 1, "source": "stripe", "updated_at": 2, "lapsed_at": 3, "provider_customer": "cus", "version": 4}
    row |= {"renews_at": 5}
    held = Subscription("active", 1, "stripe", 2, 3, "cus", 4, 5)
    assert subscriptions.held(UserId("p"), tenant_id=TenantId("t")).reader(list(row))(*row.values()) == held

    customer = subscriptions.customer(UserId("p"), tenant_id=TenantId("t"))
    who = {"id": "p", "name": "Zoë", "email": "zoe@example.com", "last_event_at": 6}
    zoe = (UserId("p"), "Zoë", "zoe@example.com")
    columns = list(who | row)
    assert customer.reader(columns)(*who.values(), *row.values()) == Customer(*zoe, held, 6)
    assert customer.reader(columns)(*who.values(), *(None for _ in row)) == Customer(*zoe, NOBODYS, 6)


def test_a_listed_customer_is_read_from_the_columns_of_that_name() -> None:
    listed = subscriptions.listed_one(UserId("p"), tenant_id=TenantId("t"))
    row = {"id": "p", "name": "Zoë", "email": "zoe@example.com", "last_event_at": 6, "state": None, "ends_at": None, "source": None}
    row |= {"updated_at": None, "lapsed_at": None, "provider_customer": None, "version": None, "renews_at": None, "no_device_since": 7}
    without = row | {"device_id": None, "device_name": None, "rustdesk_id": None, "name_sort": "zoe"}
    zoe = Customer(UserId("p"), "Zoë", "zoe@example.com", NOBODYS, 6)
    assert listed.reader(list(without))(*without.values()) == Listed(zoe, None, 7, "zoe")

    linked = without | {"device_id": "d", "device_name": "Shop", "rustdesk_id": "123456789"}
    device = LinkedDevice(DeviceId("d"), "Shop", RustdeskId("123456789"))
    assert listed.reader(list(linked))(*linked.values()) == Listed(zoe, device, 7, "zoe")


def test_a_subscription_of_the_provider_is_read_from_the_columns_of_that_name() -> None:
    row = {"id": "sub", "provider_customer": "cus", "state": "active", "ends_at": 1, "was_state": "none"}
    row |= {"was_ends_at": 2, "event_id": "evt", "event_at": 3, "event_rank": 4, "renews_at": 5, "tenant_id": "t", "owner": "p"}
    reported = ProviderSubscription("sub", "cus", "active", 1, "none", 2, "evt", 3, 4, 5)
    assert subscriptions.unclaimed("", 1).reader(list(row))(*row.values()) == (reported, "t", "p")


async def test_a_customer_is_known_by_what_the_provider_calls_them(database: Database, tenant: TenantId) -> None:
    told = ProviderSubscription("sub", "cus", "active", None, "none", None, "evt", NOW, 0)
    await database.execute_batch([subscriptions.keep_provider_subscription(told, None, zoe(tenant), None, tenant_id=tenant)])

    assert await database.fetch_one(subscriptions.customer_of_provider("cus", tenant_id=tenant)) == zoe(tenant)
    assert await database.fetch_one(subscriptions.customer_of_provider("somebody else", tenant_id=tenant)) is None
    assert await database.fetch_one(subscriptions.customer_of_provider("cus", tenant_id=TenantId("another tenant"))) is None
