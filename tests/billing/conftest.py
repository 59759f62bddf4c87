"""A company with a webhook secret, and what Stripe would send to it."""

import json
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import pytest
from stripe import WebhookSignature

from handfast.kernel.callers import Role
from handfast.kernel.ids import TenantId
from handfast.kernel.time import SECOND
from tests.support.members import Browser, Member
from tests.support.rows import Row, fetch_trail
from tests.support.server import Server

SECRET = "whsec_of_this_very_company"
_numbers = count(1)


@dataclass
class Shop:
    """A tenant with an admin and a customer, and the provider that bills the customer."""

    server: Server
    admin: Browser
    customer: Member

    @property
    def tenant_id(self) -> TenantId:
        return self.customer.tenant_id

    @property
    def now(self) -> int:
        return self.server.clock.now() // SECOND

    def event(self, kind: str = "updated", status: str = "active", **about: Any) -> dict[str, Any]:
        """As Stripe sends it; `at` is its time, `id` the subscription's."""
        at, id = about.pop("at", self.now), about.pop("id", "sub_1")
        thing = {"id": id, "object": "subscription", "customer": "cus_1", "status": status, "metadata": {"person_id": self.customer.id}}
        name = f"evt_{next(_numbers)}"
        return {"id": name, "type": f"customer.subscription.{kind}", "created": at, "data": {"object": thing | about}}

    async def tell(self, event: Any, *, secret: str = SECRET, at: int | None = None, tenant_id: str = "") -> httpx.Response:
        body = event if isinstance(event, str) else json.dumps(event)
        signature = WebhookSignature.generate_signature_header(body, secret, self.now if at is None else at)
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
        return await self.server.browser().post(f"/api/webhooks/stripe/{tenant_id or self.tenant_id}", content=body, headers=headers)

    async def shown(self) -> dict[str, Any]:
        items = (await self.admin.get("/api/admin/subscriptions")).json()["items"]
        found: dict[str, Any] = next(item for item in items if item["person"]["id"] == self.customer.id)
        return found

    async def state(self) -> str:
        state: str = (await self.shown())["state"]
        return state

    async def trail(self, action: str) -> list[Row]:
        return await fetch_trail(self.server.application.database, self.tenant_id, action)


@pytest.fixture
def shop(quiet: Server) -> Shop:
    return quiet.call(open_shop(quiet))


async def open_shop(server: Server) -> Shop:
    customer = await server.member(Role.CUSTOMER, name="Carla")
    admin = await server.signed_in(await server.member(Role.ADMIN, customer.tenant_id))
    assert (await admin.post("/api/tenant/stripe/secrets", json={"secret": SECRET})).status_code == 201
    return Shop(server, admin, customer)
