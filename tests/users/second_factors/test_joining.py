"""An invitation is no way around the second factor, nor a way to confirm a session that somebody else has."""

import httpx

from handfast.kernel.callers import Role
from handfast.kernel.time import DAY, MINUTE
from tests.support.members import PASSWORD, Browser, Member, sign_in
from tests.support.second_factors import enrol, second_step
from tests.support.server import Server


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code") if answer.content else None


async def invited(quiet: Server, member: Member) -> dict[str, str]:
    """What somebody sends who accepts the invitation of another company."""
    owner = await quiet.signed_in(await quiet.member(Role.OWNER))
    answer = await owner.post("/api/people", json={"name": "Robin", "email": member.email, "role": "manager", "send_mail": False})
    assert answer.status_code == 201, answer.text
    return {"token": answer.json()["invitation_url"].partition("#")[2], "name": "Robin"}


async def makes_a_token(browser: Browser) -> tuple[int, str | None]:
    return told(await browser.post("/api/tokens", json={"name": "Script", "scopes": ["devices:read"], "expires_in_days": 1}))


async def test_with_a_second_factor_the_password_joins_no_other_company(quiet: Server) -> None:
    member = await quiet.member()
    app = await enrol(await quiet.signed_in(member), quiet.clock)
    body, browser = await invited(quiet, member), quiet.browser()
    answer = await browser.post("/api/invitations/redeem", json=body | {"password": PASSWORD})
    assert told(answer) == (403, "SIGN_IN_FIRST")
    assert browser.cookie is None
    assert (await second_step(browser, await sign_in(browser, member.email), code=app.code())).status_code == 200
    assert (await browser.post("/api/invitations/redeem", json=body)).status_code == 201


async def test_joining_from_a_session_neither_confirms_nor_prolongs_it(quiet: Server) -> None:
    member = await quiet.member()
    browser = await quiet.signed_in(member)
    body = await invited(quiet, member)
    quiet.clock.move(5 * MINUTE + 1)
    assert await makes_a_token(browser) == (403, "REAUTHENTICATION_REQUIRED")
    assert (await browser.post("/api/invitations/redeem", json=body)).status_code == 201
    assert await makes_a_token(browser) == (403, "REAUTHENTICATION_REQUIRED")
    for _ in range(59):
        quiet.clock.move(DAY // 2 - 1)
        assert (await browser.get("/api/session")).status_code == 200
    quiet.clock.move(DAY // 2)
    assert told(await browser.get("/api/session")) == (401, "UNAUTHENTICATED")
