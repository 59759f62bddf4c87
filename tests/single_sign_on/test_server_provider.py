"""The provider of the whole server, from its settings: it opens accounts, in whichever companies they are."""

import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.ids import AccountId, UserId
from handfast.kernel.secrets import Secret
from handfast.runner.context import ServerProvider
from handfast.users.accounts.set_operator import SetOperator, set_operator
from handfast.users.memberships import store as memberships
from tests.rustdesk.client import Client
from tests.rustdesk.linking import approve
from tests.single_sign_on.conftest import Diner
from tests.support.inside import row, rows, use
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


def invited(diner: Diner) -> str:
    """Who has an invitation of the company and no password, by their subject at the provider."""
    subject = diner.person()
    invitation = {"name": "Kim", "email": diner.email(subject), "role": "manager", "send_mail": False}
    assert diner.admin().post("/api/people", json=invitation).status_code == 201
    return subject


def test_the_sign_in_page_offers_it(diner: Diner) -> None:
    offered = diner.server.anonymous().get("/api/sso/providers").json()
    assert offered == {"items": [{"company": None, "name": "Staff login"}]}


def test_an_account_with_a_password_is_connected_once_and_then_opened_whole(diner: Diner) -> None:
    person, subject = connected(diner)
    told = rows(diner.server, "SELECT tenant_id FROM audit WHERE action = 'SSO_CONNECTED' AND subject_id = $1", person.id)
    assert told == [{"tenant_id": person.tenant_id}], "in the trail of their company, with which it is erased"
    browser = diner.comes(subject, company=None)
    session = browser.get("/api/session").json()
    assert (session["person"]["id"], session["company_only"]) == (person.id, False)
    assert "session.switch" in session["can"]
    methods = browser.get("/api/session/sign-in-methods").json()
    assert (methods["password"], methods["confirm_by"]) == (True, "Staff login")
    assert [(one["company"], one["issuer"]) for one in methods["providers"]] == [(None, diner.provider.issuer)]


def test_who_was_invited_comes_in_without_a_password(diner: Diner) -> None:
    subject = invited(diner)
    browser = diner.comes(subject, company=None)
    assert browser.get("/api/session").json()["person"]["role"] == "manager"


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
    with httpx.Client() as at_provider:
        back = diner.back(browser, diner.provider.sign_in(diner.start(browser, None), subject, client=at_provider))
        page, _, token = back.headers["location"].partition("#step=")
        assert page == "/sign-in?next=%2F"
        assert browser.get("/api/session").status_code == 401
        diner.server.clock.move(30_000)
        assert browser.post("/api/session/second-factor", json={"token": token, "code": app.code()}).status_code == 200
        assert browser.get("/api/session").status_code == 200
        diner.provider.sign_out(at_provider)
    assert browser.get("/api/session").status_code == 401, "signing out there ends what began there"


# --- what is made of a session that came from there ---


Way = Callable[[Diner, Member, str, httpx.Client, httpx.Client], object]


def switched(browser: httpx.Client, tenant_id: str) -> None:
    answer = browser.post("/api/session/switch", json={"tenant_id": tenant_id})
    assert answer.status_code == 200, answer.text
    browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]


def to_another_company_and_back(diner: Diner, person: Member, _: str, browser: httpx.Client, __: httpx.Client) -> None:
    other = diner.server.call(diner.server.also_in(person, diner.server.call(diner.server.tenant("Alder"))))
    switched(browser, other.tenant_id)
    switched(browser, person.tenant_id)


def to_the_server(diner: Diner, person: Member, _: str, browser: httpx.Client, __: httpx.Client) -> None:
    """As its operator."""
    use(diner.server, set_operator, SetOperator(person.email, is_operator=True), SYSTEM)
    assert browser.post("/api/session/switch", json={"tenant_id": None}).status_code == 200


def to_another_password(_: Diner, __: Member, ___: str, browser: httpx.Client, ____: httpx.Client) -> None:
    body = {"current_password": PASSWORD, "new_password": "quite-another-walnut"}
    assert browser.put("/api/session/password", json=body).status_code == 200


def to_a_confirmed_session(diner: Diner, _: Member, subject: str, browser: httpx.Client, at_provider: httpx.Client) -> None:
    diner.confirm(browser, subject, at_provider)


def to_a_company_that_invited_them(diner: Diner, person: Member, _: str, browser: httpx.Client, __: httpx.Client) -> None:
    owner = diner.server.call(diner.server.member(Role.OWNER))
    inviting = diner.server.anonymous()
    password(inviting, owner)
    body = {"name": "Robin", "email": person.email, "role": "staff", "send_mail": False}
    url = inviting.post("/api/people", json=body).json()["invitation_url"]
    answer = browser.post("/api/invitations/redeem", json={"token": url.partition("#")[2], "name": "Robin"})
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(
    "way", [to_another_company_and_back, to_the_server, to_another_password, to_a_confirmed_session, to_a_company_that_invited_them]
)
def test_signing_out_at_the_provider_ends_the_session_wherever_it_went(diner: Diner, way: Way) -> None:
    person, subject = connected(diner)
    by_password, other = diner.server.anonymous(), diner.comes(subject, company=None)
    with httpx.Client() as at_provider:
        browser = diner.comes(subject, at_provider=at_provider, company=None)
        way(diner, person, subject, browser, at_provider)
        assert browser.get("/api/session").status_code == 200
        changed = way is to_another_password
        by_password.post("/api/session", json={"email": person.email, "password": "quite-another-walnut" if changed else PASSWORD})
        diner.provider.sign_out(at_provider)
    assert browser.get("/api/session").status_code == 401
    assert by_password.get("/api/session").status_code == 200
    assert other.get("/api/session").status_code == (401 if changed else 200), "it is another session at the provider"


def test_a_session_that_was_confirmed_in_another_session_at_the_provider_ends_with_that_one(diner: Diner) -> None:
    """The first one may be long over there."""
    _, subject = connected(diner)
    with httpx.Client() as at_first, httpx.Client() as later:
        browser = diner.comes(subject, at_provider=at_first, company=None)
        diner.confirm(browser, subject, later)
        diner.provider.sign_out(at_first)
        assert browser.get("/api/session").status_code == 200
        diner.provider.sign_out(later)
    assert browser.get("/api/session").status_code == 401


def test_an_app_that_was_approved_in_such_a_session_is_signed_out_with_it(diner: Diner) -> None:
    subject, app = invited(diner), Client(diner.server, "148209387")
    with httpx.Client() as at_provider:
        assert approve(diner.comes(subject, at_provider=at_provider, company=None), app)[0] == 200
        assert app.signed_in("POST", "/api/currentUser", json={"id": app.id, "uuid": app.uuid}).status_code == 200
        diner.provider.sign_out(at_provider)
    assert app.signed_in("POST", "/api/currentUser", json={"id": app.id, "uuid": app.uuid}).status_code == 401


def test_who_has_no_password_confirms_at_the_provider_in_every_company(diner: Diner) -> None:
    subject = invited(diner)
    browser, now = diner.comes(subject, company=None), diner.server.clock.now()
    account = AccountId(row(diner.server, "SELECT id FROM accounts WHERE email = $1", diner.email(subject))["id"])
    alder = diner.server.call(diner.server.tenant("Alder"))
    hired = memberships.insert(
        UserId(f"{account}-alder"), account, diner.email(subject), "Kim", Role.MANAGER, now, joined_at=now, tenant_id=alder
    )
    diner.server.call(diner.server.application.database.execute_batch([hired]))
    switched(browser, alder)
    assert browser.get("/api/session/sign-in-methods").json()["confirm_by"] == "Staff login"
    token = {"name": "Script", "scopes": ["devices:read"], "expires_in_days": 1}
    assert browser.post("/api/tokens", json=token).status_code == 403
    diner.confirm(browser, subject)
    assert browser.post("/api/tokens", json=token).status_code == 201
