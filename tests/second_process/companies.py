"""Companies with work to do: people who are signed in, codes to redeem, customers with a device to link. Written into the tables."""

from dataclasses import dataclass
from itertools import count

from handfast.billing.subscriptions import store as subscriptions
from handfast.billing.subscriptions.rules import NOBODYS, Subscription
from handfast.ceremonies.pairing import store as pairing_codes
from handfast.db.database import Statement
from handfast.db.opening import open_database
from handfast.edge.calls import csrf_token
from handfast.kernel.callers import Role
from handfast.kernel.ids import PairingCodeId, SessionId, TenantId, UserId
from handfast.kernel.secrets import Keys, base64url, digest
from handfast.kernel.time import DAY
from handfast.users.accounts.store import FIRST_SESSION_VERSION
from handfast.users.sessions import store as sessions
from handfast.users.sessions.opening import BROWSER
from handfast.users.sessions.store import Holder
from handfast.users.tenants import store as tenants
from tests.support.clock import SeededRandom
from tests.support.members import account_of, new_user
from tests.support.server import SECRET_KEY

CODES = 40  # the admin's, since a person may have ten at once: the manager makes more
CUSTOMERS = 6
_together = 30


@dataclass(frozen=True, slots=True)
class Person:
    id: UserId
    email: str
    cookie: str
    csrf: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"handfast={self.cookie}", "X-CSRF-Token": self.csrf}


@dataclass(frozen=True, slots=True)
class Company:
    id: TenantId
    number: int
    admin: Person
    manager: Person
    customers: list[Person]
    idle: Person
    """Somebody who does nothing, whom a command may change."""
    tokens: list[str]
    """Of codes that nobody has redeemed yet."""


class _Maker:
    def __init__(self, now: int) -> None:
        self.now = now
        self.random = SeededRandom()
        self.keys = Keys(SECRET_KEY)
        self.slots = count(1_000)
        self.writes: list[Statement] = [tenants.mark_set_up(now)]

    def company(self, number: int) -> Company:
        tenant_id = TenantId(self.random.id())
        self.writes.append(tenants.insert(f"Company {number}", self.now, tenant_id=tenant_id))
        admin, manager = self.person(tenant_id, number, Role.ADMIN, 0), self.person(tenant_id, number, Role.MANAGER, 0)
        customers = [self.person(tenant_id, number, Role.CUSTOMER, place) for place in range(CUSTOMERS)]
        idle = self.person(tenant_id, number, Role.STAFF, 0)
        return Company(tenant_id, number, admin, manager, customers, idle, [self.code(tenant_id, admin.id) for _ in range(CODES)])

    def person(self, tenant_id: TenantId, company: int, role: Role, place: int) -> Person:
        id, session_id, cookie = UserId(self.random.id()), SessionId(self.random.id()), base64url(self.random.bytes(32))
        email = f"{role.value}{place}@company{company}.example.com"
        self.writes += [
            *new_user(id, email, f"{role.value} {place}", role, self.now, "no password opens this", tenant_id=tenant_id),
            sessions.insert(
                session_id, digest(cookie), Holder(account_of(id), FIRST_SESSION_VERSION, tenant_id, id), self.now, BROWSER, "", ""
            ),
        ]
        if role is Role.CUSTOMER:
            self.writes.append(subscriptions.put(id, NOBODYS, Subscription("active", None, "admin", self.now), tenant_id=tenant_id))
        return Person(id, email, cookie, csrf_token(self.keys, session_id))

    def code(self, tenant_id: TenantId, issued_by: UserId) -> str:
        token = base64url(self.random.bytes(16))
        code_hash = self.keys.mac("code", token)
        place = ("203.0.113.1", self.now + DAY, next(self.slots))
        self.writes.append(
            pairing_codes.add(
                PairingCodeId(self.random.id()), issued_by, self.now, *place, code_hash, digest(token), None, tenant_id=tenant_id
            )
        )
        return token


async def make_companies(url: str, number: int, now: int) -> list[Company]:
    maker = _Maker(now)
    made = [maker.company(company) for company in range(number)]
    # One batch is one statement on PostgreSQL, whose writes do not see one another: each kind of row waits for those it names.
    order = ("server_state", "tenants", "accounts", "users", "sessions", "subscriptions", "pairing_codes")
    maker.writes.sort(key=lambda write: next(place for place, table in enumerate(order) if f" INTO {table} " in write.sql))
    database = await open_database(url, 1)
    start = 0
    while start < len(maker.writes):
        batch = [write for write in maker.writes[start : start + _together] if write.sql == maker.writes[start].sql]
        await database.execute_batch(batch)
        start += len(batch)
    await database.close()
    return made
