"""Changing a password, and choosing a new one with a link from a mail."""

import asyncio
from dataclasses import replace

import pytest

from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.time import HOUR, MINUTE
from handfast.users.passwords.make_link import make_link
from tests.support.members import PASSWORD, PUBLIC_URL, Browser, link_in, sign_in
from tests.support.rows import fetch_rows
from tests.support.server import Server

NEW = "quiet-harbour-lantern"


async def change(browser: Browser, current: str, new: str) -> tuple[int, str | None]:
    answer = await browser.put("/api/session/password", json={"current_password": current, "new_password": new})
    return answer.status_code, answer.json().get("code")


async def ask(browser: Browser, email: str) -> tuple[int, bytes]:
    answer = await browser.post("/api/password-resets", json={"email": email})
    return answer.status_code, answer.content


async def redeem(browser: Browser, token: str, new: str = NEW) -> tuple[int, str | None]:
    answer = await browser.post("/api/password-resets/redeem", json={"token": token, "new_password": new})
    return answer.status_code, answer.json().get("code") if answer.content else None


async def token_for(quiet: Server, email: str) -> str:
    assert (await ask(quiet.browser(), email))[0] == 202
    quiet.mails.clear()
    await quiet.deliver()
    [mail] = quiet.mails
    assert mail["To"] == email
    page, _, token = link_in(mail).partition("#")
    assert page == f"{PUBLIC_URL}/reset"
    return token


async def test_changing_the_password_ends_the_other_sessions_and_renews_this_one(quiet: Server) -> None:
    member = await quiet.member()
    here, there = await quiet.signed_in(member), await quiet.signed_in(member)
    old_cookie, old_csrf = here.cookie, here.csrf
    answer = await here.put("/api/session/password", json={"current_password": PASSWORD, "new_password": NEW})
    assert answer.status_code == 200
    assert answer.json()["person"]["id"] == member.id
    assert here.cookie != old_cookie
    assert here.csrf != old_csrf
    assert (await here.get("/api/session")).status_code == 200
    assert (await there.get("/api/session")).status_code == 401
    assert (await quiet.browser().get("/api/session", headers={"Cookie": f"__Host-handfast={old_cookie}"})).status_code == 401
    assert (await sign_in(quiet.browser(), member.email)).status_code == 401
    assert (await sign_in(quiet.browser(), member.email, NEW)).status_code == 200


async def test_the_current_password_is_needed_and_guessing_it_is_limited(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    for _ in range(5):
        assert await change(browser, "wrong password", NEW) == (403, "WRONG_PASSWORD")
    assert await change(browser, PASSWORD, NEW) == (429, "RATE_LIMITED")


async def test_a_weak_new_password_is_refused_with_a_reason(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    answer = await browser.put("/api/session/password", json={"current_password": PASSWORD, "new_password": "password1"})
    assert (answer.status_code, answer.json()["code"]) == (400, "WEAK_PASSWORD")
    assert "guesser" in answer.json()["detail"]


async def test_two_changes_at_once_leave_one_password(quiet: Server) -> None:
    member = await quiet.member()
    one, two = await quiet.signed_in(member), await quiet.signed_in(member)
    answers = await asyncio.gather(change(one, PASSWORD, NEW), change(two, PASSWORD, "loud-meadow-compass"))
    assert sorted(status for status, _ in answers) in ([200, 401], [200, 403])


async def test_a_reset_link_asked_for_before_the_password_changed_does_not_work_after_it(quiet: Server) -> None:
    member = await quiet.member()
    browser = await quiet.signed_in(member)
    mailed = await token_for(quiet, member.email)
    handed_over = await quiet.application.run(make_link, member.email, SYSTEM)
    assert isinstance(handed_over, Done)
    assert await change(browser, PASSWORD, NEW) == (200, None)
    for token in (mailed, handed_over.view.partition("#")[2]):
        assert await redeem(quiet.browser(), token, "another-walnut-kettle") == (410, "LINK_EXPIRED")
    assert (await sign_in(quiet.browser(), member.email, NEW)).status_code == 200


async def test_signing_out_everywhere_ends_reset_links_that_wait(quiet: Server) -> None:
    member = await quiet.member()
    browser = await quiet.signed_in(member)
    token = await token_for(quiet, member.email)
    assert (await browser.delete("/api/sessions")).status_code == 204
    assert await redeem(quiet.browser(), token) == (410, "LINK_EXPIRED")


async def test_asking_for_a_reset_says_nothing_about_the_account(quiet: Server) -> None:
    known, disabled = await quiet.member(), await quiet.member(Role.STAFF, disabled=True)
    answers = [await ask(quiet.browser(), email) for email in (known.email, disabled.email, "nobody@example.com", "not an address")]
    assert len(set(answers)) == 1
    assert answers[0][0] == 202
    await quiet.deliver()
    assert [mail["To"] for mail in quiet.mails] == [known.email]
    assert await fetch_rows(quiet.application.database, "SELECT 1 FROM mails") == []


async def test_who_was_only_invited_gets_no_reset(quiet: Server) -> None:
    owner = await quiet.signed_in(await quiet.member())
    await owner.post("/api/people", json={"name": "New", "email": "only-invited@example.com", "role": "staff", "send_mail": False})
    await ask(quiet.browser(), "only-invited@example.com")
    await quiet.deliver()
    assert quiet.mails == []


async def test_the_link_sets_a_password_once_and_ends_every_session(quiet: Server) -> None:
    member = await quiet.member()
    browser = await quiet.signed_in(member)
    token = await token_for(quiet, member.email)
    assert await redeem(quiet.browser(), token) == (204, None)
    assert (await browser.get("/api/session")).status_code == 401
    assert (await sign_in(quiet.browser(), member.email)).status_code == 401
    assert (await sign_in(quiet.browser(), member.email, NEW)).status_code == 200
    assert await redeem(quiet.browser(), token, "another-good-one") == (410, "LINK_EXPIRED")


async def test_the_link_works_for_thirty_minutes(quiet: Server) -> None:
    member = await quiet.member()
    early, late = await token_for(quiet, member.email), await token_for(quiet, member.email)
    quiet.clock.move(30 * MINUTE - 1)
    assert await redeem(quiet.browser(), early) == (204, None)
    quiet.clock.move(1)
    assert await redeem(quiet.browser(), late) == (410, "LINK_EXPIRED")


async def test_one_used_link_ends_the_others(quiet: Server) -> None:
    member = await quiet.member()
    first, second = await token_for(quiet, member.email), await token_for(quiet, member.email)
    assert await redeem(quiet.browser(), second) == (204, None)
    assert await redeem(quiet.browser(), first) == (410, "LINK_EXPIRED")


async def test_a_weak_password_leaves_the_link_as_it_was(quiet: Server) -> None:
    member = await quiet.member()
    token = await token_for(quiet, member.email)
    assert await redeem(quiet.browser(), token, "password") == (400, "WEAK_PASSWORD")
    assert await redeem(quiet.browser(), token) == (204, None)


async def test_of_two_redemptions_at_once_one_wins(quiet: Server) -> None:
    member = await quiet.member()
    token = await token_for(quiet, member.email)
    answers = await asyncio.gather(*(redeem(quiet.browser(), token, f"{NEW}-{number}") for number in range(6)))
    assert sorted(answers) == [(204, None)] + [(410, "LINK_EXPIRED")] * 5
    winner = answers.index((204, None))
    assert (await sign_in(quiet.browser(), member.email, f"{NEW}-{winner}")).status_code == 200


async def test_a_disabled_person_cannot_use_a_link(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner, member = await quiet.signed_in(await quiet.member(Role.OWNER, tenant)), await quiet.member(Role.STAFF, tenant)
    token = await token_for(quiet, member.email)
    await owner.post(f"/api/people/{member.id}/disable")
    assert await redeem(quiet.browser(), token) == (410, "LINK_EXPIRED")


async def test_an_account_gets_three_mails_an_hour(quiet: Server) -> None:
    member = await quiet.member()
    answers = {await ask(quiet.browser(), member.email) for _ in range(5)}
    assert len(answers) == 1
    await quiet.deliver()
    assert [mail["To"] for mail in quiet.mails].count(member.email) == 3
    quiet.clock.move(HOUR)
    await ask(quiet.browser(), member.email)
    await quiet.deliver()
    assert [mail["To"] for mail in quiet.mails].count(member.email) == 4


async def test_a_source_may_ask_five_times_an_hour(quiet: Server) -> None:
    browser = quiet.browser()
    codes = [(await ask(browser, f"nobody{number}@example.com"))[0] for number in range(6)]
    assert codes == [202] * 5 + [429]


async def test_wrong_links_are_limited_by_source(quiet: Server) -> None:
    browser = quiet.browser()
    answers = [await redeem(browser, f"guess{number}") for number in range(21)]
    assert answers == [(410, "LINK_EXPIRED")] * 20 + [(429, "RATE_LIMITED")]


async def test_a_new_password_by_mail_lets_in_who_had_locked_themselves_out(quiet: Server) -> None:
    member = await quiet.member()
    browser = quiet.browser()
    for _ in range(5):
        await sign_in(browser, member.email, "forgotten")
    assert (await sign_in(browser, member.email)).status_code == 429
    await redeem(browser, await token_for(quiet, member.email))
    assert (await sign_in(browser, member.email, NEW)).status_code == 200


async def test_without_a_mail_server_there_is_no_reset(quiet: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiet.application.run, "policy", replace(quiet.application.run.policy, mail=False))
    status, body = await ask(quiet.browser(), "someone@example.com")
    assert status == 409
    assert b"MAIL_NOT_CONFIGURED" in body


async def test_no_link_is_readable_in_the_database(quiet: Server) -> None:
    member = await quiet.member()
    await ask(quiet.browser(), member.email)
    [row] = await fetch_rows(quiet.application.database, "SELECT sealed FROM mails")
    assert b"reset" not in bytes(row["sealed"])
    assert member.email.encode() not in bytes(row["sealed"])
    await quiet.deliver()


async def test_the_operator_can_make_a_link_for_somebody_without_mail(quiet: Server) -> None:
    member = await quiet.member()
    made = await quiet.application.run(make_link, member.email, SYSTEM)
    assert isinstance(made, Done)
    assert await redeem(quiet.browser(), made.view.partition("#")[2]) == (204, None)
    assert (await sign_in(quiet.browser(), member.email, NEW)).status_code == 200


async def test_the_operator_learns_that_nobody_has_that_address(quiet: Server) -> None:
    refused = await quiet.application.run(make_link, "nobody@example.com", SYSTEM)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_FOUND


async def test_who_was_only_invited_gets_no_link_to_choose_a_password(quiet: Server) -> None:
    owner, email = await quiet.signed_in(await quiet.member()), f"{quiet.random.id()}@example.com"
    invited = await owner.post("/api/people", json={"name": "New", "email": email, "role": "staff", "send_mail": False})
    assert invited.status_code == 201
    refused = await quiet.application.run(make_link, email, SYSTEM)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_FOUND
