"""Codes as a manager gets them, and redemptions as a device sends them."""

from dataclasses import dataclass
from itertools import count as counting
from itertools import islice
from typing import Any

import httpx

from handfast.ceremonies.pairing import store
from handfast.ceremonies.pairing.qr import read_link
from handfast.kernel.callers import Caller, Role
from handfast.kernel.codes import ALPHABET
from handfast.kernel.ids import PairingCodeId
from handfast.kernel.secrets import base64url, digest
from handfast.kernel.time import MINUTE
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
