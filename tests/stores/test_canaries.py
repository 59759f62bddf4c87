"""After a full day's work, nothing that opens a door stands in the database, its log files, the outbox or the logs at DEBUG."""

import asyncio
import base64
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from handfast.db.opening import sqlite_path
from tests.support.blocking import blocking
from tests.support.clock import SeededRandom
from tests.support.keys import Bearer, DeviceKey, Dpop
from tests.support.pairing import VERIFY, device

PASSWORD, JOINED, CHANGED, RESET = "violet-anchor-marmalade", "granite-teapot-orchard", "quartz-lantern-meadow", "copper-thistle-harbour"
NONCE, RENEWAL = "canary-nonce-0123456789ab", "canary-renewal-0123456789ab"


class Inbox(Message):
    """Keeps what the program mails."""

    def __init__(self) -> None:
        super().__init__(EmailMessage)
        self.texts: list[str] = []

    def handle_message(self, message: Any) -> None:
        plain = next(part for part in message.walk() if part.get_content_type() == "text/plain")
        self.texts.append(plain.get_payload(decode=True).decode())

    def link(self, page: str) -> str:
        """The secret of the newest mail that opens this page."""
        found = [re.search(rf"{page}#(\S+)", text) for text in self.texts]
        return next(match[1] for match in reversed(found) if match)


class RealClock:
    def now(self) -> int:
        return time.time_ns() // 1_000_000


class Program:
    """`handfast serve` as an operator runs it, with its logs at DEBUG in a file."""

    def __init__(self, folder: Path, database_url: str, smtp: int) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url, self.folder, self.database_url = f"http://127.0.0.1:{port}", folder, database_url
        self.log = folder.parent / f"{folder.name}.log"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("HANDFAST_")} | {
            "HANDFAST_DATA_DIR": str(folder),
            "HANDFAST_DATABASE_URL": database_url,
            "HANDFAST_PUBLIC_URL": self.url,
            "HANDFAST_SMTP_URL": f"smtp://127.0.0.1:{smtp}",
            "HANDFAST_MAIL_FROM": "handfast@example.com",
            "HANDFAST_LOG_LEVEL": "DEBUG",
        }
        self._clients: list[httpx.Client] = []
        self._command = [sys.executable, "-m", "handfast"]
        words = ["setup", "--tenant", "Canary House", "--owner-email", "owner@example.com", "--owner-password-stdin"]
        subprocess.run([*self._command, *words], env=self.environment, input=PASSWORD, text=True, check=True, capture_output=True)
        self._output = self.log.open("wb")
        command = [*self._command, "serve", "--port", str(port)]
        self._process = subprocess.Popen(command, env=self.environment, stdout=self._output, stderr=subprocess.STDOUT)
        blocking(self._answers())

    async def _answers(self) -> None:
        async with asyncio.timeout(30), httpx.AsyncClient() as client:
            while True:
                try:
                    await client.get(f"{self.url}/healthz")
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
                else:
                    return

    def client(self, auth: httpx.Auth | None = None) -> httpx.Client:
        client = httpx.Client(base_url=self.url, auth=auth)
        self._clients.append(client)
        return client

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(20) in (0, -signal.SIGTERM)
        self._output.close()

    def kill(self) -> None:
        for client in self._clients:
            client.close()
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._output.close()


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield inbox, port
    controller.stop()


@pytest.fixture
def program(empty_database_url: str, tmp_path: Path, inbox: tuple[Inbox, int]) -> Iterator[Program]:
    program = Program(tmp_path / "data", empty_database_url, inbox[1])
    yield program
    program.kill()


def signed_in(program: Program, email: str, password: str) -> tuple[httpx.Client, str]:
    client = program.client()
    session = client.post("/api/session", json={"email": email, "password": password})
    assert session.status_code == 200, session.text
    client.headers["X-CSRF-Token"] = session.json()["csrf_token"]
    return client, client.cookies["handfast"]


def post(client: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.is_success, answer.text
    told: dict[str, Any] = answer.json() if answer.content else {}
    return told


def mailed(inbox: Inbox, count: int) -> None:
    async def arrives() -> None:
        async with asyncio.timeout(10):
            while len(inbox.texts) < count:
                await asyncio.sleep(0.05)

    blocking(arrives())


def a_days_work(program: Program, inbox: Inbox) -> dict[str, str]:
    """Everything that hands out or takes a secret, and the secrets by name."""
    found = {"owner's password": PASSWORD, "joiner's": JOINED, "changed to": CHANGED, "reset to": RESET, "nonce": NONCE, "renewal": RENEWAL}
    owner, found["owner's cookie"] = signed_in(program, "owner@example.com", PASSWORD)
    found["csrf"] = owner.headers["X-CSRF-Token"]
    invited = post(owner, "/api/people", name="Robin", email="robin@example.com", role="manager", send_mail=True)
    found["invitation"] = invited["invitation_url"].partition("#")[2]
    joiner = program.client()
    post(joiner, "/api/invitations/look", token=found["invitation"])
    post(joiner, "/api/invitations/redeem", token=found["invitation"], name="Robin", password=JOINED)
    found["joiner's cookie"] = joiner.cookies["handfast"]
    found["access token"] = post(owner, "/api/tokens", name="script", scopes=["codes:write", "devices:read"], expires_in_days=1)["token"]
    script = program.client(auth=Bearer(found["access token"]))
    found["live ticket"] = post(owner, "/api/live/ticket")["ticket"]

    for number, shown in enumerate(post(script, "/api/invites", count=5)["invites"]):
        _, found[f"code {number}"], found[f"QR token {number}"] = shown["url"].partition("#")[2].split(".")
        if number == 0:
            post(owner, f"/api/invites/{shown['id']}/mail", email="cook@example.com", url=shown["url"])
            mailed(inbox, 3)
    tablet = program.client()
    paired = post(tablet, VERIFY, **device(token=found["QR token 0"], clientNonce=NONCE))
    found["device token"] = paired["auth_token"]
    typed = post(tablet, VERIFY, **device(code=found["code 1"]))
    found["typed device token"] = typed["auth_token"]
    key = DeviceKey(RealClock(), SeededRandom())  # type: ignore[arg-type]
    proof = key.proof("POST", program.url + VERIFY)
    bound = tablet.post(VERIFY, json=device(token=found["QR token 2"]), headers={"DPoP": proof})
    found |= {"bound device token": bound.json()["auth_token"], "proof": proof}
    for auth in (Bearer(found["device token"]), Dpop(found["bound device token"], key)):
        speaking = program.client(auth=auth)
        post(speaking, "/api/devices/me/heartbeat")
        found[f"renewed {type(auth).__name__}"] = post(speaking, "/api/devices/me/token", clientNonce=RENEWAL)["auth_token"]
    post(owner, "/api/devices/validate-token", token=found["device token"])

    post(tablet, "/api/password-resets", email="robin@example.com")
    mailed(inbox, 4)
    found["reset link"] = inbox.link("/reset")
    post(tablet, "/api/password-resets/redeem", token=found["reset link"], new_password=RESET)
    changed = owner.put("/api/session/password", json={"current_password": PASSWORD, "new_password": CHANGED})
    assert changed.status_code == 200
    found["owner's new cookie"] = owner.cookies["handfast"]

    tablet.post(VERIFY, json=device(code=found["code 1"]))
    tablet.post(VERIFY, content=json.dumps(device(code=found["code 3"]))[:-1], headers={"Content-Type": "application/json"})
    tablet.get("/api/devices/me", headers={"Authorization": f"Bearer {found['QR token 3']}"})
    tablet.post("/api/session", json={"email": "owner@example.com", "password": PASSWORD})
    return found


def all_bytes(database_url: str) -> dict[str, bytes]:
    """Every byte the database keeps, by file or table."""
    path = sqlite_path(database_url)
    if path is not None:
        return {file.name: file.read_bytes() for file in path.parent.glob(f"{path.name}*")}

    async def dump() -> dict[str, bytes]:
        connection = await asyncpg.connect(database_url)
        dumped: dict[str, bytes] = {}
        for found in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            for kind in ("text", "binary"):
                output = io.BytesIO()
                await connection.copy_from_table(found["tablename"], output=output, format=kind)
                dumped[f"{found['tablename']} as {kind}"] = output.getvalue()
        await connection.close()
        return dumped

    return blocking(dump())


def disguises(secret: str) -> set[bytes]:
    """The secret as it is, and as an honest encoding would hide it."""
    raw = secret.encode()
    forms = {raw, base64.b64encode(raw).rstrip(b"="), base64.urlsafe_b64encode(raw).rstrip(b"="), raw.hex().encode()}
    if re.fullmatch(r"[0-9a-f]{64}", secret):
        forms.add(bytes.fromhex(secret))
    if re.fullmatch(r"[A-Za-z0-9_-]{22}|[A-Za-z0-9_-]{43}", secret):
        forms.add(base64.urlsafe_b64decode(secret + "=="[: -len(secret) % 4]))
    return forms


def test_nothing_that_opens_a_door_is_kept_or_logged(program: Program, inbox: tuple[Inbox, int]) -> None:
    found = a_days_work(program, inbox[0])
    places = all_bytes(program.database_url) | {"logs": program.log.read_bytes()}
    program.stop()
    places |= {f"{name} after the stop": content for name, content in all_bytes(program.database_url).items()}
    places["logs"] = program.log.read_bytes()

    assert len(found) > 25
    assert b'"level"' in places["logs"] or b"Handfast is running" in places["logs"]
    # Six digits may be part of any number; a letter makes a code a code.
    sought = {name: secret for name, secret in found.items() if not secret.isdigit()}
    leaks = [
        f"{name} in {place}"
        for name, secret in sought.items()
        for place, content in places.items()
        if any(form in content for form in disguises(secret))
    ]
    assert leaks == []
