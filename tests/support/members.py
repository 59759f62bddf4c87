"""People whom a test makes for itself, and their browsers, which ask the application directly. `Server.member` makes one."""

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import httpx

from handfast.db.database import Statement
from handfast.kernel.callers import Role
from handfast.kernel.ids import AccountId, TenantId, UserId
from handfast.users.accounts import store as accounts
from handfast.users.memberships import store as memberships
from handfast.users.passwords import hashing

PUBLIC_URL = "https://handfast.test"
PASSWORD = "ordinary-walnut-kettle"
HASHED = hashing.make(PASSWORD, b"sixteen bytes ..")


def account_of(id: UserId) -> AccountId:
    """The account of a user whom `new_user` made."""
    return AccountId(f"{id}-account")


def new_user(
    id: UserId,
    email: str,
    name: str,
    role: Role,
    now: int,
    password_hash: str | None = None,
    disabled_at: int | None = None,
    *,
    tenant_id: TenantId,
) -> list[Statement]:
    """A user and their account; who has no password has not joined yet."""
    account_id = account_of(id)
    joined_at = now if password_hash else None
    return [
        accounts.insert(account_id, email, name, now, password_hash),
        memberships.insert(id, account_id, email, name, role, now, joined_at=joined_at, disabled_at=disabled_at, tenant_id=tenant_id),
    ]


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


async def sign_in(browser: Browser, email: str, password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/api/session", json={"email": email, "password": password})


def link_in(message: EmailMessage, public_url: str = PUBLIC_URL) -> str:
    text = message.get_body(("plain",))
    assert text is not None
    content: str = text.get_content()
    return next(line for line in content.splitlines() if line.startswith(public_url))
