"""The provider of the whole server, from its settings: it opens accounts, in whichever companies they are."""

import time
from collections.abc import Iterator

import httpx
import pytest

from handfast.kernel.callers import Role
from handfast.kernel.secrets import Secret
from handfast.runner.context import ServerProvider
from tests.single_sign_on.conftest import Diner
from tests.support.members import PASSWORD, Member
from tests.support.oidc_provider import CLIENT, SECRET, OidcProvider
from tests.support.second_factors import App
from tests.support.server import Server


@pytest.fixture(scope="module")
def server(database_url: str, provider: OidcProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    own = ServerProvider("Staff login", provider.issuer, CLIENT, Secret(SECRET), "openid email profile")
    server = Server(database_url, tmp_path_factory.mktemp("data"), provider=own)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def diner(server: Server, provider: OidcProvider) -> Diner:
    server.clock.moment = time.time_ns() // 1_000_000
    provider.set_clock(0)
    provider.add_client(server.url)
    return Diner(server, provider, server.tenants[0].id)


def somebody(diner: Diner) -> tuple[Member, str]:
    """Who has an account with a password, and is known to the provider by a subject."""
    person = diner.server.call(diner.server.member(Role.MANAGER))
    return person, diner.person(email=person.email, name="Robin")


def password(browser: httpx.Client, person: Member) -> httpx.Response:
    answer = browser.post("/api/session", json={"email": person.email, "password": PASSWORD})
    browser.headers["X-CSRF-Token"] = answer.json().get("csrf_token", "")
    return answer


def connected(diner: Diner) -> tuple[Member, str]:
    person, subject = somebody(diner)
    browser = diner.server.anonymous()
    answer = diner.sign_in(subject, browser, company=None)
    page, _, token = answer.headers["location"].partition("#connect=")
    assert page == "/sign-in?next=%2F"
    password(browser, person)
    assert browser.post("/api/sso/connect", json={"token": token}).status_code == 204
    return person, subject


def test_the_sign_in_page_offers_it(diner: Diner) -> None:
    offered = diner.server.anonymous().get("/api/sso/providers").json()
    assert offered == {"items": [{"company": None, "name": "Staff login"}]}


def test_an_account_with_a_password_is_connected_once_and_then_opened_whole(diner: Diner) -> None:
    person, subject = connected(diner)
    browser = diner.server.anonymous()
    assert diner.sign_in(subject, browser, company=None).headers["location"] == "/"
    session = browser.get("/api/session").json()
    assert (session["person"]["id"], session["company_only"]) == (person.id, False)
    assert "session.switch" in session["can"]
    browser.headers["X-CSRF-Token"] = session["csrf_token"]
    methods = browser.get("/api/session/sign-in-methods").json()
    assert (methods["password"], methods["confirm_by"]) == (True, "Staff login")
    assert [(one["company"], one["issuer"]) for one in methods["providers"]] == [(None, diner.provider.issuer)]


def test_who_was_invited_comes_in_without_a_password(diner: Diner) -> None:
    subject = diner.person()
    invitation = {"name": "Kim", "email": diner.email(subject), "role": "staff", "send_mail": False}
    assert diner.admin().post("/api/people", json=invitation).status_code == 201
    browser = diner.server.anonymous()
    assert diner.sign_in(subject, browser, company=None).headers["location"] == "/"
    assert browser.get("/api/session").json()["person"]["role"] == "staff"


def test_whom_nobody_invited_stays_out(diner: Diner) -> None:
    answer = diner.sign_in(diner.person(), company=None)
    assert answer.headers["location"] == "/sign-in?sso=SSO_NOT_ADMITTED"


def test_a_second_factor_is_asked_for_all_the_same(diner: Diner) -> None:
    person, subject = connected(diner)
    own = diner.server.anonymous()
    password(own, person)
    app = App(own.post("/api/session/totp").json()["secret"], diner.server.clock)
    assert own.post("/api/session/totp/confirm", json={"code": app.code()}).status_code == 200
    browser = diner.server.anonymous()
    page, _, token = diner.sign_in(subject, browser, company=None).headers["location"].partition("#step=")
    assert page == "/sign-in?next=%2F"
    assert browser.get("/api/session").status_code == 401
    diner.server.clock.move(30_000)
    assert browser.post("/api/session/second-factor", json={"token": token, "code": app.code()}).status_code == 200
    assert browser.get("/api/session").status_code == 200
