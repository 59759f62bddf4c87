"""Signing in by the provider of a company: who comes in, as what, and that nothing but a fresh answer for this browser does."""

import pytest

from handfast.kernel.time import MINUTE
from tests.single_sign_on.conftest import House
from tests.support.oidc_provider import CLIENT, SECRET, parameters


def test_somebody_new_comes_in_with_the_role_of_everybody(house: House) -> None:
    subject, browser = house.person(), house.server.anonymous()
    answer = house.sign_in(subject, browser, return_to="/devices")
    assert answer.headers["location"] == "/devices"
    session = browser.get("/api/session").json()
    assert session["person"] | {"id": ""} == {"id": "", "name": "Kim Sample", "email": house.email(subject), "role": "staff"}
    assert session["tenant"]["id"] == house.company
    assert session["company_only"] is True


def test_who_comes_again_is_the_same_user(house: House) -> None:
    subject = house.person()
    ids = set()
    for _ in range(2):
        browser = house.server.anonymous()
        house.sign_in(subject, browser)
        ids.add(browser.get("/api/session").json()["person"]["id"])
    assert len(ids) == 1


def test_the_request_has_pkce_state_and_nonce(house: House) -> None:
    asked = parameters(house.start(house.server.anonymous()))
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == len(asked["state"]) == len(asked["nonce"]) == 43
    assert asked["redirect_uri"] == f"{house.server.url}/api/sso/callback"


def test_an_answer_is_good_once(house: House) -> None:
    browser = house.server.anonymous()
    url = house.provider.sign_in(house.start(browser), house.person())
    assert house.back(browser, url).headers["location"] == "/"
    assert house.back(browser, url).headers["location"] == "/sign-in?sso=SSO_EXPIRED"


def test_an_answer_is_good_in_the_browser_that_began_alone(house: House) -> None:
    url = house.provider.sign_in(house.start(house.server.anonymous()), house.person())
    other = house.server.anonymous()
    house.start(other)
    assert house.back(other, url).headers["location"] == "/sign-in?sso=SSO_EXPIRED"
    assert other.get("/api/session").status_code == 401


def test_an_answer_is_too_late_after_ten_minutes(house: House) -> None:
    browser = house.server.anonymous()
    url = house.provider.sign_in(house.start(browser), house.person())
    house.server.clock.move(10 * MINUTE)
    assert house.back(browser, url).headers["location"] == "/sign-in?sso=SSO_EXPIRED"


@pytest.mark.parametrize("minutes", [-1, 1])
def test_a_clock_that_is_off_by_a_minute_is_accepted(house: House, minutes: int) -> None:
    house.provider.set_clock(minutes * MINUTE)
    assert house.sign_in(house.person()).headers["location"] == "/"


def test_a_clock_that_is_five_minutes_ahead_is_refused(house: House) -> None:
    house.provider.set_clock(5 * MINUTE)
    assert house.sign_in(house.person()).headers["location"].startswith("/sign-in?sso=SSO_NOT_VALID")
    assert why(house) == "it is of the future; are both clocks right?"


def test_the_signing_key_may_change_meanwhile(house: House) -> None:
    house.sign_in(house.person())
    house.server.clock.move(2 * MINUTE - MINUTE)
    house.provider.rotate_key()
    browser = house.server.anonymous()
    assert house.sign_in(house.person(), browser).headers["location"] == "/"


def test_the_nonce_of_another_browser_is_refused(house: House) -> None:
    browser = house.server.anonymous()
    url = house.start(browser)
    swapped = url.replace(parameters(url)["nonce"], parameters(house.start(house.server.anonymous()))["nonce"])
    answer = house.back(browser, house.provider.sign_in(swapped, house.person()))
    assert answer.headers["location"].startswith("/sign-in?sso=SSO_NOT_VALID")
    assert why(house) == "its nonce is not the one of this sign-in"


def test_the_code_of_another_sign_in_is_refused(house: House) -> None:
    """It was asked for with another verifier."""
    browser, thief = house.server.anonymous(), house.server.anonymous()
    stolen = parameters(house.provider.sign_in(house.start(browser), house.person()))["code"]
    own = house.provider.sign_in(house.start(thief), house.person())
    answer = house.back(thief, own.replace(parameters(own)["code"], stolen))
    assert answer.headers["location"].startswith("/sign-in?sso=SSO_NOT_VALID")
    assert thief.get("/api/session").status_code == 401


def test_the_code_of_another_client_is_refused(house: House) -> None:
    house.provider.add_client(house.server.url, "another")
    browser = house.server.anonymous()
    url = house.start(browser)
    assert f"client_id={CLIENT}&" in url
    back = house.provider.sign_in(url.replace(f"client_id={CLIENT}&", "client_id=another&"), house.person())
    assert house.back(browser, back).headers["location"].startswith("/sign-in?sso=SSO_NOT_VALID")


@pytest.mark.parametrize("change", ["another", "left out"])
def test_an_answer_that_names_another_issuer_is_refused(house: House, change: str) -> None:
    """RFC 9207: the provider says that it names itself in every answer."""
    browser = house.server.anonymous()
    url = house.provider.sign_in(house.start(browser), house.person())
    named = f"iss={parameters(url)['iss'].replace(':', '%3A').replace('/', '%2F')}"
    assert named in url
    changed = url.replace(named, "iss=https%3A%2F%2Fother.example" if change == "another" else "")
    assert house.back(browser, changed).headers["location"].startswith("/sign-in?sso=SSO_NOT_VALID")
    assert why(house) == "the answer came from another provider (iss)"


def test_whoever_cancels_at_the_provider_comes_back_to_the_sign_in_page(house: House) -> None:
    browser = house.server.anonymous()
    answer = house.back(browser, house.provider.sign_in(house.start(browser), house.person(), cancel=True))
    assert answer.headers["location"] == f"/sign-in?sso=SSO_DENIED&company={house.company}"


def test_a_wrong_client_secret_is_told_in_the_trail(house: House) -> None:
    house.configure(client_secret="wrong")
    assert house.sign_in(house.person()).headers["location"].startswith("/sign-in?sso=SSO_NOT_VALID")
    assert why(house) == "the provider does not accept the client's ID and secret"
    house.configure(client_secret=SECRET)


def test_a_provider_that_is_away_is_a_sentence(house: House) -> None:
    browser = house.server.anonymous()
    url = house.provider.sign_in(house.start(browser), house.person())
    house.provider.answer_with(503)
    assert house.back(browser, url).headers["location"].startswith("/sign-in?sso=SSO_UNREACHABLE")
    house.configure(issuer="http://127.0.0.1:9")
    answer = house.server.anonymous().post("/api/sso/start", json={"company": house.company})
    assert (answer.status_code, answer.json()["code"]) == (503, "SSO_UNREACHABLE")


def test_an_address_that_is_not_verified_lets_nobody_in(house: House) -> None:
    answer = house.sign_in(house.person(email_verified=False))
    assert answer.headers["location"].startswith("/sign-in?sso=SSO_NOT_ADMITTED")


def test_people_of_other_domains_are_not_let_in(house: House) -> None:
    house.configure(domains=["example.com"])
    assert house.sign_in(house.person()).headers["location"].startswith("/sign-in?sso=SSO_NOT_ADMITTED")
    subject = house.person(email=f"{house.server.random.id()}@Example.com")
    assert house.sign_in(subject).headers["location"] == "/"


def test_a_claim_gives_the_role_at_each_sign_in(house: House) -> None:
    roles = [{"value": "leads", "role": "manager"}, {"value": "it", "role": "admin"}]
    house.configure(role_claim="groups", roles=roles, scopes="openid email profile")
    subject = house.person(groups=["all", "it", "leads"])
    assert role_after(house, subject) == "admin"
    house.provider.add_person(subject, **house.provider.people[subject] | {"groups": ["leads"]})
    assert role_after(house, subject) == "manager"
    house.provider.add_person(subject, **house.provider.people[subject] | {"groups": []})
    assert role_after(house, subject) == "staff"


def test_without_a_role_nobody_comes_in_uninvited(house: House) -> None:
    house.configure(default_role=None)
    subject = house.person()
    assert house.sign_in(subject).headers["location"].startswith("/sign-in?sso=SSO_NOT_ADMITTED")
    invitation = {"name": "Kim", "email": house.email(subject), "role": "manager", "send_mail": False}
    assert house.admin().post("/api/people", json=invitation).status_code == 201
    assert role_after(house, subject) == "manager"


def test_a_disabled_user_stays_out(house: House) -> None:
    subject, browser = house.person(), house.server.anonymous()
    house.sign_in(subject, browser)
    id = browser.get("/api/session").json()["person"]["id"]
    assert house.admin().post(f"/api/people/{id}/disable").status_code == 200
    assert browser.get("/api/session").status_code == 403
    assert house.sign_in(subject).headers["location"].startswith("/sign-in?sso=ACCOUNT_DISABLED")


def test_the_people_of_a_suspended_company_stay_out(house: House) -> None:
    operator, browser = house.server.as_("operator"), house.server.anonymous()
    url = house.provider.sign_in(house.start(browser), house.person())
    version = next(one for one in operator.get("/api/tenants").json()["items"] if one["id"] == house.company)
    assert operator.post(f"/api/tenants/{house.company}/suspend", json=version).status_code < 300
    try:
        assert house.back(browser, url).headers["location"].startswith("/sign-in?sso=")
        assert browser.get("/api/session").status_code == 401
        assert browser.post("/api/sso/start", json={"company": house.company}).status_code == 404
    finally:
        assert operator.post(f"/api/tenants/{house.company}/resume", json=version).status_code < 300


def role_after(house: House, subject: str) -> str:
    browser = house.server.anonymous()
    assert house.sign_in(subject, browser).headers["location"] == "/"
    role: str = browser.get("/api/session").json()["person"]["role"]
    return role


def why(house: House) -> str:
    """What the newest refused sign-in says in the trail."""
    entries = house.admin().get("/api/audit", params={"action": "SSO_REFUSED"}).json()["items"]
    sentence: str = entries[0]["sentence"]
    return sentence.rpartition("was refused: ")[2]
