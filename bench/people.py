"""Tenants with a signed-in manager each, written straight into a fresh database: nobody types two hundred passwords."""

import base64
from dataclasses import asdict, dataclass
from typing import Any

from handfast.adapters.real import SystemClock
from handfast.db.database import Database, Statement
from handfast.edge.calls import csrf_token
from handfast.kernel.callers import Role
from handfast.kernel.ids import DeviceId, RustdeskId, SessionId, TenantId, UserId
from handfast.kernel.secrets import Keys, digest
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.rules import ClientIdentity, Introduction
from handfast.users.accounts.store import FIRST_SESSION_VERSION
from handfast.users.sessions import store as sessions
from handfast.users.sessions.opening import BROWSER
from handfast.users.sessions.store import Holder
from handfast.users.tenants import store as tenants
from tests.support.members import account_of, new_user

DEVICES_TOGETHER = 50
WRITES_TOGETHER = 100
SECRET_KEY = "the benchmark's own secret key, which is no secret at all"


@dataclass(frozen=True, slots=True)
class Manager:
    tenant_id: TenantId
    cookie: str
    csrf: str

    @property
    def headers(self) -> dict[str, str]:
        return {"cookie": f"handfast={self.cookie}", "x_csrf_token": self.csrf}


def rustdesk_id(number: int) -> RustdeskId:
    return RustdeskId(str(1_482_000_000 + number))


def uuid(number: int) -> str:
    """As a client sends it: base64 of 32 bytes."""
    return base64.b64encode(number.to_bytes(32, "big")).decode()


async def seed_devices(database: Database, tenant_id: TenantId, how_many: int) -> None:
    """RustDesk devices that announced themselves a moment ago and are online."""
    now = SystemClock().now()
    for start in range(0, how_many, DEVICES_TOGETHER):
        batch = []
        for number in range(start, min(start + DEVICES_TOGETHER, how_many)):
            told = Introduction(
                ClientIdentity(tenant_id, rustdesk_id(number), uuid(number)), f"samsung-{number}", "", "android / Android 14"
            )
            batch += rustdesk.announce(DeviceId(f"10000000-0000-4000-8000-{number:012d}"), f"samsung-{number}", told, "127.0.0.1", now)
        await database.execute_batch(batch)


async def seed(database: Database, how_many: int, managers_each: int = 1, *, plain: bool = False) -> list[dict[str, Any]]:
    """The signed-in managers of `how_many` tenants; as plain values, to be sent to another process.

    With `plain` tenant, person and session of number n are all called n, so that pgbench, which only counts, can name them.
    """
    now, keys, managers, batch = SystemClock().now(), Keys(SECRET_KEY.encode()), [], list[Statement]()
    for number in range(1, how_many + 1):
        tenant_id = TenantId(str(number) if plain else f"00000000-0000-4000-8000-{number:012d}")
        batch.append(tenants.insert(f"Bench Kitchen {number}", now, tenant_id=tenant_id))
        for place in range(managers_each):
            id = UserId(tenant_id if plain else f"{place:08d}-0000-4000-8000-{number:012d}")
            cookie, email = f"cookie-{number}-{place}", f"manager{place}@{tenant_id}.bench.example.com"
            session_id, shown = SessionId(id), id.encode() if plain else digest(cookie)
            batch += new_user(id, email, "Maya Manager", Role.MANAGER, now, "no password", tenant_id=tenant_id)
            holder = Holder(account_of(id), FIRST_SESSION_VERSION, tenant_id, id)
            batch.append(sessions.insert(session_id, shown, holder, now, BROWSER, "127.0.0.1", "bench"))
            managers.append(asdict(Manager(tenant_id, cookie, csrf_token(keys, session_id))))
        if len(batch) >= WRITES_TOGETHER or number == how_many:
            await database.execute_batch(batch)
            batch.clear()
    return managers
