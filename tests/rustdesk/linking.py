"""Customers and their phones: what tests of linking ask about them."""

from typing import Any

import httpx

from tests.rustdesk.client import Client
from tests.support.inside import rows
from tests.support.server import Server

OWNER = "SELECT l.user_id, l.proof FROM rustdesk r JOIN links l ON l.device_id = r.device_id WHERE r.rustdesk_id = $1"


def code_of(client: httpx.Client) -> str:
    code: str = client.get("/api/device/pairing-code").json()["code"]
    return code


def owner(server: Server, phone: Client) -> tuple[str, str] | None:
    found = rows(server, OWNER, phone.id)
    return (found[0]["user_id"], found[0]["proof"]) if found else None


def pair(client: httpx.Client, id: str) -> httpx.Response:
    return client.post("/api/device/pair", json={"code": code_of(client), "deviceId": id})


def approve(page: httpx.Client, client: Client) -> tuple[int, dict[str, Any]]:
    """«Continue with …», from the app to the page and back."""
    code = client.start_grant()["code"]
    approved = page.post("/api/link-requests/approve", json={"code": code, "digits": client.id[-3:]})
    assert (client.poll(code).json().get("type") == "access_token") == approved.is_success
    return approved.status_code, approved.json()
