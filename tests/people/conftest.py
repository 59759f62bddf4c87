"""A server without sockets or sleep: requests go straight to the app, mail lands in a list, the clock is moved by hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from handfast.app import Application
from handfast.db.database import Statement
from handfast.email.delivery import deliver
from handfast.kernel.callers import Role
from handfast.kernel.ids import TenantId, UserId
from handfast.settings import Settings
from handfast.users.memberships import store as memberships
from handfast.users.passwords import hashing
from handfast.users.tenants import store as tenants
from tests.support.clock import MovableClock, SeededRandom
from tests.support.derived import contradictions

PUBLIC_URL = "https://handfast.test"
PASSWORD = "ordinary-walnut-kettle"
HASHED = hashing.make(PASSWORD, b"sixteen bytes ..")
_numbers = count(1)


@dataclass(frozen=True)
class Member:
    id: UserId
    email: str
    role: Role
    tenant_id: TenantId


class Browser(httpx.AsyncClient):
    """One browser: keeps its cookie and sends the CSRF token it was told."""

    csrf = ""

    async def request(self, method: str, url: Any, **options: Any) -> httpx.Response:
        headers = dict(options.pop("headers", None) or {})
        if self.csrf and "X-CSRF-Token" not in headers:
            headers["X-CSRF-Token"] = self.csrf
        response = await super().request(method, url, headers=headers, **options)
        if response.headers.get("content-type") == "application/json" and "csrf_token" in response.json():
            self.csrf = response.json()["csrf_token"]
        return response

    @property
    def cookie(self) -> str | None:
        return self.cookies.get("__Host-handfast")


@dataclass
class Place:
    """The server under test, and people in it."""

    application: Application
    clock: MovableClock
    mails: list[EmailMessage] = field(default_factory=list)

    def browser(self, address: str = "") -> Browser:
        """A browser at an address of its own, so that the limits of one test are not another's."""
        number = next(_numbers)
        address = address or f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        return Browser(transport=httpx.ASGITransport(self.application.app, client=(address, 1234)), base_url=PUBLIC_URL)

    async def tenant(self, name: str = "Walnut House") -> TenantId:
        id = TenantId(self.application.random.id())
        await self.application.database.execute_batch([tenants.insert(name, self.clock.now(), tenant_id=id)])
        return id

    async def member(
        self, role: Role = Role.OWNER, tenant_id: TenantId | None = None, name: str = "Robin", disabled: bool = False
    ) -> Member:
        tenant_id = tenant_id or await self.tenant()
        member = Member(UserId(self.application.random.id()), f"person{next(_numbers)}@example.com", role, tenant_id)
        disabled_at = self.clock.now() if disabled else None
        await self.application.database.execute_batch(
            [memberships.insert(member.id, member.email, name, role, self.clock.now(), HASHED, disabled_at, tenant_id=tenant_id)]
        )
        return member

    async def signed_in(self, member: Member, password: str = PASSWORD) -> Browser:
        browser = self.browser()
        response = await sign_in(browser, member.email, password)
        assert response.status_code == 200, response.text
        return browser

    async def deliver(self) -> int:
        async def send(message: EmailMessage) -> None:
            self.mails.append(message)

        return await deliver(self.application.run, send)


async def sign_in(browser: Browser, email: str, password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/api/session", json={"email": email, "password": password})


def link_in(message: EmailMessage) -> str:
    text = message.get_body(("plain",))
    assert text is not None
    content: str = text.get_content()
    return next(line for line in content.splitlines() if line.startswith(PUBLIC_URL))


async def _unsent(message: EmailMessage) -> None:
    raise AssertionError("mail leaves only when a test delivers it")


async def place_at(database_url: str, folder: Path, clock: MovableClock, *, mail: bool = True, **more: Any) -> Place:
    settings = Settings(folder, database_url, PUBLIC_URL, b"a key of thirty-two bytes or more", **more)
    application = Application(settings, clock, SeededRandom(next(_numbers)), _unsent if mail else None, timers=False)
    await application.start()
    application.run.committed = lambda: None
    return Place(application, clock)


@pytest.fixture
async def place(database_url: str, tmp_path: Path, clock: MovableClock) -> AsyncIterator[Place]:
    place = await place_at(database_url, tmp_path, clock)
    await place.application.database.execute_batch([Statement("DELETE FROM mails")])  # of tests before, which share the database
    yield place
    assert await contradictions(place.application.database) == {}
    await place.application.stop()


@pytest.fixture
async def empty_place(empty_database_url: str, tmp_path: Path, clock: MovableClock) -> AsyncIterator[Place]:
    """A server nobody has set up."""
    place = await place_at(empty_database_url, tmp_path, clock)
    yield place
    assert await contradictions(place.application.database) == {}
    await place.application.stop()
