"""Codes as a manager gets them, and redemptions as a device sends them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count as counting
from itertools import islice
from typing import Any

import httpx

from handfast.ceremonies.pairing import store
from handfast.ceremonies.pairing.qr import read_link
from handfast.db.database import Statement
from handfast.kernel.callers import Caller, Role
from handfast.kernel.codes import ALPHABET
from handfast.kernel.ids import PairingCodeId
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import base64url, digest
from handfast.kernel.time import MINUTE
from tests.support.rows import commit_row, fetch_row, fetch_rows
from tests.support.server import FINGERPRINT, Server

VERIFY = "/api/pairing/verify"
NEVER_GIVEN = "ZZZZZZ"
# Past the slots that managers take.
_slots = counting(1_000)
NONCE = "n-0123456789abcdefghijk"


@dataclass(frozen=True, slots=True)
class Code:
    id: PairingCodeId
    text: str
    token: str
    tenant_id: str

    @property
    def named(self) -> dict[str, str]:
        """As the requirement's own client presents it."""
        return {"restaurantId": self.tenant_id, "codeId": self.id, "code": self.text}


def new_code(server: Server, tenant: int = 0, **command: Any) -> Code:
    """From a manager at an address of their own, so that no limit stands in the way."""
    shown = server.invite(tenant, **command)
    link = read_link(shown["url"])
    assert link is not None
    return Code(shown["id"], shown["code"], link[1], server.tenants[tenant].id)


def device(**presented: Any) -> dict[str, Any]:
    """The body a device sends to verify."""
    return {"deviceFingerprint": FINGERPRINT, "deviceName": "Till", "userAgent": "Browser 1.0", "platform": "Android", **presented}


def verify(server: Server, address: str | None = None, **presented: Any) -> httpx.Response:
    """One redemption, from a source of its own unless one is named."""
    return server.anonymous(address).post(VERIFY, json=device(**presented))


def settings(server: Server, tenant: int = 0, **chosen: Any) -> None:
    """What an owner would set. The second tenant of the demo has none, so it is written down directly."""
    id = server.tenants[tenant].id
    server.call(
        commit_row(server.application.database, "UPDATE tenants SET settings = $2 WHERE id = $1 RETURNING id", id, json.dumps(chosen))
    )


def manager(server: Server, tenant: int = 0, address: str = "203.0.113.1") -> Caller:
    person = server.person("manager", tenant)
    return Caller("person", address, "", person.id, person.name, server.tenants[tenant].id, Role.MANAGER)


def many_codes(server: Server, count: int, tenant: int = 0) -> list[Code]:
    """As many live codes as a test needs, past what a manager may hold: written as `issue` writes them."""
    application, tenant_id, person = server.application, server.tenants[tenant].id, server.person("manager", tenant)
    codes, writes = [], []
    for slot in islice(_slots, count):
        code = Code(PairingCodeId(server.random.id()), server.random.symbols(ALPHABET, 6), base64url(server.random.bytes(16)), tenant_id)
        hashed, now = application.keys.mac("code", code.text), server.clock.now()
        place = ("203.0.113.1", now + 15 * MINUTE, slot)
        writes.append(store.add(code.id, person.id, now, *place, hashed, digest(code.token), None, tenant_id=tenant_id))
        codes.append(code)
    for start in range(0, count, 20):
        server.call(application.database.execute_batch(writes[start : start + 20]))
    return codes


def row(server: Server, sql: str, *args: Any) -> dict[str, Any]:
    """The one row that a look into the database gives."""
    found = server.call(fetch_row(server.application.database, sql, *args))
    assert found is not None
    return dict(found)


def rows(server: Server, sql: str, *args: Any) -> list[dict[str, Any]]:
    return [dict(found) for found in server.call(fetch_rows(server.application.database, sql, *args))]


def run_job(server: Server, name: str) -> None:
    """The scheduler's job, now."""
    job = next(job for job in server.application.jobs if job.name == name)
    server.call(job.work(server.application.run))


def use(server: Server, use_case: Any, command: Any, caller: Caller) -> Any:
    outcome: Done[Any] | Refused = server.call(server.application.run(use_case, command, caller))
    assert isinstance(outcome, Done), outcome
    return outcome.view


def fill_bucket(server: Server, key: str, count: int, period: int) -> None:
    """Stands for that many failures, which would take minutes to commit one by one."""
    sql = """INSERT INTO buckets (key, count, resets_at) VALUES ($1, $2, $3)
    ON CONFLICT (key) DO UPDATE SET count = $2, resets_at = $3 RETURNING count"""
    server.call(commit_row(server.application.database, sql, key, count, server.clock.now() + period))


def lose_once(server: Server) -> None:
    """The next batch is lost, as if somebody had been faster: whatever left it looks again."""
    database = server.application.database
    apply = database.execute_batch

    async def lost(writes: Sequence[Statement]) -> None:
        database.execute_batch = apply  # type: ignore[method-assign]
        await apply([*writes, Statement("DELETE FROM buckets WHERE key = $1", ("none",), guard=True)])

    database.execute_batch = lost  # type: ignore[method-assign]
