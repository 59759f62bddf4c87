"""Inviting people, and accepting an invitation."""

import asyncio
from typing import Any

import httpx
import pytest

from handfast.kernel.callers import Role
from handfast.kernel.time import DAY, HOUR
from handfast.users.accounts import store as accounts
from tests.support.members import PASSWORD, PUBLIC_URL, Browser, link_in, sign_in
from tests.support.rows import commit_row
from tests.support.server import Server


def newcomer(quiet: Server, **changes: Any) -> dict[str, Any]:
    return {"name": "Nico", "email": f"{quiet.application.random.id()}@example.com", "role": "staff", "send_mail": False} | changes


async def invite(quiet: Server, browser: Browser, **changes: Any) -> dict[str, Any]:
    answer = await browser.post("/api/people", json=newcomer(quiet, **changes))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def token_of(invitation: dict[str, Any]) -> str:
    page, _, token = invitation["invitation_url"].partition("#")
    assert page == f"{PUBLIC_URL}/join"
    return str(token)


async def accept(browser: Browser, token: str, name: str = "Nico N.", password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/api/invitations/redeem", json={"token": token, "name": name, "password": password})


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


async def test_who_accepts_an_invitation_is_signed_in(quiet: Server) -> None:
    owner = await quiet.signed_in(await quiet.member())
    invitation = await invite(quiet, owner, role="manager")
    assert invitation["mailed"] is False
    assert invitation["expires_at"] == "2026-01-27T06:00:00Z"
    browser = quiet.browser()
    look = await browser.post("/api/invitations/look", json={"token": token_of(invitation)})
    assert look.json() == {
        "tenant_name": "Walnut House",
        "email": invitation["person"]["email"],
        "name": "Nico",
        "role": "manager",
        "has_account": False,
    }
    answer = await accept(browser, token_of(invitation))
    assert answer.status_code == 201
    assert answer.json()["person"]["name"] == "Nico N."
    assert (await browser.get("/api/session")).json()["person"]["role"] == "manager"
    assert (await sign_in(quiet.browser(), invitation["person"]["email"])).status_code == 200
    [person] = (await owner.get("/api/people?search=Nico")).json()["items"]
    assert (person["status"], person["invitation_expires_at"]) == ("active", None)


async def test_a_link_works_once(quiet: Server) -> None:
    owner = await quiet.signed_in(await quiet.member())
    token = token_of(await invite(quiet, owner))
    assert (await accept(quiet.browser(), token)).status_code == 201
    assert told(await accept(quiet.browser(), token, password="another-good-one")) == (410, "LINK_EXPIRED")
    assert told(await quiet.browser().post("/api/invitations/look", json={"token": token})) == (410, "LINK_EXPIRED")


async def test_of_two_acceptances_at_once_one_wins(quiet: Server) -> None:
    owner = await quiet.signed_in(await quiet.member())
    token = token_of(await invite(quiet, owner))
    answers = await asyncio.gather(*(accept(quiet.browser(), token, name=f"Nico {number}") for number in range(5)))
    assert sorted(told(answer) for answer in answers) == [(201, None)] + [(410, "LINK_EXPIRED")] * 4


async def test_a_link_works_for_seven_days(quiet: Server) -> None:
    owner = await quiet.signed_in(await quiet.member())
    token = token_of(await invite(quiet, owner))
    quiet.clock.move(7 * DAY)
    assert told(await accept(quiet.browser(), token)) == (410, "LINK_EXPIRED")


async def test_the_mail_brings_the_same_link(quiet: Server) -> None:
    owner = await quiet.signed_in(await quiet.member())
    invitation = await invite(quiet, owner, send_mail=True)
    assert invitation["mailed"] is True
    await quiet.deliver()
    [mail] = quiet.mails
    assert mail["To"] == invitation["person"]["email"]
    assert "Walnut House" in mail["Subject"]
    assert link_in(mail) == invitation["invitation_url"]


async def test_a_new_link_ends_the_old_one(quiet: Server) -> None:
    owner = await quiet.signed_in(await quiet.member())
    invitation = await invite(quiet, owner)
    quiet.clock.move(HOUR)
    again = await owner.post(f"/api/people/{invitation['person']['id']}/invitation", json={"send_mail": True})
    assert again.status_code == 200
    assert again.json()["mailed"] is True
    assert again.json()["person"]["invitation_expires_at"] == "2026-01-27T07:00:00Z"
    await quiet.deliver()
    assert told(await accept(quiet.browser(), token_of(invitation))) == (410, "LINK_EXPIRED")
    assert (await accept(quiet.browser(), token_of(again.json()))).status_code == 201


async def test_a_cancelled_invitation_leaves_nobody(quiet: Server) -> None:
    owner = await quiet.signed_in(await quiet.member())
    invitation = await invite(quiet, owner)
    id = invitation["person"]["id"]
    assert (await owner.delete(f"/api/people/{id}/invitation")).status_code == 204
    assert told(await accept(quiet.browser(), token_of(invitation))) == (410, "LINK_EXPIRED")
    assert (await owner.get("/api/people")).json()["total"] == 1
    assert (await owner.delete(f"/api/people/{id}/invitation")).status_code == 404
    email = invitation["person"]["email"]
    assert await quiet.application.database.fetch_one(accounts.by_email(email)) is None
    await invite(quiet, owner, email=email)


async def test_a_cancelled_invitation_leaves_the_account_that_others_know(quiet: Server) -> None:
    owner, other = [await quiet.signed_in(await quiet.member()) for _ in range(2)]
    mine = await invite(quiet, owner)
    email = mine["person"]["email"]
    theirs = await invite(quiet, other, email=email)
    assert (await owner.delete(f"/api/people/{mine['person']['id']}/invitation")).status_code == 204
    assert (await accept(quiet.browser(), token_of(theirs))).status_code == 201


async def test_who_has_joined_has_no_invitation(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner, member = await quiet.signed_in(await quiet.member(Role.OWNER, tenant)), await quiet.member(Role.STAFF, tenant)
    assert told(await owner.post(f"/api/people/{member.id}/invitation", json={})) == (404, "NOT_FOUND")
    assert told(await owner.delete(f"/api/people/{member.id}/invitation")) == (404, "NOT_FOUND")


async def test_an_address_belongs_to_one_person_of_a_company(quiet: Server) -> None:
    taken = await quiet.member()
    owner = await quiet.signed_in(taken)
    answer = await owner.post("/api/people", json=newcomer(quiet, email=taken.email.upper()))
    assert told(answer) == (409, "EMAIL_TAKEN")


async def test_of_two_invitations_to_one_address_one_wins(quiet: Server) -> None:
    tenant = await quiet.tenant()
    one, two = [await quiet.signed_in(await quiet.member(Role.OWNER, tenant)) for _ in range(2)]
    body = newcomer(quiet)
    answers = await asyncio.gather(one.post("/api/people", json=body), two.post("/api/people", json=body))
    assert sorted(told(answer) for answer in answers) == [(201, None), (409, "EMAIL_TAKEN")]


@pytest.mark.parametrize("changes", [{"name": " "}, {"email": "nowhere"}, {"role": "king"}, {"name": 7}, {"send_mail": "yes"}])
async def test_what_cannot_be_used_is_named(quiet: Server, changes: dict[str, Any]) -> None:
    owner = await quiet.signed_in(await quiet.member())
    answer = await owner.post("/api/people", json=newcomer(quiet, **changes))
    assert told(answer) == (400, "INVALID_INPUT")
    assert [error["field"] for error in answer.json()["errors"]] == list(changes)


async def test_an_admin_invites_no_owner(quiet: Server) -> None:
    tenant = await quiet.tenant()
    admin = await quiet.signed_in(await quiet.member(Role.ADMIN, tenant))
    owner = await quiet.signed_in(await quiet.member(Role.OWNER, tenant))
    assert told(await admin.post("/api/people", json=newcomer(quiet, role="owner"))) == (403, "ROLE_TOO_HIGH")
    invited = (await invite(quiet, owner, role="owner"))["person"]["id"]
    assert told(await admin.post(f"/api/people/{invited}/invitation", json={})) == (403, "ROLE_TOO_HIGH")
    assert told(await admin.delete(f"/api/people/{invited}/invitation")) == (403, "ROLE_TOO_HIGH")


async def test_a_disabled_invitation_opens_nothing_until_it_is_enabled(quiet: Server) -> None:
    owner = await quiet.signed_in(await quiet.member())
    invitation = await invite(quiet, owner)
    id = invitation["person"]["id"]
    await owner.post(f"/api/people/{id}/disable")
    assert told(await accept(quiet.browser(), token_of(invitation))) == (410, "LINK_EXPIRED")
    assert (await owner.post(f"/api/people/{id}/enable")).json()["status"] == "invited"
    assert (await accept(quiet.browser(), token_of(invitation))).status_code == 201


async def test_a_weak_password_or_no_name_leaves_the_link_as_it_was(quiet: Server) -> None:
    owner = await quiet.signed_in(await quiet.member())
    token = token_of(await invite(quiet, owner))
    assert told(await accept(quiet.browser(), token, password="walnut house")) == (400, "WEAK_PASSWORD")
    assert told(await accept(quiet.browser(), token, name="\u200b")) == (400, "INVALID_INPUT")
    assert (await accept(quiet.browser(), token)).status_code == 201


async def test_wrong_links_are_limited_by_source(quiet: Server) -> None:
    browser = quiet.browser()
    codes = [(await browser.post("/api/invitations/look", json={"token": f"guess{number}"})).status_code for number in range(21)]
    assert codes == [410] * 20 + [429]


async def test_accepting_needs_no_session_and_ends_the_one_that_is_there(quiet: Server) -> None:
    member = await quiet.member()
    browser = await quiet.signed_in(member)
    invitation = await invite(quiet, browser)
    old = browser.cookie
    assert (await accept(browser, token_of(invitation))).status_code == 201
    assert (await quiet.browser().get("/api/session", headers={"Cookie": f"__Host-handfast={old}"})).status_code == 401


# --- somebody who has an account already ---


async def test_who_has_an_account_joins_another_company_with_its_password(quiet: Server) -> None:
    member = await quiet.member()
    owner = await quiet.signed_in(await quiet.member())
    token = token_of(await invite(quiet, owner, email=member.email, role="manager"))
    look = await quiet.browser().post("/api/invitations/look", json={"token": token})
    assert look.json()["has_account"] is True

    browser = quiet.browser()
    assert told(await accept(browser, token, password="not-the-right-one")) == (403, "WRONG_PASSWORD")
    assert told(await browser.post("/api/invitations/redeem", json={"token": token, "name": "N"})) == (403, "SIGN_IN_FIRST")
    joined = await accept(browser, token)
    assert (joined.status_code, joined.json()["person"]["role"], len(joined.json()["memberships"])) == (201, "manager", 2)
    assert told(await accept(quiet.browser(), token)) == (410, "LINK_EXPIRED")


async def test_who_is_signed_in_joins_without_the_password_and_only_as_themselves(quiet: Server) -> None:
    member = await quiet.member()
    owner = await quiet.signed_in(await quiet.member())
    token = token_of(await invite(quiet, owner, email=member.email))
    foreign, browser = await quiet.signed_in(await quiet.member()), await quiet.signed_in(member)
    body = {"token": token, "name": "Nico"}
    assert told(await foreign.post("/api/invitations/redeem", json=body)) == (403, "SIGN_IN_FIRST")
    assert (await browser.post("/api/invitations/redeem", json=body)).status_code == 201


async def test_an_invitation_changes_no_password_of_an_account(quiet: Server) -> None:
    member = await quiet.member()
    owner = await quiet.signed_in(await quiet.member())
    token = token_of(await invite(quiet, owner, email=member.email))
    assert told(await accept(quiet.browser(), token, password="quite-another-walnut")) == (403, "WRONG_PASSWORD")
    assert (await sign_in(quiet.browser(), member.email)).status_code == 200


async def test_guessing_at_an_invitation_pays_like_guessing_at_sign_in(quiet: Server) -> None:
    member = await quiet.member()
    owner = await quiet.signed_in(await quiet.member())
    token, browser = token_of(await invite(quiet, owner, email=member.email)), quiet.browser()
    answers = [told(await accept(browser, token, password=f"wrong-walnut-{number}")) for number in range(6)]
    assert answers == [(403, "WRONG_PASSWORD")] * 5 + [(429, "RATE_LIMITED")]


async def test_an_invitation_does_not_open_an_operators_account_that_has_no_password(quiet: Server) -> None:
    """Whoever holds the link would operate the server. By mail, the operator chooses a password themselves."""
    owner = await quiet.signed_in(await quiet.member())
    invitation = await invite(quiet, owner)
    email = invitation["person"]["email"]
    made = "UPDATE accounts SET operator_since = $2 WHERE email = $1 RETURNING id"
    await commit_row(quiet.application.database, made, email, quiet.clock.now())
    assert told(await accept(quiet.browser(), token_of(invitation))) == (403, "SIGN_IN_FIRST")
    assert (await quiet.browser().post("/api/password-resets", json={"email": email})).status_code == 202
    quiet.mails.clear()
    await quiet.deliver()
    [mail] = [mail for mail in quiet.mails if mail["To"] == email]
    chosen = {"token": link_in(mail).partition("#")[2], "new_password": PASSWORD}
    assert (await quiet.browser().post("/api/password-resets/redeem", json=chosen)).status_code == 204
    browser = quiet.browser()
    assert (await sign_in(browser, email)).json()["tenant"] is None
    assert told(await accept(quiet.browser(), token_of(invitation), password="quite-another-walnut")) == (403, "WRONG_PASSWORD")
    assert (await accept(browser, token_of(invitation))).status_code == 201
