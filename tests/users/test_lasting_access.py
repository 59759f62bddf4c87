"""A stolen session leaves nothing behind: lasting access asks for the password, is told by mail, and ends with a recovery."""

import asyncio
from typing import Any

import httpx
import pytest

from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.outcomes import Done
from handfast.kernel.time import MINUTE
from handfast.users.passwords.make_link import make_link
from tests.support.members import PASSWORD, Browser, Member
from tests.support.rows import fetch_rows
from tests.support.server import Server

LATELY = 5 * MINUTE
NEW = "quiet-harbour-lantern"
TOKEN = {"name": "Nightly report", "scopes": ["people:read"], "expires_in_days": 30}


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code") if answer.content else None


async def confirm(browser: Browser, password: str = PASSWORD) -> tuple[int, str | None]:
    return told(await browser.post("/api/session/confirm", json={"current_password": password}))


async def works(quiet: Server, token: dict[str, Any]) -> bool:
    answer = await quiet.browser().get("/api/people", headers={"Authorization": f"Bearer {token['token']}"})
    assert answer.status_code in (200, 401), answer.text
    return answer.status_code == 200


async def make_token(browser: Browser, **changes: Any) -> dict[str, Any]:
    answer = await browser.post("/api/tokens", json=TOKEN | changes)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def invitation(quiet: Server, role: str) -> dict[str, Any]:
    return {"name": "New", "email": f"{quiet.application.random.id()}@example.com", "role": role, "send_mail": False}


async def mails(quiet: Server) -> list[tuple[str, str, str]]:
    """To, subject and text of what has not been delivered yet."""
    quiet.mails.clear()
    await quiet.deliver()
    found = []
    for mail in quiet.mails:
        text = mail.get_body(("plain",))
        assert text is not None
        found.append((mail["To"], mail["Subject"], text.get_content()))
    return sorted(found)


class WaysToLast:
    """Each way to leave something behind, as a request of an owner."""

    def __init__(self, quiet: Server, owner: Member) -> None:
        self.server, self.owner = quiet, owner

    async def token(self, browser: Browser) -> httpx.Response:
        return await browser.post("/api/tokens", json=TOKEN)

    async def owner_invited(self, browser: Browser) -> httpx.Response:
        return await browser.post("/api/people", json=invitation(self.server, "owner"))

    async def admin_invited(self, browser: Browser) -> httpx.Response:
        return await browser.post("/api/people", json=invitation(self.server, "admin"))

    async def admin_invited_again(self, browser: Browser) -> httpx.Response:
        invited = await (await self.server.signed_in(self.owner)).post("/api/people", json=invitation(self.server, "admin"))
        return await browser.post(f"/api/people/{invited.json()['person']['id']}/invitation", json={"send_mail": False})

    async def role_raised(self, browser: Browser) -> httpx.Response:
        manager = await self.server.member(Role.MANAGER, self.owner.tenant_id)
        return await browser.patch(f"/api/people/{manager.id}", json={"role": "admin"})

    async def admin_enabled(self, browser: Browser) -> httpx.Response:
        admin = await self.server.member(Role.ADMIN, self.owner.tenant_id, disabled=True)
        return await browser.post(f"/api/people/{admin.id}/enable")

    async def payment_secret(self, browser: Browser) -> httpx.Response:
        return await browser.post("/api/tenant/stripe/secrets", json={"secret": f"whsec_{'a1B2c3D4' * 4}"})


DOORS = ["token", "owner_invited", "admin_invited", "admin_invited_again", "role_raised", "admin_enabled", "payment_secret"]


@pytest.mark.parametrize("door", DOORS)
async def test_lasting_access_takes_a_password_typed_within_five_minutes(quiet: Server, door: str) -> None:
    owner = await quiet.member()
    browser, open_door = await quiet.signed_in(owner), getattr(WaysToLast(quiet, owner), door)
    quiet.clock.move(LATELY + 1)
    assert told(await open_door(browser)) == (403, "REAUTHENTICATION_REQUIRED")
    assert await confirm(browser) == (204, None)
    quiet.clock.move(LATELY)
    assert (await open_door(browser)).is_success
    quiet.clock.move(1)
    assert told(await open_door(browser)) == (403, "REAUTHENTICATION_REQUIRED")


@pytest.mark.parametrize("door", DOORS[1:-1])
async def test_no_access_token_gives_lasting_access(quiet: Server, door: str) -> None:
    owner = await quiet.member()
    token = await make_token(await quiet.signed_in(owner), scopes=["people:read", "people:write"])
    script = quiet.browser()
    script.headers["Authorization"] = f"Bearer {token['token']}"
    answer = await getattr(WaysToLast(quiet, owner), door)(script)
    assert told(answer) == (403, "FORBIDDEN")
    assert answer.json()["detail"] == "An access token is not enough for this: sign in and do it in a browser."


async def test_what_gives_no_lasting_access_asks_for_nothing(quiet: Server) -> None:
    owner = await quiet.member()
    browser = await quiet.signed_in(owner)
    admin = await quiet.member(Role.ADMIN, owner.tenant_id)
    quiet.clock.move(LATELY + 1)
    assert (await browser.post("/api/people", json=invitation(quiet, "manager"))).status_code == 201
    assert (await browser.patch(f"/api/people/{admin.id}", json={"name": "Other"})).status_code == 200
    assert (await browser.patch(f"/api/people/{admin.id}", json={"role": "manager"})).status_code == 200
    assert (await browser.post(f"/api/people/{admin.id}/disable")).status_code == 200


async def test_guessing_the_password_of_an_open_session_is_limited_like_signing_in(quiet: Server) -> None:
    owner = await quiet.member()
    browser = await quiet.signed_in(owner)
    quiet.clock.move(LATELY + 1)
    answers = [await confirm(browser, "a wrong one") for _ in range(6)]
    assert answers == [(403, "WRONG_PASSWORD")] * 5 + [(429, "RATE_LIMITED")]
    assert await confirm(browser) == (429, "RATE_LIMITED")
    assert told(await browser.post("/api/tokens", json=TOKEN)) == (403, "REAUTHENTICATION_REQUIRED")


async def test_a_confirmation_belongs_to_one_session(quiet: Server) -> None:
    owner = await quiet.member()
    one, other = await quiet.signed_in(owner), await quiet.signed_in(owner)
    quiet.clock.move(LATELY + 1)
    assert await confirm(one) == (204, None)
    assert told(await other.post("/api/tokens", json=TOKEN)) == (403, "REAUTHENTICATION_REQUIRED")


@pytest.mark.parametrize("how", ["mail", "operator", "change", "everywhere"])
async def test_a_recovery_ends_access_tokens(quiet: Server, how: str) -> None:
    owner = await quiet.member()
    browser = await quiet.signed_in(owner)
    token = await make_token(browser)
    assert await works(quiet, token)
    if how == "change":
        answer = await browser.put("/api/session/password", json={"current_password": PASSWORD, "new_password": NEW})
    elif how == "everywhere":
        answer = await browser.delete("/api/sessions")
    else:
        answer = await reset(quiet, owner, how)
    assert answer.is_success
    assert not await works(quiet, token)
    rows = await fetch_rows(quiet.application.database, "SELECT 1 FROM access_tokens WHERE user_id = $1", owner.id)
    assert rows == []


async def reset(quiet: Server, owner: Member, how: str) -> httpx.Response:
    if how == "operator":
        made = await quiet.application.run(make_link, owner.email, SYSTEM)
        assert isinstance(made, Done)
        secret = made.view.partition("#")[2]
    else:
        await mails(quiet)
        assert (await quiet.browser().post("/api/password-resets", json={"email": owner.email})).status_code == 202
        [(_, _, text)] = await mails(quiet)
        secret = next(line for line in text.splitlines() if "#" in line).partition("#")[2]
    return await quiet.browser().post("/api/password-resets/redeem", json={"token": secret, "new_password": NEW})


async def test_changing_the_password_keeps_the_access_tokens_that_are_named_and_no_others(quiet: Server) -> None:
    owner, stranger = await quiet.member(), await quiet.member()
    browser = await quiet.signed_in(owner)
    kept, other, foreign = await make_token(browser), await make_token(browser), await make_token(await quiet.signed_in(stranger))
    body = {"current_password": PASSWORD, "new_password": NEW, "keep_tokens": [kept["id"], foreign["id"], "no token's id"]}
    assert (await browser.put("/api/session/password", json=body)).status_code == 200
    assert [await works(quiet, token) for token in (kept, other, foreign)] == [True, False, True]
    assert [line["id"] for line in (await browser.get("/api/tokens")).json()["items"]] == [kept["id"]]
    again = {"current_password": NEW, "new_password": PASSWORD}
    assert (await browser.put("/api/session/password", json=again)).status_code == 200
    assert not await works(quiet, kept)


async def test_a_token_made_while_the_password_changes_does_not_outlive_it(quiet: Server) -> None:
    owner = await quiet.member()
    mine, thief = await quiet.signed_in(owner), await quiet.signed_in(owner)
    made, changed = await asyncio.gather(
        asyncio.gather(*(thief.post("/api/tokens", json=TOKEN) for _ in range(20))),
        mine.put("/api/session/password", json={"current_password": PASSWORD, "new_password": NEW}),
    )
    assert changed.status_code == 200
    tokens = [answer.json() for answer in made if answer.status_code == 201]
    assert not any([await works(quiet, token) for token in tokens])


async def test_a_new_access_token_is_told_to_its_owner(quiet: Server) -> None:
    owner = await quiet.member(name="Olivia")
    await make_token(await quiet.signed_in(owner), scopes=["people:read", "audit:read"])
    [(to, subject, text)] = await mails(quiet)
    assert (to, subject) == (owner.email, "A new access token for your account")
    assert "The access token “Nightly report” was created for your account, from 10." in text
    assert "- See people" in text
    assert "- Read the audit trail" in text
    assert "Until 19 February 2026" in text
    assert "hfp_" not in text


async def test_owners_are_told_who_can_let_in_others(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner, admin = await quiet.member(Role.OWNER, tenant), await quiet.member(Role.ADMIN, tenant, name="Adam")
    manager = await quiet.member(Role.MANAGER, tenant, name="Maya")
    await quiet.member(Role.OWNER, tenant, disabled=True)
    browser = await quiet.signed_in(admin)
    assert (await browser.patch(f"/api/people/{manager.id}", json={"role": "admin"})).status_code == 200
    told_to = [(to, text) for to, _, text in await mails(quiet)]
    assert {to for to, _ in told_to} == {owner.email, admin.email}
    assert all(f"Adam made Maya ({manager.email}) admin of your company." in text for _, text in told_to)
    assert (await browser.post("/api/people", json=invitation(quiet, "manager"))).status_code == 201
    assert await mails(quiet) == []
    assert (await browser.post("/api/people", json=invitation(quiet, "admin"))).status_code == 201
    assert len(await mails(quiet)) == 2


async def test_a_changed_password_is_told(quiet: Server) -> None:
    owner = await quiet.member()
    browser = await quiet.signed_in(owner)
    await browser.put("/api/session/password", json={"current_password": PASSWORD, "new_password": NEW})
    assert [(to, subject) for to, subject, _ in await mails(quiet)] == [(owner.email, "Your password was changed")]


async def test_without_mail_nothing_waits_to_be_sent(quiet: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = await quiet.member()
    monkeypatch.setattr(quiet.application.run, "policy", quiet.application.run.policy.__class__(public_url="https://handfast.test"))
    await make_token(await quiet.signed_in(owner))
    assert await mails(quiet) == []
