"""Inviting people, and accepting an invitation."""

import asyncio
from typing import Any

import httpx
import pytest

from handfast.kernel.callers import Role
from handfast.kernel.time import DAY, HOUR
from tests.support.members import PASSWORD, PUBLIC_URL, Browser, link_in, sign_in
from tests.support.server import Server


def newcomer(place: Server, **changes: Any) -> dict[str, Any]:
    return {"name": "Nico", "email": f"{place.application.random.id()}@example.com", "role": "staff", "send_mail": False} | changes


async def invite(place: Server, browser: Browser, **changes: Any) -> dict[str, Any]:
    answer = await browser.post("/api/people", json=newcomer(place, **changes))
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


async def test_who_accepts_an_invitation_is_signed_in(place: Server) -> None:
    owner = await place.signed_in(await place.member())
    invitation = await invite(place, owner, role="manager")
    assert invitation["mailed"] is False
    assert invitation["expires_at"] == "2026-01-27T06:00:00Z"
    browser = place.browser()
    look = await browser.post("/api/invitations/look", json={"token": token_of(invitation)})
    assert look.json() == {"tenant_name": "Walnut House", "email": invitation["person"]["email"], "name": "Nico", "role": "manager"}
    answer = await accept(browser, token_of(invitation))
    assert answer.status_code == 201
    assert answer.json()["person"]["name"] == "Nico N."
    assert (await browser.get("/api/session")).json()["person"]["role"] == "manager"
    assert (await sign_in(place.browser(), invitation["person"]["email"])).status_code == 200
    [person] = (await owner.get("/api/people?search=Nico")).json()["items"]
    assert (person["status"], person["invitation_expires_at"]) == ("active", None)


async def test_a_link_works_once(place: Server) -> None:
    owner = await place.signed_in(await place.member())
    token = token_of(await invite(place, owner))
    assert (await accept(place.browser(), token)).status_code == 201
    assert told(await accept(place.browser(), token, password="another-good-one")) == (410, "LINK_EXPIRED")
    assert told(await place.browser().post("/api/invitations/look", json={"token": token})) == (410, "LINK_EXPIRED")


async def test_of_two_acceptances_at_once_one_wins(place: Server) -> None:
    owner = await place.signed_in(await place.member())
    token = token_of(await invite(place, owner))
    answers = await asyncio.gather(*(accept(place.browser(), token, name=f"Nico {number}") for number in range(5)))
    assert sorted(told(answer) for answer in answers) == [(201, None)] + [(410, "LINK_EXPIRED")] * 4


async def test_a_link_works_for_seven_days(place: Server) -> None:
    owner = await place.signed_in(await place.member())
    token = token_of(await invite(place, owner))
    place.clock.move(7 * DAY)
    assert told(await accept(place.browser(), token)) == (410, "LINK_EXPIRED")


async def test_the_mail_brings_the_same_link(place: Server) -> None:
    owner = await place.signed_in(await place.member())
    invitation = await invite(place, owner, send_mail=True)
    assert invitation["mailed"] is True
    await place.deliver()
    [mail] = place.mails
    assert mail["To"] == invitation["person"]["email"]
    assert "Walnut House" in mail["Subject"]
    assert link_in(mail) == invitation["invitation_url"]


async def test_a_new_link_ends_the_old_one(place: Server) -> None:
    owner = await place.signed_in(await place.member())
    invitation = await invite(place, owner)
    place.clock.move(HOUR)
    again = await owner.post(f"/api/people/{invitation['person']['id']}/invitation", json={"send_mail": True})
    assert again.status_code == 200
    assert again.json()["mailed"] is True
    assert again.json()["person"]["invitation_expires_at"] == "2026-01-27T07:00:00Z"
    await place.deliver()
    assert told(await accept(place.browser(), token_of(invitation))) == (410, "LINK_EXPIRED")
    assert (await accept(place.browser(), token_of(again.json()))).status_code == 201


async def test_a_cancelled_invitation_leaves_nobody(place: Server) -> None:
    owner = await place.signed_in(await place.member())
    invitation = await invite(place, owner)
    id = invitation["person"]["id"]
    assert (await owner.delete(f"/api/people/{id}/invitation")).status_code == 204
    assert told(await accept(place.browser(), token_of(invitation))) == (410, "LINK_EXPIRED")
    assert (await owner.get("/api/people")).json()["total"] == 1
    assert (await owner.delete(f"/api/people/{id}/invitation")).status_code == 404
    await invite(place, owner, email=invitation["person"]["email"])


async def test_who_has_joined_has_no_invitation(place: Server) -> None:
    tenant = await place.tenant()
    owner, member = await place.signed_in(await place.member(Role.OWNER, tenant)), await place.member(Role.STAFF, tenant)
    assert told(await owner.post(f"/api/people/{member.id}/invitation", json={})) == (404, "NOT_FOUND")
    assert told(await owner.delete(f"/api/people/{member.id}/invitation")) == (404, "NOT_FOUND")


async def test_an_address_belongs_to_one_person_of_the_server(place: Server) -> None:
    owner = await place.signed_in(await place.member())
    taken = await place.member()
    answer = await owner.post("/api/people", json=newcomer(place, email=taken.email.upper()))
    assert told(answer) == (409, "EMAIL_TAKEN")


async def test_of_two_invitations_to_one_address_one_wins(place: Server) -> None:
    one, two = await place.signed_in(await place.member()), await place.signed_in(await place.member())
    body = newcomer(place)
    answers = await asyncio.gather(one.post("/api/people", json=body), two.post("/api/people", json=body))
    assert sorted(told(answer) for answer in answers) == [(201, None), (409, "EMAIL_TAKEN")]


@pytest.mark.parametrize("changes", [{"name": " "}, {"email": "nowhere"}, {"role": "king"}, {"name": 7}, {"send_mail": "yes"}])
async def test_what_cannot_be_used_is_named(place: Server, changes: dict[str, Any]) -> None:
    owner = await place.signed_in(await place.member())
    answer = await owner.post("/api/people", json=newcomer(place, **changes))
    assert told(answer) == (400, "INVALID_INPUT")
    assert [error["field"] for error in answer.json()["errors"]] == list(changes)


async def test_an_admin_invites_no_owner(place: Server) -> None:
    tenant = await place.tenant()
    admin = await place.signed_in(await place.member(Role.ADMIN, tenant))
    owner = await place.signed_in(await place.member(Role.OWNER, tenant))
    assert told(await admin.post("/api/people", json=newcomer(place, role="owner"))) == (403, "ROLE_TOO_HIGH")
    invited = (await invite(place, owner, role="owner"))["person"]["id"]
    assert told(await admin.post(f"/api/people/{invited}/invitation", json={})) == (403, "ROLE_TOO_HIGH")
    assert told(await admin.delete(f"/api/people/{invited}/invitation")) == (403, "ROLE_TOO_HIGH")


async def test_a_disabled_invitation_opens_nothing_until_it_is_enabled(place: Server) -> None:
    owner = await place.signed_in(await place.member())
    invitation = await invite(place, owner)
    id = invitation["person"]["id"]
    await owner.post(f"/api/people/{id}/disable")
    assert told(await accept(place.browser(), token_of(invitation))) == (410, "LINK_EXPIRED")
    assert (await owner.post(f"/api/people/{id}/enable")).json()["status"] == "invited"
    assert (await accept(place.browser(), token_of(invitation))).status_code == 201


async def test_a_weak_password_or_no_name_leaves_the_link_as_it_was(place: Server) -> None:
    owner = await place.signed_in(await place.member())
    token = token_of(await invite(place, owner))
    assert told(await accept(place.browser(), token, password="walnut house")) == (400, "WEAK_PASSWORD")
    assert told(await accept(place.browser(), token, name="\u200b")) == (400, "INVALID_INPUT")
    assert (await accept(place.browser(), token)).status_code == 201


async def test_wrong_links_are_limited_by_source(place: Server) -> None:
    browser = place.browser()
    codes = [(await browser.post("/api/invitations/look", json={"token": f"guess{number}"})).status_code for number in range(21)]
    assert codes == [410] * 20 + [429]


async def test_accepting_needs_no_session_and_ends_the_one_that_is_there(place: Server) -> None:
    member = await place.member()
    browser = await place.signed_in(member)
    invitation = await invite(place, browser)
    old = browser.cookie
    assert (await accept(browser, token_of(invitation))).status_code == 201
    assert (await place.browser().get("/api/session", headers={"Cookie": f"__Host-handfast={old}"})).status_code == 401
