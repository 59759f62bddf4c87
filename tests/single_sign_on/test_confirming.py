"""Confirming a session by the provider that opened it, and signing out here and there."""

import httpx
import pytest

from handfast.db.database import Statement
from handfast.db.rows import TOGETHER, insert_rows
from handfast.kernel.callers import Caller
from handfast.kernel.ids import SessionId
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.time import MINUTE
from handfast.single_sign_on import end_sessions
from handfast.single_sign_on.end_sessions import Reported, end_all_reported
from handfast.users.sessions import store as sessions
from tests.rustdesk.client import Client
from tests.rustdesk.linking import approve
from tests.single_sign_on.conftest import Diner
from tests.support.inside import be_faster, row, rows, use
from tests.support.oidc_provider import CLIENT, parameters

TOKEN = {"name": "script", "scopes": ["devices:read"], "expires_in_days": 1}


@pytest.fixture
def manager(diner: Diner) -> tuple[Diner, httpx.Client, str]:
    diner.configure(default_role="manager")
    subject = diner.person()
    return diner, diner.comes(subject), subject


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


def test_an_app_that_somebody_of_the_provider_approved_is_signed_out_with_them(diner: Diner) -> None:
    """Their session is for this company only, and so is the app's: both end where they came from."""
    app, subject = Client(diner.server, "148209388"), diner.person()
    with httpx.Client() as at_provider:
        browser = diner.comes(subject, at_provider=at_provider)
        assert approve(browser, app)[0] == 200
        assert app.signed_in("POST", "/api/currentUser", json={"id": app.id, "uuid": app.uuid}).status_code == 200
        diner.provider.sign_out(at_provider)
    assert browser.get("/api/session").status_code == 401
    assert app.signed_in("POST", "/api/currentUser", json={"id": app.id, "uuid": app.uuid}).status_code == 401


def test_nothing_is_made_of_a_session_that_ends_at_this_moment(manager: Manager) -> None:
    """Else the app of somebody who signs out at the provider would stay signed in."""
    diner, browser, _ = manager
    app = Client(diner.server, "148209389")
    code, session = app.start_grant()["code"], browser.get("/api/sessions").json()["items"][0]["id"]
    be_faster(diner.server, Statement("DELETE FROM sessions WHERE id = $1", (session,)))
    answer = browser.post("/api/link-requests/approve", json={"code": code, "digits": app.id[-3:]})
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
    assert rows(diner.server, "SELECT id FROM sessions WHERE is_app = 1 AND company_only = 1") == []


def reported(diner: Diner, subject: str) -> Reported:
    return Reported(diner.provider.issuer, CLIENT, subject, None, f"token {diner.server.random.id()}")


def end_reported(diner: Diner, report: Reported) -> Refused | None:
    return diner.server.call(end_all_reported(diner.server.application.run, Caller("anonymous", "192.0.2.1"), report))


def test_a_logout_of_somebody_with_many_sessions_ends_them_all(manager: Manager) -> None:
    diner, browser, subject = manager
    own = browser.get("/api/sessions").json()["items"][0]["id"]
    like = row(diner.server, "SELECT * FROM sessions WHERE id = $1", own)
    ids = [f"{own}-{number}" for number in range(2 * TOGETHER)]
    came_from = (diner.provider.issuer, CLIENT, subject)
    copies = [tuple((like | {"id": id, "hash": id.encode()}).values()) for id in ids]
    columns = ("session_id", "issuer", "client_id", "subject")
    there = insert_rows("sso_sessions", columns, [(id, *came_from) for id in ids])
    diner.server.call(diner.server.application.database.execute_batch([*insert_rows("sessions", list(like), copies), *there]))
    report = reported(diner, subject)
    assert end_reported(diner, report) is None
    assert browser.get("/api/session").status_code == 401
    assert rows(diner.server, "SELECT session_id FROM sso_sessions WHERE subject = $1", subject) == []
    told = rows(diner.server, "SELECT DISTINCT subject_id FROM audit WHERE action = 'SIGNED_OUT' AND subject_id LIKE $1", f"{own}%")
    assert len(told) == 2 * TOGETHER + 1
    again = end_reported(diner, report)
    assert again is not None
    assert again.reason is Reason.SSO_NOT_VALID


def test_a_report_that_was_lost_half_way_may_be_sent_again(manager: Manager) -> None:
    """The provider got no answer."""
    diner, browser, subject = manager
    report = reported(diner, subject)
    assert use(diner.server, end_sessions.end_reported, report, Caller("anonymous", "192.0.2.1")) is True
    assert browser.get("/api/session").status_code == 401
    assert end_reported(diner, report) is None


def test_a_session_that_was_replaced_while_its_end_was_reported_ends_too(manager: Manager) -> None:
    diner, browser, subject = manager
    later = diner.comes(subject)
    first, second = (one.get("/api/sessions").json()["items"] for one in (browser, later))
    mine, other = (next(line["id"] for line in lines if line["current"]) for lines in (first, second))
    apart = Statement("DELETE FROM sso_sessions WHERE session_id = $1", (other,))
    diner.server.call(diner.server.application.database.execute_batch([apart]))
    be_faster(diner.server, sessions.inherit_provider(SessionId(other), SessionId(mine)), sessions.end(SessionId(mine)))
    assert end_reported(diner, reported(diner, subject)) is None
    assert [one.get("/api/session").status_code for one in (browser, later)] == [401, 401]
