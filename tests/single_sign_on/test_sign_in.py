"""Signing in by the provider of a company: who comes in, as what, and that nothing but a fresh answer for this browser does."""

import pytest

from handfast.kernel.time import MINUTE
from tests.single_sign_on.conftest import Diner
from tests.support.oidc_provider import CLIENT, SECRET, parameters
from tests.support.operators import suspend


def test_somebody_new_comes_in_with_the_role_of_everybody(diner: Diner) -> None:
    subject, browser = diner.person(), diner.server.anonymous()
    answer = diner.sign_in(subject, browser, return_to="/devices")
    assert answer.headers["location"] == "/devices"
    session = browser.get("/api/session").json()
    assert session["person"] | {"id": ""} == {"id": "", "name": "Kim Sample", "email": diner.email(subject), "role": "staff"}
    assert session["tenant"]["id"] == diner.company
    assert session["company_only"] is True


def test_who_comes_again_is_the_same_user(diner: Diner) -> None:
    subject = diner.person()
    ids = set()
    for _ in range(2):
        browser = diner.server.anonymous()
        diner.sign_in(subject, browser)
        ids.add(browser.get("/api/session").json()["person"]["id"])
    assert len(ids) == 1


def test_the_request_has_pkce_state_and_nonce(diner: Diner) -> None:
    asked = parameters(diner.start(diner.server.anonymous()))
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == len(asked["state"]) == len(asked["nonce"]) == 43
    assert asked["redirect_uri"] == f"{diner.server.url}/api/sso/callback"


def test_an_answer_is_good_once(diner: Diner) -> None:
    browser = diner.server.anonymous()
    url = diner.provider.sign_in(diner.start(browser), diner.person())
    assert diner.back(browser, url).headers["location"] == "/"
    assert diner.back(browser, url).headers["location"] == "/sign-in?sso=SSO_EXPIRED"


def test_an_answer_is_good_in_the_browser_that_began_alone(diner: Diner) -> None:
    url = diner.provider.sign_in(diner.start(diner.server.anonymous()), diner.person())
    other = diner.server.anonymous()
    diner.start(other)
    assert diner.back(other, url).headers["location"] == "/sign-in?sso=SSO_EXPIRED"
    assert other.get("/api/session").status_code == 401


def test_an_answer_is_too_late_after_ten_minutes(diner: Diner) -> None:
    browser = diner.server.anonymous()
    url = diner.provider.sign_in(diner.start(browser), diner.person())
    diner.server.clock.move(10 * MINUTE)
    assert diner.back(browser, url).headers["location"] == "/sign-in?sso=SSO_EXPIRED"


@pytest.mark.parametrize("minutes", [-1, 1])
def test_a_clock_that_is_off_by_a_minute_is_accepted(diner: Diner, minutes: int) -> None:
    diner.provider.set_clock(minutes * MINUTE)
    assert diner.sign_in(diner.person()).headers["location"] == "/"


def test_a_clock_that_is_five_minutes_ahead_is_refused(diner: Diner) -> None:
    diner.provider.set_clock(5 * MINUTE)
    assert diner.sign_in(diner.person()).headers["location"].startswith("/sign-in?sso=SSO_NOT_VALID")
    assert why(diner) == "it is of the future; are both clocks right?"


def test_the_signing_key_may_change_meanwhile(diner: Diner) -> None:
    diner.sign_in(diner.person())
    diner.server.clock.move(2 * MINUTE - MINUTE)
    diner.provider.rotate_key()
    browser = diner.server.anonymous()
    assert diner.sign_in(diner.person(), browser).headers["location"] == "/"


def test_the_nonce_of_another_browser_is_refused(diner: Diner) -> None:
    browser = diner.server.anonymous()
    url = diner.start(browser)
    swapped = url.replace(parameters(url)["nonce"], parameters(diner.start(diner.server.anonymous()))["nonce"])
    answer = diner.back(browser, diner.provider.sign_in(swapped, diner.person()))
    assert answer.headers["location"].startswith("/sign-in?sso=SSO_NOT_VALID")
    assert why(diner) == "its nonce is not the one of this sign-in"


def test_the_code_of_another_sign_in_is_refused(diner: Diner) -> None:
    """It was asked for with another verifier."""
    browser, thief = diner.server.anonymous(), diner.server.anonymous()
    stolen = parameters(diner.provider.sign_in(diner.start(browser), diner.person()))["code"]
    own = diner.provider.sign_in(diner.start(thief), diner.person())
    answer = diner.back(thief, own.replace(parameters(own)["code"], stolen))
    assert answer.headers["location"].startswith("/sign-in?sso=SSO_NOT_VALID")
    assert thief.get("/api/session").status_code == 401


def test_the_code_of_another_client_is_refused(diner: Diner) -> None:
    diner.provider.add_client(diner.server.url, "another")
    browser = diner.server.anonymous()
    url = diner.start(browser)
    assert f"client_id={CLIENT}&" in url
    back = diner.provider.sign_in(url.replace(f"client_id={CLIENT}&", "client_id=another&"), diner.person())
    assert diner.back(browser, back).headers["location"].startswith("/sign-in?sso=SSO_NOT_VALID")


@pytest.mark.parametrize("change", ["another", "left out"])
def test_an_answer_that_names_another_issuer_is_refused(diner: Diner, change: str) -> None:
    """RFC 9207: the provider says that it names itself in every answer."""
    browser = diner.server.anonymous()
    url = diner.provider.sign_in(diner.start(browser), diner.person())
    named = f"iss={parameters(url)['iss'].replace(':', '%3A').replace('/', '%2F')}"
    assert named in url
    changed = url.replace(named, "iss=https%3A%2F%2Fother.example" if change == "another" else "")
    assert diner.back(browser, changed).headers["location"].startswith("/sign-in?sso=SSO_NOT_VALID")
    assert why(diner) == "the answer came from another provider (iss)"


def test_whoever_cancels_at_the_provider_comes_back_to_the_sign_in_page(diner: Diner) -> None:
    browser = diner.server.anonymous()
    answer = diner.back(browser, diner.provider.sign_in(diner.start(browser), diner.person(), cancel=True))
    assert answer.headers["location"] == f"/sign-in?sso=SSO_DENIED&company={diner.company}"


def test_a_wrong_client_secret_is_told_in_the_trail(diner: Diner) -> None:
    diner.configure(client_secret="wrong")
    assert diner.sign_in(diner.person()).headers["location"].startswith("/sign-in?sso=SSO_NOT_VALID")
    assert why(diner) == "the provider does not accept the client's ID and secret"
    diner.configure(client_secret=SECRET)


def test_a_provider_that_is_away_is_a_sentence(diner: Diner) -> None:
    browser = diner.server.anonymous()
    url = diner.provider.sign_in(diner.start(browser), diner.person())
    diner.provider.answer_with(503)
    assert diner.back(browser, url).headers["location"].startswith("/sign-in?sso=SSO_UNREACHABLE")
    diner.configure(issuer="http://127.0.0.1:9")
    answer = diner.server.anonymous().post("/api/sso/start", json={"company": diner.company})
    assert (answer.status_code, answer.json()["code"]) == (503, "SSO_UNREACHABLE")


def test_an_address_that_is_not_verified_lets_nobody_in(diner: Diner) -> None:
    answer = diner.sign_in(diner.person(email_verified=False))
    assert answer.headers["location"].startswith("/sign-in?sso=SSO_NOT_ADMITTED")


def test_people_of_other_domains_are_not_let_in(diner: Diner) -> None:
    diner.configure(domains=["example.com"])
    assert diner.sign_in(diner.person()).headers["location"].startswith("/sign-in?sso=SSO_NOT_ADMITTED")
    subject = diner.person(email=f"{diner.server.random.id()}@Example.com")
    assert diner.sign_in(subject).headers["location"] == "/"


def test_a_claim_gives_the_role_at_each_sign_in(diner: Diner) -> None:
    roles = [{"value": "leads", "role": "manager"}, {"value": "it", "role": "admin"}]
    diner.configure(role_claim="groups", roles=roles, scopes="openid email profile")
    subject = diner.person(groups=["all", "it", "leads"])
    assert role_after(diner, subject) == "admin"
    diner.provider.add_person(subject, **diner.provider.people[subject] | {"groups": ["leads"]})
    assert role_after(diner, subject) == "manager"
    diner.provider.add_person(subject, **diner.provider.people[subject] | {"groups": []})
    assert role_after(diner, subject) == "staff"


def test_without_a_role_nobody_comes_in_uninvited(diner: Diner) -> None:
    diner.configure(default_role=None)
    subject = diner.person()
    assert diner.sign_in(subject).headers["location"].startswith("/sign-in?sso=SSO_NOT_ADMITTED")
    invitation = {"name": "Kim", "email": diner.email(subject), "role": "manager", "send_mail": False}
    assert diner.admin().post("/api/people", json=invitation).status_code == 201
    assert role_after(diner, subject) == "manager"


def test_a_disabled_user_stays_out(diner: Diner) -> None:
    subject, browser = diner.person(), diner.server.anonymous()
    diner.sign_in(subject, browser)
    id = browser.get("/api/session").json()["person"]["id"]
    assert diner.admin().post(f"/api/people/{id}/disable").status_code == 200
    assert browser.get("/api/session").status_code == 403
    assert diner.sign_in(subject).headers["location"].startswith("/sign-in?sso=ACCOUNT_DISABLED")


def test_the_people_of_a_suspended_company_stay_out(diner: Diner) -> None:
    operator, browser = diner.server.as_("operator"), diner.server.anonymous()
    url = diner.provider.sign_in(diner.start(browser), diner.person())
    version = next(one for one in operator.get("/api/tenants").json()["items"] if one["id"] == diner.company)
    assert operator.post(f"/api/tenants/{diner.company}/suspend", json=version).status_code < 300
    try:
        assert diner.back(browser, url).headers["location"].startswith("/sign-in?sso=")
        assert browser.get("/api/session").status_code == 401
        assert browser.post("/api/sso/start", json={"company": diner.company}).status_code == 404
    finally:
        assert operator.post(f"/api/tenants/{diner.company}/resume", json=version).status_code < 300


def test_nobody_is_added_to_a_company_that_is_suspended_meanwhile(diner: Diner) -> None:
    operator, browser, subject = diner.server.as_("operator"), diner.server.anonymous(), diner.person()
    url = diner.provider.sign_in(diner.start(browser), subject)
    suspend(operator, diner.company)
    try:
        assert diner.back(browser, url).headers["location"] == f"/sign-in?sso=TENANT_SUSPENDED&company={diner.company}"
    finally:
        suspend(operator, diner.company, "resume")
    assert diner.admin().get("/api/people", params={"search": diner.email(subject)}).json()["items"] == []


def test_one_goes_on_at_a_page_whose_address_has_letters_of_any_script(diner: Diner) -> None:
    assert diner.sign_in(diner.person(), return_to="/€").headers["location"] == "/%E2%82%AC"


def role_after(diner: Diner, subject: str) -> str:
    browser = diner.server.anonymous()
    assert diner.sign_in(subject, browser).headers["location"] == "/"
    role: str = browser.get("/api/session").json()["person"]["role"]
    return role


def why(diner: Diner) -> str:
    """What the newest refused sign-in says in the trail."""
    entries = diner.admin().get("/api/audit", params={"action": "SSO_REFUSED"}).json()["items"]
    sentence: str = entries[0]["sentence"]
    return sentence.rpartition("was refused: ")[2]
