"""A company that is closed: refused like a suspended one, deleted after a time of grace, and reopened until then with nothing lost."""

from collections.abc import Iterator

import httpx
import pytest

from handfast.kernel.time import DAY, MINUTE, iso
from tests.support.inside import row, rows
from tests.support.operators import close, suspend
from tests.support.server import Server


@pytest.fixture
def olga(server: Server) -> Iterator[httpx.Client]:
    """The operator; what she closed or suspended is as before after the test."""
    browser = server.as_("operator")
    yield browser
    for tenant in server.tenants:
        browser = server.as_("operator")
        browser.post(f"/api/tenants/{tenant.id}/reopen")
        browser.post(f"/api/tenants/{tenant.id}/resume")


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


def test_its_people_and_devices_are_refused_and_go_on_when_it_is_reopened(server: Server, olga: httpx.Client) -> None:
    boss, till, script = server.as_("owner"), server.pair(), server.with_token("admin", "devices:read")
    closing_at = iso(server.clock.now() + 30 * DAY)
    closed = close(olga, server.tenants[0].id)
    assert (closed["status"], closed["closing_at"]) == ("closing", closing_at)
    for answer in (boss.get("/api/devices"), till.client.post("/api/devices/me/heartbeat", json={}), script.get("/api/devices")):
        assert told(answer) == (403, "TENANT_SUSPENDED")
    assert boss.get("/api/session").json()["suspended"]["closing_at"] == closing_at
    reopened = olga.post(f"/api/tenants/{server.tenants[0].id}/reopen").json()
    assert (reopened["status"], reopened["closing_at"], reopened["suspended_at"]) == ("active", None, None)
    assert boss.get("/api/devices").status_code == 200
    assert till.client.post("/api/devices/me/heartbeat", json={}).status_code == 200
    assert script.get("/api/devices").status_code == 200


def test_closing_takes_a_confirmation_of_the_last_five_minutes(server: Server, olga: httpx.Client) -> None:
    tenant_id = server.tenants[0].id
    server.clock.move(6 * MINUTE)
    assert told(olga.post(f"/api/tenants/{tenant_id}/close")) == (403, "REAUTHENTICATION_REQUIRED")
    assert row(server, "SELECT closing_at, suspended_at FROM tenants WHERE id = $1", tenant_id) == {
        "closing_at": None,
        "suspended_at": None,
    }
    password = server.demo_operator.password.reveal()
    assert olga.post("/api/session/confirm", json={"current_password": password}).status_code == 204
    close(olga, tenant_id)


def test_closing_again_keeps_the_date_of_which_the_owners_were_told(server: Server, olga: httpx.Client) -> None:
    first = close(olga, server.tenants[0].id)
    server.clock.move(MINUTE)
    assert close(olga, server.tenants[0].id) == first


def test_one_that_was_suspended_before_stays_suspended_when_it_is_reopened(server: Server, olga: httpx.Client) -> None:
    tenant_id = server.tenants[0].id
    suspend(olga, tenant_id)
    since = olga.get(f"/api/tenants/{tenant_id}").json()["suspended_at"]
    server.clock.move(MINUTE)
    assert close(olga, tenant_id)["suspended_at"] == since
    reopened = olga.post(f"/api/tenants/{tenant_id}/reopen").json()
    assert (reopened["status"], reopened["suspended_at"]) == ("suspended", since)


@pytest.mark.parametrize("verb", ["suspend", "resume"])
def test_it_is_neither_suspended_nor_resumed_meanwhile(server: Server, olga: httpx.Client, verb: str) -> None:
    tenant_id = server.tenants[0].id
    close(olga, tenant_id)
    assert told(olga.post(f"/api/tenants/{tenant_id}/{verb}")) == (409, "TENANT_CLOSING")
    assert olga.get(f"/api/tenants/{tenant_id}").json()["status"] == "closing"


def test_reopening_one_that_is_not_closed_changes_nothing(server: Server, olga: httpx.Client) -> None:
    tenant_id = server.tenants[0].id
    before = olga.get(f"/api/tenants/{tenant_id}").json()
    assert olga.post(f"/api/tenants/{tenant_id}/reopen").json() == before


def test_its_owners_and_nobody_else_are_told_when_it_ends_and_when_it_is_reopened(server: Server, olga: httpx.Client) -> None:
    owner = server.person("owner")
    server.call(server.deliver())
    before = len(server.mails)
    close(olga, server.tenants[0].id)
    server.call(server.deliver())
    (mail,) = server.mails[before:]
    assert mail["To"] == owner.email
    assert "is being closed" in mail["Subject"]
    assert "Until then it can be reopened" in str(mail)
    olga.post(f"/api/tenants/{server.tenants[0].id}/reopen")
    server.call(server.deliver())
    assert [mail["To"] for mail in server.mails[before + 1 :]] == [owner.email]


def test_its_trail_names_the_operator_and_the_day(server: Server, olga: httpx.Client) -> None:
    tenant_id = server.tenants[0].id
    close(olga, tenant_id)
    olga.post(f"/api/tenants/{tenant_id}/reopen")
    sql = (
        "SELECT action, actor_name, details FROM audit WHERE tenant_id = $1 AND action IN ('TENANT_CLOSING', 'TENANT_REOPENED') ORDER BY id"
    )
    found = rows(server, sql, tenant_id)[-2:]
    assert [(one["action"], one["actor_name"]) for one in found] == [
        ("TENANT_CLOSING", "Otis Operator"),
        ("TENANT_REOPENED", "Otis Operator"),
    ]
    assert '"date"' in found[0]["details"]


@pytest.mark.parametrize("verb", ["close", "reopen"])
def test_only_an_operator_closes_and_reopens(server: Server, verb: str) -> None:
    assert told(server.as_("owner").post(f"/api/tenants/{server.tenants[1].id}/{verb}")) == (403, "FORBIDDEN")
    missing = f"/api/tenants/00000000-0000-4000-8000-00000000dead/{verb}"
    assert told(server.as_("operator").post(missing)) == (404, "NOT_FOUND")
