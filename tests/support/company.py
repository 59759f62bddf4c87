"""A support company: an admin, and customers with a good subscription, each in a browser."""

import json
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx

from handfast.billing.subscriptions import store as subscriptions
from handfast.billing.subscriptions.rules import NOBODYS, State, Subscription
from handfast.ceremonies.linking.confirm_link import Evidence, confirm_link
from handfast.db.database import Statement
from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId, UserId
from handfast.kernel.outcomes import Done, Refused
from handfast.rustdesk.registry import store as rustdesk
from tests.support.clock import MovableClock
from tests.support.inside import do_job
from tests.support.members import Browser, Member
from tests.support.rows import Row, fetch_row, fetch_trail
from tests.support.server import Server

UUID = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
_numbers = count(1)


@dataclass
class Customer:
    member: Member
    browser: Browser

    @property
    def id(self) -> UserId:
        return self.member.id

    async def code(self) -> str:
        code: str = (await self.browser.get("/api/device/pairing-code")).json()["code"]
        return code

    async def link(self, rustdesk_id: Any, code: str | None = None) -> httpx.Response:
        return await self.browser.post("/api/device/pair", json={"code": code or await self.code(), "deviceId": rustdesk_id})

    async def change(self, rustdesk_id: Any) -> httpx.Response:
        return await self.browser.put("/api/device/pair", json={"newRustDeskId": rustdesk_id})

    async def page(self) -> dict[str, Any]:
        page: dict[str, Any] = (await self.browser.get("/api/device/link")).json()
        return page

    async def linked(self) -> str | None:
        return ((await self.page())["link"] or {}).get("rustdesk_id")


@dataclass
class Company:
    server: Server
    tenant_id: TenantId
    admin: Browser

    @property
    def clock(self) -> MovableClock:
        return self.server.clock

    async def customer(self, state: State = "active", ends_at: int | None = None, name: str = "Carla") -> Customer:
        member = await self.server.member(Role.CUSTOMER, self.tenant_id, name)
        if state != "none":
            subscription = Subscription(state, ends_at, "admin", self.clock.now())
            paid = subscriptions.put(member.id, NOBODYS, subscription, tenant_id=self.tenant_id)
            await self.server.application.database.execute_batch([paid])
        return Customer(member, await self.server.signed_in(member))

    async def heard(self, rustdesk_id: str, uuid: str = UUID, *, online: bool = True, name: str = "samsung-SM-A546B") -> DeviceId:
        """A device that has been in touch, as the RustDesk dialect writes it."""
        id, now = DeviceId(self.server.application.random.id()), self.clock.now()
        await self.server.application.database.execute_batch(rustdesk.add(id, RustdeskId(rustdesk_id), name, now, tenant_id=self.tenant_id))
        presence = "online" if online else "offline"
        await self.do("UPDATE devices SET presence = $2, last_seen_at = $3, seen_sort = $3 WHERE id = $1", id, presence, now)
        await self.do("UPDATE rustdesk SET uuid = $2, first_seen_at = $3, heartbeats = 2 WHERE device_id = $1", id, uuid, now)
        return id

    async def confirm_link(self, rustdesk_id: str, who: Customer | None = None, uuid: str = UUID, address: str = "") -> Done[Any] | Refused:
        kind: Any = "device" if who else "seen"
        evidence = Evidence(kind, self.tenant_id, RustdeskId(rustdesk_id), uuid, who.id if who else None, address)
        return await self.server.application.run(confirm_link, evidence, SYSTEM)

    async def settings(self, **chosen: Any) -> None:
        await self.do("UPDATE tenants SET settings = $2 WHERE id = $1", self.tenant_id, json.dumps(chosen))

    async def do(self, sql: str, *args: Any) -> None:
        await self.server.application.database.execute_batch([Statement(sql, args, guard=True)])

    async def row(self, sql: str, *args: Any) -> Row:
        row = await fetch_row(self.server.application.database, sql, *args)
        assert row is not None
        return row

    async def job(self, name: str) -> None:
        await do_job(self.server, name)

    async def trail(self, action: str) -> list[Row]:
        return await fetch_trail(self.server.application.database, self.tenant_id, action)

    async def sentences(self, **filters: str) -> list[str]:
        """Newest first, as the screen shows them."""
        items = (await self.admin.get("/api/audit", params=filters)).json()["items"]
        return [item["sentence"] for item in items]


async def open_company(server: Server) -> Company:
    admin = await server.member(Role.ADMIN, name="Adam")
    return Company(server, admin.tenant_id, await server.signed_in(admin))


def new_id() -> RustdeskId:
    """Nine digits that no other test has."""
    return RustdeskId(str(300_000_000 + next(_numbers)))


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")
