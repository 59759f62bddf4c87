"""Whoever comes in by a provider, and whoever sets one, is told to the owners; what a provider gave ends with it."""

import httpx
import pytest

from handfast.kernel.callers import Role
from tests.single_sign_on.conftest import Diner
from tests.support.members import PASSWORD, Member
from tests.support.oidc_provider import CLIENT

IT = {"role_claim": "groups", "roles": [{"value": "it", "role": "admin"}], "scopes": "openid email profile"}
NEW_LEADER = "Somebody can now manage the people in your company"
SET = "The single sign-on of your company was set"


class Company:
    """A company of its own at the provider, so that no other test's people are in it."""

    def __init__(self, diner: Diner) -> None:
        self.diner, self.server = diner, diner.server
        self.owner: Member = self.server.call(self.server.member(Role.OWNER))
        self.browser = self.server.anonymous()
        answer = self.browser.post("/api/session", json={"email": self.owner.email, "password": PASSWORD})
        self.browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]

    def set(self, **changes: object) -> httpx.Response:
        seen = self.browser.get("/api/tenant/sso").json()["provider"]
        version = {"version": seen["version"] if seen else None}
        answer = self.browser.put("/api/tenant/sso", json=version | self.diner.settings() | changes)
        assert answer.status_code == 200, answer.text
        return answer

    def comes(self, subject: str) -> httpx.Client:
        return self.diner.comes(subject, company=self.owner.tenant_id)

    def comes_confirmed(self) -> httpx.Client:
        """An admin of the provider, who has just shown there that it is them."""
        subject = self.diner.person(groups=["it"])
        browser = self.comes(subject)
        self.diner.confirm(browser, subject)
        return browser

    def mails(self) -> list[str]:
        """The subjects of those that the owner got since this was asked last."""
        self.server.call(self.server.deliver())
        assert all("/settings/sign-in" in str(mail) for mail in self.server.mails if mail["Subject"] == SET)
        found = [mail["Subject"] for mail in self.server.mails if mail["To"] == self.owner.email]
        self.server.mails.clear()
        return found

    def notices(self) -> list[str]:
        return [item["sentence"] for item in self.browser.get("/api/notices").json()["items"]]


@pytest.fixture
def company(diner: Diner) -> Company:
    diner.server.application.run.committed = lambda: None  # mails wait for `deliver`
    company = Company(diner)
    company.set(**IT)
    company.mails()
    return company


@pytest.mark.parametrize("way", ["new", "raised", "invited"])
def test_an_admin_by_a_claim_is_told_by_mail_and_among_the_notices(company: Company, way: str) -> None:
    diner = company.diner
    subject = diner.person(groups=[] if way == "raised" else ["it"])
    if way == "raised":
        company.comes(subject)
        diner.provider.add_person(subject, **diner.provider.people[subject] | {"groups": ["it"]})
    if way == "invited":
        invitation = {"name": "Kim Sample", "email": diner.email(subject), "role": "staff", "send_mail": False}
        assert company.browser.post("/api/people", json=invitation).status_code == 201
    assert NEW_LEADER not in company.mails()
    assert company.comes(subject).get("/api/session").json()["person"]["role"] == "admin"
    assert company.mails().count(NEW_LEADER) == 1
    assert company.notices()[0] == "Sample ID made Kim Sample admin: they can now manage the people of the company"
    company.comes(subject)
    assert company.mails().count(NEW_LEADER) == 0


def test_an_admin_who_was_invited_as_one_is_told_once(company: Company) -> None:
    diner = company.diner
    subject = diner.person(groups=["it"])
    invitation = {"name": "Kim Sample", "email": diner.email(subject), "role": "admin", "send_mail": False}
    assert company.browser.post("/api/people", json=invitation).status_code == 201
    assert company.mails().count(NEW_LEADER) == 1
    company.comes(subject)
    assert company.mails().count(NEW_LEADER) == 0


def test_the_owners_hear_that_a_provider_was_set_or_changed(company: Company) -> None:
    company.set(**IT)
    assert company.mails() == [SET]  # the secret was given again
    company.set(**IT, client_secret=None)
    assert company.mails() == []
    company.set(**IT, client_secret=None, domains=["example.org"])
    assert company.mails() == [SET]
    assert company.notices()[0] == "Robin set the single sign-on Sample ID: domains"
    assert company.browser.delete("/api/tenant/sso").status_code == 204
    assert company.notices()[0] == "Robin removed the single sign-on Sample ID"


@pytest.mark.parametrize(
    ("change", "ends"), [("removed", True), ("another issuer", True), ("another client", False), ("turned off", False), ("domains", False)]
)
def test_access_tokens_of_its_people_end_with_the_provider(company: Company, change: str, ends: bool) -> None:
    server = company.server
    new = {"name": "Script", "scopes": ["devices:read"], "expires_in_days": 1}
    tokens = [browser.post("/api/tokens", json=new).json()["token"] for browser in (company.comes_confirmed(), company.browser)]
    match change:
        case "removed":
            assert company.browser.delete("/api/tenant/sso").status_code == 204
        case "another issuer":
            company.set(**IT, issuer="https://login.example.net")
        case "another client":
            company.set(**IT, client_id=f"{CLIENT}-2")
        case "turned off":
            company.set(**IT, enabled=False)
        case "domains":
            company.set(**IT, domains=["example.org"])
    answers = [server.anonymous().get("/api/devices", headers={"Authorization": f"Bearer {token}"}).status_code for token in tokens]
    assert answers == [401 if ends else 200, 200]


def test_an_admin_of_the_provider_may_require_a_second_factor_of_admins(company: Company) -> None:
    """It does not bind their session."""
    browser = company.comes_confirmed()
    version = browser.get("/api/tenant").json()["version"]
    changed = browser.patch("/api/tenant", json={"version": version, "settings": {"second_factor_roles": ["admin"]}})
    assert changed.status_code == 200, changed.text
    assert browser.get("/api/devices").status_code == 200
