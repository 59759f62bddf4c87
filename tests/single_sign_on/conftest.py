"""One provider for all tests here, and a company that signs in by it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.oidc_provider import CLIENT, SECRET, OidcProvider
from tests.support.server import Server


@pytest.fixture(scope="package")
def provider() -> Iterator[OidcProvider]:
    provider = OidcProvider()
    yield provider
    provider.stop()


@dataclass
class Diner:
    """The first company of the server, which signs in at the provider."""

    server: Server
    provider: OidcProvider
    company: str

    def person(self, **claims: Any) -> str:
        """Somebody whom only the provider knows."""
        subject = f"subject-{self.server.random.id()}"
        email = f"{subject}@example.org"
        self.provider.add_person(subject, **({"email": email, "email_verified": True, "name": "Kim Sample"} | claims))
        return subject

    def email(self, subject: str) -> str:
        email: str = self.provider.people[subject]["email"]
        return email

    def admin(self) -> httpx.Client:
        return self.server.as_("admin")

    def settings(self) -> dict[str, Any]:
        return {
            "name": "Sample ID",
            "issuer": self.provider.issuer,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "default_role": "staff",
        }

    def configure(self, **changes: Any) -> httpx.Response:
        admin = self.admin()
        seen = admin.get("/api/tenant/sso").json()["provider"]
        version = {"version": seen["version"] if seen else None}
        answer = admin.put("/api/tenant/sso", json=version | self.settings() | changes)
        assert answer.status_code == 200, answer.text
        return answer

    def start(self, browser: httpx.Client, company: str | None = "", **more: Any) -> str:
        """The address at the provider."""
        answer = browser.post("/api/sso/start", json={"company": self.company if company == "" else company, **more})
        assert answer.status_code == 200, answer.text
        url: str = answer.json()["url"]
        return url

    def sign_in(self, subject: str, browser: httpx.Client | None = None, **more: Any) -> httpx.Response:
        """What the server answers to the browser that is back."""
        browser = browser or self.server.anonymous()
        return self.back(browser, self.provider.sign_in(self.start(browser, **more), subject))

    def comes(
        self, subject: str, browser: httpx.Client | None = None, at_provider: httpx.Client | None = None, **more: Any
    ) -> httpx.Client:
        """Their browser, signed in. `at_provider`: where it stays signed in there, too."""
        browser = browser or self.server.anonymous()
        answer = self.back(browser, self.provider.sign_in(self.start(browser, **more), subject, client=at_provider))
        assert answer.headers["location"] == "/", answer.headers["location"]
        browser.headers["X-CSRF-Token"] = browser.get("/api/session").json()["csrf_token"]
        return browser

    def confirm(self, browser: httpx.Client, subject: str, at_provider: httpx.Client | None = None) -> None:
        """They show at the provider once more that it is them."""
        url = browser.post("/api/sso/confirm", json={"return_to": "/account"}).json()["url"]
        assert self.back(browser, self.provider.sign_in(url, subject, client=at_provider)).headers["location"] == "/account"

    def back(self, browser: httpx.Client, url: str) -> httpx.Response:
        parts = urlsplit(url)
        answer = browser.get(f"{parts.path}?{parts.query}")
        assert answer.status_code == 303, answer.text
        return answer


@pytest.fixture
def diner(server: Server, provider: OidcProvider) -> Diner:
    """The clocks of both show the machine's time."""
    server.clock.moment = time.time_ns() // 1_000_000
    provider.set_clock(0)
    provider.answer_with(200)
    provider.add_client(server.url)
    diner = Diner(server, provider, server.tenants[0].id)
    diner.configure()
    return diner
