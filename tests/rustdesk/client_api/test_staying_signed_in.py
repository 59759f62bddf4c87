"""A RustDesk client stays signed in for weeks, as a phone that is used now and then must; how long is the company's setting."""

import httpx
import pytest

from handfast.kernel.time import DAY
from tests.rustdesk.client import Client
from tests.support.inside import run_job
from tests.support.server import Server

DEFAULT_DAYS = 30


def set_days(server: Server, days: int) -> None:
    admin = server.as_("admin")
    body = {"version": admin.get("/api/tenant").json()["version"], "settings": {"app_idle_days": days}}
    assert admin.patch("/api/tenant", json=body).status_code == 200


def signed_in(app: Client) -> bool:
    answer = app.signed_in("POST", "/api/currentUser", json={"id": app.id, "uuid": app.uuid})
    assert answer.status_code in (200, 401), answer.text
    return answer.status_code == 200


@pytest.fixture(params=["password", "approval"])
def app(server: Server, request: pytest.FixtureRequest) -> Client:
    """A client into which Carla signed in: with her password, or in the browser."""
    set_days(server, DEFAULT_DAYS)
    app, carla = Client(server, "148209381"), server.person("customer")
    if request.param == "password":
        assert app.log_in(carla.email, carla.password.reveal()).status_code == 200
        return app
    code = app.start_grant()["code"]
    page: httpx.Client = server.as_("customer")
    approved = page.post("/api/link-requests/approve", json={"code": code, "digits": app.id[-3:]})
    assert approved.status_code == 200, approved.text
    assert app.poll(code).status_code == 200
    return app


def test_it_is_still_signed_in_after_a_month_without_use_and_not_after_more(server: Server, app: Client) -> None:
    server.clock.move(DEFAULT_DAYS * DAY - 1)
    run_job(server, "purge sessions and tokens")
    assert signed_in(app)
    server.clock.move(DEFAULT_DAYS * DAY)
    assert not signed_in(app)


def test_used_now_and_then_it_stays_signed_in_for_a_year(server: Server, app: Client) -> None:
    for _ in range(13):
        server.clock.move(28 * DAY)
        assert signed_in(app)
    server.clock.move(DAY)
    assert not signed_in(app)


def test_another_number_of_days_counts_for_apps_that_are_signed_in_already(server: Server, app: Client) -> None:
    server.clock.move(8 * DAY)
    set_days(server, 7)
    assert not signed_in(app)


def test_it_is_listed_among_the_sessions_of_its_person_and_ends_with_them(server: Server, app: Client) -> None:
    server.clock.move(20 * DAY)
    page = server.as_("customer")
    assert any(line["user_agent"].startswith("RustDesk on") for line in page.get("/api/sessions").json()["items"])
    assert page.delete("/api/sessions").status_code == 204
    assert not signed_in(app)


def test_a_browser_stays_signed_in_for_twelve_hours_as_before(server: Server) -> None:
    page = server.as_("customer")
    server.clock.move(DAY // 2)
    assert page.get("/api/session").status_code == 401
