"""A RustDesk client as far as a server sees one: its loop with the real timings, on the clock that the test moves.

Read from the client's source: a tick every 3 s; in it the sysinfo first, when it is due, then a heartbeat when 15 s have passed since the
last one, or in every tick while somebody is connected. `ID_NOT_FOUND` retries at the next tick, anything else unexpected after 120 s.
Statuses are not looked at, only bodies.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from handfast.kernel.time import SECOND
from tests.support.inside import run_job
from tests.support.server import Server

TICK = 3 * SECOND
HEARTBEAT = 15 * SECOND
BACK_OFF = 120 * SECOND
POLL = SECOND
POLLED_FOR = 180 * SECOND

PHONE_UUID = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
PC_UUID = "OWYzYzFkMmUtNGI1YS00YzZkLThlN2YtMGExYjJjM2Q0ZTVm"
PHONE = {"os": "android / Android 14", "hostname": "samsung-SM-A546B", "cpu": "8/8 cores", "memory": "5.42GB"}
PC = {"os": "windows / Windows 11 Pro - .", "hostname": "PC-ANNA", "username": "anna", "cpu": "Core i5", "memory": "15.9GB"}


@dataclass
class Client:
    server: Server
    id: str
    uuid: str = PHONE_UUID
    told: dict[str, str] = field(default_factory=lambda: dict(PHONE))
    base: str = ""
    """`/t/{tenant id}` when its API server names a tenant."""
    version: str = "1.4.9"
    ver: int = 1004090
    conns: list[int] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)
    """What it asked for and what it was answered."""

    def __post_init__(self) -> None:
        self.http = self.server.anonymous()
        self.uploaded = False
        self.modified_at = 0
        self.token: str | None = None
        self._sysinfo_after = 0
        self._beaten_at: int | None = None
        self._tick_at = self.server.clock.now() + TICK

    # --- the loop ---

    def catch_up(self) -> None:
        """Does the ticks that are due."""
        while self._tick_at <= self.server.clock.now():
            self._tick(self._tick_at)
            self._tick_at += TICK

    def _tick(self, now: int) -> None:
        if not self.uploaded and now >= self._sysinfo_after:
            self._sysinfo(now)
        is_due = self._beaten_at is None or now - self._beaten_at >= HEARTBEAT
        if is_due or self.conns:
            self._beaten_at = now
            self._heartbeat()

    def _sysinfo(self, now: int) -> None:
        body = self.post("/api/sysinfo", {**self.told, "version": self.version, "id": self.id, "uuid": self.uuid}).text
        if body == "SYSINFO_UPDATED":
            self.uploaded = True
        elif body != "ID_NOT_FOUND":
            self._sysinfo_after = now + BACK_OFF

    def _heartbeat(self) -> None:
        heartbeat: dict[str, Any] = {"id": self.id, "uuid": self.uuid, "ver": self.ver, "modified_at": self.modified_at}
        if self.conns:
            heartbeat["conns"] = self.conns
        try:
            answered = json.loads(self.post("/api/heartbeat", heartbeat).content)
        except ValueError:
            return
        if not isinstance(answered, dict):
            return
        if "sysinfo" in answered:
            self.uploaded = False
        self.conns = [one for one in self.conns if one not in answered.get("disconnect", [])]

    # --- what its user does ---

    def deploy(self, token: str, **other: str) -> str:
        """Settings, Deploy: what the app then shows."""
        pk = self.uuid if len(base64.b64decode(self.uuid)) == 32 else base64.b64encode(b"k" * 32).decode()
        body = {"id": self.id, "uuid": self.uuid, "pk": pk} | other
        answered = self.post("/api/devices/deploy", body, Authorization=f"Bearer {token}".strip()).text
        try:
            return str(json.loads(answered)["result"])
        except (ValueError, KeyError, TypeError):
            return answered

    def assign(self, token: str, **what: str) -> str:
        """`rustdesk --assign`: what it prints."""
        answered = self.post("/api/devices/cli", {"id": self.id, "uuid": self.uuid} | what, Authorization=f"Bearer {token}")
        return answered.text or "Done!"

    def log_in(self, username: str, password: str) -> httpx.Response:
        body = {"username": username, "password": password, "id": self.id, "uuid": self.uuid, "autoLogin": True, "type": "account"}
        return self._keep_token(self.post("/api/login", body | {"deviceInfo": self._device_info()}))

    def start_grant(self) -> dict[str, str]:
        """«Continue with …»: opens the address that it is given in the phone's browser."""
        assert self.http.head(self.base + "/api/login-options").status_code == 200
        (option,) = self.get("/api/login-options").json()
        (provider,) = json.loads(option.removeprefix("common-oidc/"))
        body = {"op": provider["name"], "id": self.id, "uuid": self.uuid, "deviceInfo": self._device_info()}
        started: dict[str, str] = self.post("/api/oidc/auth", body).json()
        return started

    def poll(self, code: str) -> httpx.Response:
        return self._keep_token(self.get("/api/oidc/auth-query", params={"code": code, "id": self.id, "uuid": self.uuid}))

    def signed_in(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self.http.request(method, self.base + path, headers={"Authorization": f"Bearer {self.token}".strip()}, **options)

    def _keep_token(self, answered: httpx.Response) -> httpx.Response:
        body = answered.json()
        if body.get("type") == "access_token":
            assert isinstance(body["user"]["info"], dict), "the client would hang"
            self.token = body["access_token"]
        return answered

    def _device_info(self) -> dict[str, str]:
        return {"os": self.told["os"].partition(" ")[0], "type": "client", "name": self.told["hostname"]}

    # --- its wire ---

    def post(self, path: str, body: object, **headers: str) -> httpx.Response:
        content = json.dumps(body)
        answered = self.http.post(self.base + path, content=content, headers={"Content-Type": "application/json"} | headers)
        self.sent.append((path, answered.text))
        return answered

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.http.get(self.base + path, **options)


def let_pass(server: Server, seconds: int, *clients: Client) -> None:
    """Time goes on: the clients tick, and the server's scheduler does what is due."""
    for _ in range(seconds):
        server.clock.move(SECOND)
        for client in clients:
            client.catch_up()
        second = server.clock.now() // SECOND
        if second % 5 == 0:
            run_job(server, "write heartbeats")
        if second % 10 == 0:
            run_job(server, "set silent devices offline")


def asked(client: Client, path: str) -> Sequence[str]:
    """The answers it got there."""
    return [answered for to, answered in client.sent if to == path]
