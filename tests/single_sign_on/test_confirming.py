"""Confirming a session by the provider that opened it, and signing out here and there."""

import httpx
import pytest

from handfast.kernel.time import MINUTE
from tests.single_sign_on.conftest import Diner
from tests.support.oidc_provider import parameters

TOKEN = {"name": "script", "scopes": ["devices:read"], "expires_in_days": 1}


@pytest.fixture
def manager(diner: Diner) -> tuple[Diner, httpx.Client, str]:
    diner.configure(default_role="manager")
    subject, browser = diner.person(), diner.server.anonymous()
    diner.sign_in(subject, browser)
    browser.headers["X-CSRF-Token"] = browser.get("/api/session").json()["csrf_token"]
    return diner, browser, subject


Manager = tuple[Diner, httpx.Client, str]


def test_a_session_is_not_confirmed_by_a_sign_in_at_the_provider_that_was_long_ago(manager: Manager) -> None:
    _, browser, _ = manager
    answer = browser.post("/api/tokens", json=TOKEN)
    assert (answer.status_code, answer.json()["code"]) == (403, "REAUTHENTICATION_REQUIRED")


def test_the_provider_confirms_the_session(manager: Manager) -> None:
    diner, browser, subject = manager
    assert browser.get("/api/session/sign-in-methods").json()["confirm_by"] == "Sample ID"
    url = browser.post("/api/sso/confirm", json={"return_to": "/account"}).json()["url"]
    assert (parameters(url)["prompt"], parameters(url)["max_age"]) == ("login", "0")
    assert diner.back(browser, diner.provider.sign_in(url, subject)).headers["location"] == "/account"
    assert browser.post("/api/tokens", json=TOKEN).status_code == 201


def test_somebody_else_at_the_provider_confirms_nothing(manager: Manager) -> None:
    diner, browser, _ = manager
    url = browser.post("/api/sso/confirm", json={}).json()["url"]
    answer = diner.back(browser, diner.provider.sign_in(url, diner.person()))
    assert answer.headers["location"].startswith("/sign-in?sso=SSO_NOT_CONFIRMED")
    assert browser.post("/api/tokens", json=TOKEN).status_code == 403


def test_a_sign_in_at_the_provider_that_is_not_new_confirms_nothing(manager: Manager) -> None:
    """Whoever has the browser takes `prompt` and `max_age` out of the address."""
    diner, browser, subject = manager
    with httpx.Client() as at_provider:
        diner.provider.sign_in(diner.start(diner.server.anonymous()), subject, client=at_provider)
        diner.server.clock.move(4 * MINUTE)
        diner.provider.set_clock(4 * MINUTE)
        url = browser.post("/api/sso/confirm", json={}).json()["url"]
        plain = url.replace("&prompt=login", "").replace("&max_age=0", "")
        back = diner.provider.sign_in(plain, "nobody asks", client=at_provider)
    assert diner.back(browser, back).headers["location"].startswith("/sign-in?sso=SSO_NOT_CONFIRMED")


def test_a_session_with_a_password_is_not_confirmed_by_the_companys_provider(diner: Diner) -> None:
    answer = diner.admin().post("/api/sso/confirm", json={})
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


def test_signing_out_leads_to_the_provider(manager: Manager) -> None:
    diner, browser, _ = manager
    url = browser.post("/api/sso/sign-out").json()["url"]
    assert url.startswith(f"{diner.provider.issuer}/session/end?")
    assert parameters(url)["post_logout_redirect_uri"] == f"{diner.server.url}/sign-in"
    assert browser.get("/api/session").status_code == 401


def test_signing_out_at_the_provider_ends_the_session_here(manager: Manager) -> None:
    diner, _, subject = manager
    browser, other = diner.server.anonymous(), diner.server.anonymous()
    diner.sign_in(subject, other)
    with httpx.Client() as at_provider:
        back = diner.provider.sign_in(diner.start(browser), subject, client=at_provider)
        diner.back(browser, back)
        assert browser.get("/api/session").status_code == 200
        diner.provider.sign_out(at_provider)
    assert browser.get("/api/session").status_code == 401
    assert other.get("/api/session").status_code == 200
    repeated = diner.provider.logout_tokens()[-1]
    again = diner.server.anonymous().post("/api/sso/backchannel-logout", data={"logout_token": repeated})
    assert (again.status_code, again.json()["code"]) == (403, "SSO_NOT_VALID")


@pytest.mark.parametrize("token", ["", "x.y.z", "e30.e30."])
def test_a_report_that_is_no_logout_token_is_refused(diner: Diner, token: str) -> None:
    answer = diner.server.anonymous().post("/api/sso/backchannel-logout", data={"logout_token": token})
    assert (answer.status_code, answer.json()["code"]) == (403, "SSO_NOT_VALID")


def test_sessions_of_the_provider_end_when_it_is_turned_off_or_removed(diner: Diner) -> None:
    for end in (lambda: diner.configure(enabled=False), lambda: diner.admin().delete("/api/tenant/sso")):
        diner.configure()
        browser, own = diner.server.anonymous(), diner.admin()
        diner.sign_in(diner.person(), browser)
        assert browser.get("/api/session").status_code == 200
        end()
        assert browser.get("/api/session").status_code == 401
        assert own.get("/api/session").status_code == 200
