"""Companies that have some hundred of everything a company can have, written into the tables, and what is left of one."""

import base64
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handfast.audit import store as audit
from handfast.ceremonies.pairing import store as pairing_codes
from handfast.db.database import Database, Statement
from handfast.db.rows import insert_rows
from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.ids import PairingCodeId, SessionId, TenantId, UserId
from handfast.kernel.outcomes import DomainEvent, Subject
from handfast.kernel.secrets import Keys, digest
from handfast.kernel.time import DAY
from handfast.users.accounts.store import FIRST_SESSION_VERSION
from handfast.users.memberships import store as memberships
from handfast.users.sessions import store as sessions
from handfast.users.sessions.opening import BROWSER
from handfast.users.sessions.store import Holder
from handfast.users.tenants import store as tenants
from tests.support.clock import SeededRandom
from tests.support.every_table import one_of_each, schema
from tests.support.members import HASHED, account_of, new_user
from tests.support.rows import Row, fetch_row, fetch_rows
from tests.support.server import SECRET_KEY

ENTRIES = 320
SESSION_BYTES = 16_000
"""Of what a RustDesk session tells, so that an export does not fit into the buffers of a connection."""
_ONE_EACH = {"identity_providers", "notice_recipients", "stripe_secrets", "outbox"}
"""Tables of which a company has a few rows at most."""
_TOGETHER = 40


@dataclass(frozen=True, slots=True)
class FullCompany:
    id: TenantId
    name: str
    people: Sequence[UserId]

    def email(self, number: int) -> str:
        return f"person{number}@{self.name}.example.com"

    def cookie(self, number: int) -> str:
        return f"{self.name}-cookie-{number}"

    def credential(self, number: int) -> str:
        return digest(f"{self.name}-credential-{number}").hex()

    @property
    def token(self) -> str:
        """Of a live pairing code."""
        return f"{self.name}-token".ljust(22, "-")


class _Filler:
    def __init__(self, name: str, size: int, now: int) -> None:
        self.now = now
        self.random = SeededRandom(sum(name.encode()))
        self.company = FullCompany(TenantId(self.random.id()), name, [UserId(self.random.id()) for _ in range(size)])

    def batches(self) -> list[list[Statement]]:
        """In an order in which each names only what is there."""
        people = [
            new_user(id, self.company.email(n), f"Sam {n}", Role.CUSTOMER, self.now, HASHED, tenant_id=self.company.id)
            for n, id in self._numbered()
        ]
        return [
            [tenants.insert(self.company.name, self.now, tenant_id=self.company.id)],
            [account for account, _ in people],
            [user for _, user in people],
            [self._session(n, id) for n, id in self._numbered()],
            *([statement] for statement in self._things()),
            [self._code()],
        ]

    def _numbered(self) -> list[tuple[int, UserId]]:
        return list(enumerate(self.company.people))

    def _session(self, number: int, id: UserId) -> Statement:
        holder = Holder(account_of(id), FIRST_SESSION_VERSION, self.company.id, id)
        return sessions.insert(SessionId(f"{id}-session"), digest(self.company.cookie(number)), holder, self.now, BROWSER, "", "")

    def _code(self) -> Statement:
        id, token = PairingCodeId(self.random.id()), self.company.token
        place = ("203.0.113.1", self.now + DAY, 5)
        return pairing_codes.add(
            id, self.company.people[0], self.now, *place, token.encode(), digest(token), None, tenant_id=self.company.id
        )

    def _things(self) -> list[Statement]:
        rows = defaultdict[str, list[dict[str, Any]]](list)
        for number, user in self._numbered():
            for table, row in one_of_each(self.company.id, user, self.random.id()).items():
                if number == 0 or table not in _ONE_EACH:
                    rows[table].append(row | self._own(table, number, row))
            device = rows["devices"][-1]["id"]
            secret = digest(self.company.credential(number))
            times = {"cause": "pair", "issued_at": self.now, "expires_at": self.now + DAY}
            rows["credentials"].append({"hash": secret, "device_id": device, "generation": 1, **times})
        return [
            statement
            for table, all_of_it in rows.items()
            for start in range(0, len(all_of_it), _TOGETHER)
            for statement in insert_rows(table, tuple(all_of_it[0]), [tuple(row.values()) for row in all_of_it[start : start + _TOGETHER]])
        ]

    def _own(self, table: str, number: int, row: dict[str, Any]) -> dict[str, Any]:
        """What no other row of the table may have."""
        own: dict[str, dict[str, Any]] = {
            "rustdesk": {"rustdesk_id": str(100_000_000 + number)},
            "service_accounts": {"slot": number},
            "oauth_clients": {"slot": number},
            "devices": {"status": "active"},
            "rustdesk_sessions": {"details": f'{{"path":"{base64.b64encode(self.random.bytes(SESSION_BYTES)).decode()}"}}'},
        }
        return own.get(table, {})


async def fill(database: Database, name: str, size: int, now: int) -> FullCompany:
    """`size`: of how much of everything."""
    filler = _Filler(name, size, now)
    for batch in filler.batches():
        for start in range(0, len(batch), _TOGETHER):
            await database.execute_batch(batch[start : start + _TOGETHER])
    await _tell(database, filler)
    missing = [table for table, rows in (await held(database, filler.company.id)).items() if not rows]
    assert not missing, f"a new table of a company: {missing}"
    return filler.company


async def _tell(database: Database, filler: _Filler) -> None:
    """Entries of the trail, as the server writes them."""
    keys = Keys(SECRET_KEY)
    for start in range(0, ENTRIES, _TOGETHER):
        subjects = [Subject("device", f"{start + n}", f"Till {start + n}") for n in range(_TOGETHER)]
        told = [DomainEvent("DEVICE_PAIR", filler.company.id, subject, {"issuer": "Sam"}) for subject in subjects]
        await database.execute_batch(audit.writes(told, SYSTEM, filler.now, keys, None))


async def join(database: Database, one: FullCompany, other: FullCompany, now: int) -> None:
    """The first of one company becomes a member of the other, too."""
    id, account = UserId(f"{one.people[0]}-too"), account_of(one.people[0])
    await database.execute_batch([memberships.insert(id, account, one.email(0), "Sam", Role.STAFF, now, joined_at=now, tenant_id=other.id)])


async def held(database: Database, tenant_id: TenantId) -> dict[str, list[Row]]:
    """Every row that names the company, by table."""
    found = {
        table: await fetch_rows(database, f"SELECT * FROM {table} WHERE tenant_id = $1", tenant_id) for table in await schema(database)
    }
    return {table: sorted(rows, key=repr) for table, rows in found.items()}


async def without_company(database: Database, company: FullCompany) -> tuple[int, int]:
    """How many accounts and credentials of it are there: their tables do not name a company."""
    accounts = [await fetch_row(database, "SELECT id FROM accounts WHERE id = $1", account_of(id)) for id in company.people]
    secrets = [digest(company.credential(number)) for number in range(len(company.people))]
    credentials = [await fetch_row(database, "SELECT device_id FROM credentials WHERE hash = $1", secret) for secret in secrets]
    return len([one for one in accounts if one]), len([one for one in credentials if one])
