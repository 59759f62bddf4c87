"""Two nodes behind one address, a company, and somebody in it who approves whatever shows a code."""

import ssl
from pathlib import Path
from typing import Any

import httpx

from handfast.adapters.real import SystemClock
from handfast.lan import certificate
from tests.interop.balancer import Balancer
from tests.support.clock import MovableClock
from tests.support.server import Server

SCOPES = ("menu.read", "orders.write")


class RealTime(MovableClock):
    """Clients of other makers look at the machine's clock, so the server does, too."""

    def now(self) -> int:
        return SystemClock().now()


class Deployment:
    def __init__(self, database_url: str, folder: Path) -> None:
        clock = RealTime()
        self.ca, key = certificate(folder / "tls", "127.0.0.1", clock.now())
        self.balancer = Balancer(self.ca, key)
        self.url = self.balancer.url
        self.nodes = [Server(database_url, folder / f"node{number}", public_url=self.url, clock=RealTime()) for number in (1, 2)]
        self.nodes[1].random.begin(2)
        self.balancer.nodes = [node.url.removeprefix("http://") for node in self.nodes]
        self.tls = ssl.create_default_context(cafile=self.ca)

    def start(self) -> None:
        self.nodes[0].start()
        self.nodes[1].start(people=False)
        self.balancer.start()
        self._owner, self._manager = self._signed_in("owner"), self._signed_in("manager")
        change = {"version": self._owner.get("/api/tenant").json()["version"], "settings": {"device_authorization": "on"}}
        switched_on = self._owner.patch("/api/tenant", json=change)
        assert switched_on.status_code == 200, switched_on.text

    def stop(self) -> None:
        for client in (self._owner, self._manager):
            client.close()
        self.balancer.stop()
        for node in self.nodes:
            node.stop()

    def _signed_in(self, role: str) -> httpx.Client:
        person = self.nodes[0].person(role)
        browser = self.anybody()
        session = browser.post("/api/session", json={"email": person.email, "password": person.password.reveal()})
        assert session.status_code == 200, session.text
        browser.headers["X-CSRF-Token"] = session.json()["csrf_token"]
        return browser

    def anybody(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, verify=self.tls, timeout=30)

    def register(self, name: str, *, confidential: bool) -> tuple[str, str | None]:
        """Its id, and its secret if it is confidential."""
        made = self._owner.post("/api/oauth-clients", json={"name": name, "scopes": list(SCOPES), "confidential": confidential})
        assert made.status_code == 201, made.text
        return made.json()["id"], made.json()["secret"]

    def approve(self, client_id: str, user_code: str) -> None:
        """A person types what the device shows, after the device has once been told to wait."""
        self.balancer.wait_for(lambda: any(b'"authorization_pending"' in seen.answer for seen in self.balancer.of(client_id)))
        answer = self._manager.post("/api/device-grants/approve", json={"user_code": user_code})
        assert answer.status_code == 200, answer.text

    def device(self, id: str) -> dict[str, Any]:
        """As the company sees it."""
        answer = self._manager.get(f"/api/devices/{id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found
