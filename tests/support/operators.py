"""The operator of a test's server, in a browser."""

import httpx

from handfast.kernel.ids import AccountId
from handfast.users.accounts import store as accounts
from tests.support.members import HASHED, PASSWORD
from tests.support.server import Server


def operator(server: Server) -> httpx.Client:
    """A new one, signed in to act for the server."""
    id, now = AccountId(server.random.id()), server.clock.now()
    email = f"{id}@operators.example.com"
    made = [accounts.insert(id, email, "Olga Operator", now, HASHED)]
    server.call(server.application.database.execute_batch(made))
    server.call(server.application.database.execute_batch([accounts.set_operator(id, now)]))
    browser = server.anonymous()
    session = browser.post("/api/session", json={"email": email, "password": PASSWORD})
    assert session.status_code == 200, session.text
    browser.headers["X-CSRF-Token"] = session.json()["csrf_token"]
    return browser


def suspend(browser: httpx.Client, tenant_id: str, verb: str = "suspend") -> None:
    answer = browser.post(f"/api/tenants/{tenant_id}/{verb}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == ("suspended" if verb == "suspend" else "active")


def limit(browser: httpx.Client, tenant_id: str, **quota: int | None) -> None:
    """`max_people` and `max_devices`."""
    version = browser.get(f"/api/tenants/{tenant_id}").json()["version"]
    answer = browser.patch(f"/api/tenants/{tenant_id}", json={"version": version, **quota})
    assert answer.status_code == 200, answer.text


def counted(browser: httpx.Client, tenant_id: str) -> tuple[int, int]:
    """How many people and devices the operator is told of."""
    company = browser.get(f"/api/tenants/{tenant_id}").json()
    return company["people"], company["devices"]
