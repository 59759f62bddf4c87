"""What the tests of service accounts ask of the server."""

from typing import Any

import httpx

from tests.support.members import PASSWORD, Browser
from tests.support.server import Server

PATH = "/api/service-accounts"


async def make(browser: Browser, *scopes: str, days: int = 90, **more: Any) -> dict[str, Any]:
    body = {"name": "Kiosk roll-out", "scopes": list(scopes), "expires_in_days": days} | more
    answer = await browser.post(PATH, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def call(quiet: Server, token: str, method: str, path: str, **options: Any) -> httpx.Response:
    return await quiet.browser().request(method, path, headers={"Authorization": f"Bearer {token}"}, **options)


async def confirm(browser: Browser) -> None:
    answer = await browser.post("/api/session/confirm", json={"current_password": PASSWORD})
    assert answer.status_code == 204, answer.text


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


async def works(quiet: Server, token: str) -> tuple[int, str | None]:
    answer = await call(quiet, token, "GET", "/api/devices")
    return answer.status_code, answer.json().get("code")


OK = (200, None)
ENDED = (401, "INVALID_TOKEN")


async def sentences(browser: Browser) -> list[str]:
    """Of the audit trail, the newest first."""
    return [item["sentence"] for item in (await browser.get("/api/audit")).json()["items"]]
