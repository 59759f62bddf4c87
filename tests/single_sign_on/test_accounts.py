"""A company's admin decides what its provider says: it must open nothing that an account has elsewhere, and make nobody an owner."""

import asyncio

import httpx
import pytest

from handfast.demo.companies import DemoUser
from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.time import DAY, MINUTE
from handfast.limits.rules import SIGN_IN_ACCOUNT, Bucket
from handfast.users.passwords.make_link import make_link
from handfast.users.sessions.rules import account_key
from tests.single_sign_on.conftest import Diner
from tests.support.inside import fill_bucket, rows, use
from tests.support.live import listening
from tests.support.members import PASSWORD, Member, link_in


def somebody(diner: Diner, role: Role = Role.MANAGER) -> Member:
    """Who has an account with a password, and is in a company of their own."""
    return diner.server.call(diner.server.member(role))


def known(person: Member | DemoUser) -> dict[str, str]:
    """The claims with which a provider says that somebody is this person."""
    return {"email": person.email, "name": "Robin"}


def signs_in(browser: httpx.Client, person: Member) -> None:
    answer = browser.post("/api/session", json={"email": person.email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]


def invitation(diner: Diner, email: str) -> str:
    """The token of an invitation of another company."""
    owner = diner.server.anonymous()
    signs_in(owner, somebody(diner, Role.OWNER))
    body = {"name": "Kim", "email": email, "role": "staff", "send_mail": False}
    url: str = owner.post("/api/people", json=body).json()["invitation_url"]
    return url.partition("#")[2]


def connect_token(answer: httpx.Response) -> str:
    page, _, token = answer.headers["location"].partition("#connect=")
    assert page.startswith("/sign-in?company="), page
    return str(token)


def test_a_provider_does_not_open_an_account_that_has_a_password(diner: Diner) -> None:
    browser = diner.server.anonymous()
    connect_token(diner.sign_in(diner.person(**known(somebody(diner))), browser))
    assert browser.get("/api/session").status_code == 401


@pytest.mark.parametrize("role", ["owner", "admin", "customer"])
def test_a_provider_does_not_open_an_account_of_its_own_company_that_has_a_password(diner: Diner, role: str) -> None:
    browser = diner.server.anonymous()
    connect_token(diner.sign_in(diner.person(**known(diner.server.person(role))), browser))
    assert browser.get("/api/session").status_code == 401


def connected(diner: Diner) -> tuple[Member, httpx.Client, str]:
    """Somebody with a password who has connected their account with the provider, in their own browser, and who they are there."""
    person, browser = somebody(diner), diner.server.anonymous()
    subject = diner.person(**known(person))
    token = connect_token(diner.sign_in(subject, browser))
    signs_in(browser, person)
    assert browser.post("/api/sso/connect", json={"token": token}).status_code == 204
    return person, browser, subject


def test_whoever_signs_in_to_the_account_connects_it(diner: Diner) -> None:
    person, browser = somebody(diner), diner.server.anonymous()
    subject = diner.person(**known(person))
    token = connect_token(diner.sign_in(subject, browser))
    signs_in(browser, person)
    assert browser.post("/api/sso/connect", json={"token": token}).status_code == 204
    assert browser.post("/api/sso/connect", json={"token": token}).status_code == 410
    assert {one["tenant"]["id"] for one in browser.get("/api/session").json()["memberships"]} >= {diner.company}
    seen = diner.comes(subject).get("/api/session").json()
    assert seen["tenant"]["id"] == diner.company
    assert [one["tenant"]["id"] for one in seen["memberships"]] == [diner.company]


def test_nobody_else_connects_the_account(diner: Diner) -> None:
    browser = diner.server.anonymous()
    token = connect_token(diner.sign_in(diner.person(**known(somebody(diner))), browser))
    signs_in(browser, somebody(diner))
    assert browser.post("/api/sso/connect", json={"token": token}).status_code == 410


def test_another_browser_cannot_connect_what_this_one_began(diner: Diner) -> None:
    """Else somebody could make their own identity a way in to the account of whoever opens a link."""
    person, victim = somebody(diner), diner.server.anonymous()
    token = connect_token(diner.sign_in(diner.person(**known(person)), diner.server.anonymous()))
    signs_in(victim, person)
    assert victim.post("/api/sso/connect", json={"token": token}).status_code == 410


def test_connecting_takes_a_confirmed_session(diner: Diner) -> None:
    person, browser = somebody(diner), diner.server.anonymous()
    token = connect_token(diner.sign_in(diner.person(**known(person)), browser))
    signs_in(browser, person)
    diner.server.clock.move(5 * MINUTE + 1)
    answer = browser.post("/api/sso/connect", json={"token": token})
    assert (answer.status_code, answer.json()["code"]) == (403, "REAUTHENTICATION_REQUIRED")


@pytest.fixture
def let_in(diner: Diner) -> tuple[Diner, httpx.Client, str]:
    """Somebody whom only the provider has let in, in their browser, and who they are there."""
    subject = diner.person()
    return diner, diner.comes(subject), subject


LetIn = tuple[Diner, httpx.Client, str]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/session/switch", {"tenant_id": None}),
        ("POST", "/api/session/totp", None),
        ("GET", "/api/session/second-factors", None),
        ("PUT", "/api/session/password", {"current_password": "x", "new_password": "y"}),
        ("POST", "/api/sso/connect", {"token": "A" * 43}),
    ],
)
def test_a_session_of_the_provider_does_nothing_to_the_account(let_in: LetIn, method: str, path: str, body: object) -> None:
    answer = let_in[1].request(method, path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN"), path


def test_a_session_of_the_provider_accepts_no_invitation_of_another_company(let_in: LetIn) -> None:
    """The account is somebody's by now: neither may whoever holds the link choose its password."""
    diner, browser, subject = let_in
    body = {"token": invitation(diner, diner.email(subject)), "name": "Kim"}
    for who, password in ((browser, None), (diner.server.anonymous(), "quite-another-walnut")):
        answer = who.post("/api/invitations/redeem", json=body | ({"password": password} if password else {}))
        assert (answer.status_code, answer.json()["code"]) == (403, "SIGN_IN_FIRST")


def test_a_session_of_the_provider_sees_and_ends_sessions_of_its_company_alone(diner: Diner) -> None:
    _, browser, subject = connected(diner)
    elsewhere = browser.get("/api/sessions").json()["items"][0]["id"]
    later = diner.comes(subject)
    assert [one["current"] for one in later.get("/api/sessions").json()["items"]] == [True]
    assert later.delete(f"/api/sessions/{elsewhere}").status_code == 404
    assert later.delete("/api/sessions").status_code == 204
    assert later.get("/api/session").status_code == 401
    assert browser.get("/api/session").status_code == 200


def test_who_came_by_the_provider_chooses_a_password_by_mail_and_then_owns_the_account(let_in: LetIn) -> None:
    diner, _, subject = let_in
    diner.server.application.run.committed = lambda: None  # the mail waits for `deliver`
    diner.server.mails.clear()
    assert diner.server.anonymous().post("/api/password-resets", json={"email": diner.email(subject)}).status_code == 202
    diner.server.call(diner.server.deliver())
    mail = next(mail for mail in diner.server.mails if mail["To"] == diner.email(subject))
    token = link_in(mail, diner.server.url).partition("#")[2]
    body = {"token": token, "new_password": "quite-another-walnut"}
    assert diner.server.anonymous().post("/api/password-resets/redeem", json=body).status_code == 204
    browser = diner.server.anonymous()
    assert browser.post("/api/session", json={"email": diner.email(subject), "password": "quite-another-walnut"}).status_code == 200
    assert browser.get("/api/session").json()["company_only"] is False


def test_who_came_by_the_provider_gets_a_link_from_the_operator_where_there_is_no_mail(let_in: LetIn) -> None:
    diner, _, subject = let_in
    link = use(diner.server, make_link, diner.email(subject), SYSTEM).partition("#")[2]
    body = {"token": link, "new_password": "quite-another-walnut"}
    assert diner.server.anonymous().post("/api/password-resets/redeem", json=body).status_code == 204
    browser = diner.server.anonymous()
    assert browser.post("/api/session", json={"email": diner.email(subject), "password": "quite-another-walnut"}).status_code == 200


def test_where_the_provider_signed_somebody_in_their_account_is_locked_all_the_same(diner: Diner) -> None:
    """A company's admin could sign in as any of its people, and then guess the account's password from there."""
    person, _, subject = connected(diner)
    from_here = diner.comes(subject)
    keys = diner.server.application.run.keys
    fill_bucket(diner.server, Bucket(SIGN_IN_ACCOUNT, account_key(keys, person.email)).id, SIGN_IN_ACCOUNT.most, DAY)
    body = {"email": person.email, "password": PASSWORD, "tenant_id": diner.company}
    answer = from_here.post("/api/session", json=body)
    assert (answer.status_code, answer.json()["code"]) == (429, "ACCOUNT_LOCKED")


def test_a_session_of_the_provider_guesses_neither_password_nor_second_factor(diner: Diner) -> None:
    """Neither is compared, so that whoever the provider lets in does not lock the account either."""
    person, own, subject = connected(diner)
    browser = diner.comes(subject)
    for _ in range(7):
        for body in ({"current_password": PASSWORD}, {"current_password": "wrong"}, {"code": "123456"}, {"recovery_code": "aaaaa-aaaaa"}):
            answer = browser.post("/api/session/confirm", json=body)
            assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
    answer = browser.post("/api/session/confirm/passkey")
    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
    counted = Bucket(SIGN_IN_ACCOUNT, account_key(diner.server.application.run.keys, person.email)).id
    assert rows(diner.server, "SELECT count FROM buckets WHERE key = $1 AND count > 0", counted) == []
    assert own.post("/api/session/confirm", json={"current_password": PASSWORD}).status_code == 204


def test_an_owner_who_was_invited_does_not_come_by_the_provider(diner: Diner) -> None:
    """An admin sets the provider: they would become an owner by it."""
    subject = diner.person()
    invitation = {"name": "Kim", "email": diner.email(subject), "role": "owner", "send_mail": False}
    assert diner.server.as_("owner").post("/api/people", json=invitation).status_code == 201
    assert diner.sign_in(subject).headers["location"].startswith("/sign-in?sso=SSO_NOT_ADMITTED")


def test_the_provider_of_another_company_lets_nobody_in_here(diner: Diner) -> None:
    """The same person at the same provider is another user there."""
    subject, first = diner.person(), diner.server.anonymous()
    diner.sign_in(subject, first)
    second, owner, founder = diner.server.anonymous(), diner.server.anonymous(), somebody(diner, Role.OWNER)
    signs_in(owner, founder)
    assert owner.put("/api/tenant/sso", json=diner.settings() | {"version": None}).status_code == 200
    connect_token(diner.sign_in(subject, second, company=founder.tenant_id))
    assert second.get("/api/session").status_code == 401


async def test_a_second_factor_is_required_of_the_provider_and_not_of_its_sessions_here(diner: Diner) -> None:
    browser, admin = diner.server.anonymous(), await asyncio.to_thread(diner.admin)
    await asyncio.to_thread(diner.configure, default_role="manager")
    version = admin.get("/api/tenant").json()["version"]
    changed = admin.patch("/api/tenant", json={"version": version, "settings": {"second_factor_roles": ["manager"]}})
    assert changed.status_code == 200, changed.text
    await asyncio.to_thread(diner.sign_in, diner.person(), browser)
    session = browser.get("/api/session").json()
    assert (session["person"]["role"], session["needs_second_factor"]) == ("manager", False)
    browser.headers["X-CSRF-Token"] = session["csrf_token"]
    assert browser.get("/api/devices").status_code == 200
    async with listening(diner.server, browser) as heard:
        await asyncio.to_thread(admin.post, "/api/invites", json={})
        await heard.next("invite_change")
    assert admin.patch("/api/tenant", json={"version": version + 1, "settings": {"second_factor_roles": []}}).status_code == 200
