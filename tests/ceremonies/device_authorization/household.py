"""A company that lets in devices which show a code: its people in browsers, an OAuth client, and devices that ask and poll."""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from handfast.ceremonies.device_authorization.authorize import Authorize, Authorized, authorize
from handfast.ceremonies.device_authorization.poll import Poll, poll
from handfast.db.database import Statement
from handfast.kernel.callers import Caller, Role
from handfast.kernel.ids import ClientId, TenantId
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import digest
from handfast.oauth.clients import store as clients
from handfast.oauth.clients.rules import Client
from handfast.oauth.tokens.rules import Granted
from tests.support.members import Browser, Member
from tests.support.rows import Row, fetch_row, fetch_trail
from tests.support.server import Server

SCOPES = ("menu.read", "orders.write")
AUDIENCE = "https://api.example.com"
HERE = "203.0.113.7"
NEXT_DOOR = "203.0.113.99"
ELSEWHERE = "198.51.100.7"
_numbers = count(1)


async def add_client(server: Server, tenant_id: TenantId | None, **settings: Any) -> Client:
    """A public client. With `id` under the keyword `named`."""
    id = ClientId(settings.pop("named", None) or server.random.id())
    sql = """INSERT INTO oauth_clients (id, tenant_id, name, scopes, audiences, settings, created_at, created_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, '')"""
    values = (id, tenant_id, "Menu board", json.dumps(SCOPES), json.dumps([AUDIENCE]), json.dumps(settings), server.clock.now())
    await server.application.database.execute_batch([Statement(sql, values)])
    client = await server.application.database.fetch_one(clients.by_id(id))
    assert client is not None
    return client


@dataclass
class Household:
    server: Server
    tenant_id: TenantId
    manager: Member
    browser: Browser
    client: Client
    chosen: dict[str, Any] = field(default_factory=dict)

    # --- the device ---

    async def try_to_ask(self, address: str = HERE, **said: Any) -> Done[Authorized] | Refused:
        client = said.pop("client", self.client)
        given = {"scopes": (), "audiences": (), "thumbprint": None, "device_name": "Kitchen screen", "platform": "Tizen 7"} | said
        return await self.server.application.run(authorize, Authorize(client, **given), Caller("anonymous", address, "menu/1.0"))

    async def ask(self, address: str = HERE, **said: Any) -> Authorized:
        outcome = await self.try_to_ask(address, **said)
        assert isinstance(outcome, Done), outcome
        return outcome.view

    async def not_asked(self, address: str = HERE, **said: Any) -> str:
        """The reason why it may not even ask."""
        outcome = await self.try_to_ask(address, **said)
        assert isinstance(outcome, Refused)
        return outcome.reason.value

    async def poll(self, asked: Authorized, thumbprint: str | None = None, **more: Any) -> Granted | Refused:
        client = more.pop("client", self.client)
        command = Poll(client, asked.device_code, thumbprint, **more)
        outcome = await self.server.application.run(poll, command, Caller("anonymous", HERE, "menu/1.0"))
        return outcome.view if isinstance(outcome, Done) else outcome

    async def told(self, asked: Authorized, thumbprint: str | None = None, **more: Any) -> str:
        """The reason why there are no tokens yet, or `granted`."""
        answer = await self.poll(asked, thumbprint, **more)
        return answer.reason.value if isinstance(answer, Refused) else "granted"

    async def taken(self, asked: Authorized, thumbprint: str | None = None) -> Granted:
        granted = await self.poll(asked, thumbprint)
        assert isinstance(granted, Granted), granted
        return granted

    # --- the page ---

    async def post(self, verb: str, code: Authorized | str, browser: Browser | None = None, **body: Any) -> httpx.Response:
        typed = code if isinstance(code, str) else code.user_code.reveal()
        return await (browser or self.browser).post(f"/api/device-grants/{verb}", json={"user_code": typed, **body})

    async def look(self, asked: Authorized, **more: Any) -> dict[str, Any]:
        answer = await self.post("look", asked, **more)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def approve(self, asked: Authorized, **body: Any) -> dict[str, Any]:
        answer = await self.post("approve", asked, **body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def joined(self, thumbprint: str | None = None, **said: Any) -> Granted:
        """A device that was let in."""
        asked = await self.ask(thumbprint=thumbprint, **said)
        await self.approve(asked)
        return await self.taken(asked, thumbprint)

    async def at(self, address: str, role: Role = Role.MANAGER) -> Browser:
        """Somebody of the company in a browser at this address."""
        member = await self.server.member(role, self.tenant_id)
        return await signed_in(self.server, member, address)

    # --- behind the scenes ---

    async def settings(self, **chosen: Any) -> None:
        self.chosen |= chosen
        await self.do("UPDATE tenants SET settings = $2 WHERE id = $1", self.tenant_id, json.dumps(self.chosen))

    async def do(self, sql: str, *args: Any) -> None:
        await self.server.application.database.execute_batch([Statement(sql, args, guard=True)])

    async def row(self, sql: str, *args: Any) -> Row:
        row = await fetch_row(self.server.application.database, sql, *args)
        assert row is not None
        return row

    async def grant(self, asked: Authorized) -> Row:
        return await self.row("SELECT * FROM device_grants WHERE device_code_hash = $1", digest(asked.device_code.reveal()))

    async def trail(self, action: str) -> list[Row]:
        return await fetch_trail(self.server.application.database, self.tenant_id, action)


async def signed_in(server: Server, member: Member, address: str) -> Browser:
    browser = server.browser(address)
    body = {"email": member.email, "password": "ordinary-walnut-kettle", "tenant_id": member.tenant_id}
    response = await browser.post("/api/session", json=body)
    assert response.status_code == 200, response.text
    return browser


async def open_household(server: Server, **settings: Any) -> Household:
    """Its client is its own; its manager sits in the network of its devices."""
    manager = await server.member(Role.MANAGER, name="Maria")
    browser = await signed_in(server, manager, NEXT_DOOR)
    house = Household(server, manager.tenant_id, manager, browser, await add_client(server, manager.tenant_id, **settings))
    await house.settings(device_authorization="on")
    return house


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


def numbers_but(right: int, shown: list[int]) -> list[int]:
    return [number for number in shown if number != right]
