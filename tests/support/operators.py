"""What an operator of a test's server does, in the browser of `server.as_("operator")`."""

from typing import Any

import httpx


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


def close(browser: httpx.Client, tenant_id: str) -> dict[str, Any]:
    """Within five minutes of her signing in."""
    answer = browser.post(f"/api/tenants/{tenant_id}/close")
    assert answer.status_code == 200, answer.text
    closed: dict[str, Any] = answer.json()
    return closed
