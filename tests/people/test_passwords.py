"""Changing a password, and choosing a new one with a link from a mail."""

import asyncio

import pytest

from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.time import HOUR, MINUTE
from handfast.users.passwords.make_link import make_link
from handfast.users.passwords.rules import normalised, weakness
from tests.people.conftest import PASSWORD, PUBLIC_URL, Browser, Place, link_in, place_at, sign_in
from tests.support.rows import fetch_rows

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


async def token_for(place: Place, email: str) -> str:
    assert (await ask(place.browser(), email))[0] == 202
    place.mails.clear()
    await place.deliver()
    [mail] = place.mails
    assert mail["To"] == email
    page, _, token = link_in(mail).partition("#")
    assert page == f"{PUBLIC_URL}/reset"
    return token


@pytest.mark.parametrize(
    "password",
    [
        "short7!", "x" * 129, "password", "Password123!", "qwertyuiop", "aaaaaaaaaa", "abababab", "12345678", "20240131",
        "handfast2024", "RobinRobin", "robin@1234", "walnuthouse", "abcdefgh", "87654321", "iloveyou", "P@ssw0rd", "Restaurant1",
    ],
)  # fmt: skip
def test_a_password_a_guesser_tries_first_is_refused(password: str) -> None:
    assert weakness(password, ("Robin", "robin@example.com", "Walnut House")) is not None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short7!", "Use at least 8 characters."),
        ("x" * 129, "Use at most 128 characters."),
        ("abababab", "This is one character or one row of keys repeated. Choose something less regular."),
        ("abcdefgh", "This is one character or one row of keys repeated. Choose something less regular."),
        ("abcabcabc", None),
        ("39172846501", "This is one of the first passwords a guesser tries. Choose another one."),
        ("391728465012", None),
        ("robinxyzuv", "This is little more than a name that others know. Choose another one."),
        ("robinxyzuvw", None),
    ],
)
def test_a_weak_password_is_told_why_at_the_very_edge(password: str, why: str | None) -> None:
    assert weakness(password, ("Robin",)) == why


@pytest.mark.parametrize(
    "password", ["ordinary-walnut-kettle", "quiet harbour", "x7#mQ2!v", "пароль-для-двери", "日本語のパスワード", "🐢🐇🦊🐝" * 32]
)
def test_a_password_of_ones_own_is_good(password: str) -> None:
    assert weakness(password, ("Robin", "robin@example.com", "Walnut House")) is None


def test_length_counts_characters_and_spelling_does_not() -> None:
    assert weakness("ä" * 64 + "öü" * 32) is None
    assert normalised("cafe\u0301 au lait") == "caf\u00e9 au lait"


async def test_changing_the_password_ends_the_other_sessions_and_renews_this_one(place: Place) -> None:
    member = await place.member()
    here, there = await place.signed_in(member), await place.signed_in(member)
    old_cookie, old_csrf = here.cookie, here.csrf
    answer = await here.put("/api/session/password", json={"current_password": PASSWORD, "new_password": NEW})
    assert answer.status_code == 200
    assert answer.json()["person"]["id"] == member.id
    assert here.cookie != old_cookie
    assert here.csrf != old_csrf
    assert (await here.get("/api/session")).status_code == 200
    assert (await there.get("/api/session")).status_code == 401
    assert (await place.browser().get("/api/session", headers={"Cookie": f"__Host-handfast={old_cookie}"})).status_code == 401
    assert (await sign_in(place.browser(), member.email)).status_code == 401
    assert (await sign_in(place.browser(), member.email, NEW)).status_code == 200


async def test_the_current_password_is_needed_and_guessing_it_is_limited(place: Place) -> None:
    browser = await place.signed_in(await place.member())
    for _ in range(5):
        assert await change(browser, "wrong password", NEW) == (403, "WRONG_PASSWORD")
    assert await change(browser, PASSWORD, NEW) == (429, "RATE_LIMITED")


async def test_a_weak_new_password_is_refused_with_a_reason(place: Place) -> None:
    browser = await place.signed_in(await place.member())
    answer = await browser.put("/api/session/password", json={"current_password": PASSWORD, "new_password": "password1"})
    assert (answer.status_code, answer.json()["code"]) == (400, "WEAK_PASSWORD")
    assert "guesser" in answer.json()["detail"]


async def test_two_changes_at_once_leave_one_password(place: Place) -> None:
    member = await place.member()
    one, two = await place.signed_in(member), await place.signed_in(member)
    answers = await asyncio.gather(change(one, PASSWORD, NEW), change(two, PASSWORD, "loud-meadow-compass"))
    assert sorted(status for status, _ in answers) in ([200, 401], [200, 403])


async def test_a_reset_link_asked_for_before_the_password_changed_does_not_work_after_it(place: Place) -> None:
    member = await place.member()
    browser = await place.signed_in(member)
    mailed = await token_for(place, member.email)
    handed_over = await place.application.run(make_link, member.email, SYSTEM)
    assert isinstance(handed_over, Done)
    assert await change(browser, PASSWORD, NEW) == (200, None)
    for token in (mailed, handed_over.view.partition("#")[2]):
        assert await redeem(place.browser(), token, "another-walnut-kettle") == (410, "LINK_EXPIRED")
    assert (await sign_in(place.browser(), member.email, NEW)).status_code == 200


async def test_signing_out_everywhere_ends_reset_links_that_wait(place: Place) -> None:
    member = await place.member()
    browser = await place.signed_in(member)
    token = await token_for(place, member.email)
    assert (await browser.delete("/api/sessions")).status_code == 204
    assert await redeem(place.browser(), token) == (410, "LINK_EXPIRED")


async def test_asking_for_a_reset_says_nothing_about_the_account(place: Place) -> None:
    known, disabled = await place.member(), await place.member(Role.STAFF, disabled=True)
    answers = [await ask(place.browser(), email) for email in (known.email, disabled.email, "nobody@example.com", "not an address")]
    assert len(set(answers)) == 1
    assert answers[0][0] == 202
    await place.deliver()
    assert [mail["To"] for mail in place.mails] == [known.email]
    assert await fetch_rows(place.application.database, "SELECT 1 FROM mails") == []


async def test_who_was_only_invited_gets_no_reset(place: Place) -> None:
    owner = await place.signed_in(await place.member())
    await owner.post("/api/people", json={"name": "New", "email": "only-invited@example.com", "role": "staff", "send_mail": False})
    await ask(place.browser(), "only-invited@example.com")
    await place.deliver()
    assert place.mails == []


async def test_the_link_sets_a_password_once_and_ends_every_session(place: Place) -> None:
    member = await place.member()
    browser = await place.signed_in(member)
    token = await token_for(place, member.email)
    assert await redeem(place.browser(), token) == (204, None)
    assert (await browser.get("/api/session")).status_code == 401
    assert (await sign_in(place.browser(), member.email)).status_code == 401
    assert (await sign_in(place.browser(), member.email, NEW)).status_code == 200
    assert await redeem(place.browser(), token, "another-good-one") == (410, "LINK_EXPIRED")


async def test_the_link_works_for_thirty_minutes(place: Place) -> None:
    member = await place.member()
    early, late = await token_for(place, member.email), await token_for(place, member.email)
    place.clock.move(30 * MINUTE - 1)
    assert await redeem(place.browser(), early) == (204, None)
    place.clock.move(1)
    assert await redeem(place.browser(), late) == (410, "LINK_EXPIRED")


async def test_one_used_link_ends_the_others(place: Place) -> None:
    member = await place.member()
    first, second = await token_for(place, member.email), await token_for(place, member.email)
    assert await redeem(place.browser(), second) == (204, None)
    assert await redeem(place.browser(), first) == (410, "LINK_EXPIRED")


async def test_a_weak_password_leaves_the_link_as_it_was(place: Place) -> None:
    member = await place.member()
    token = await token_for(place, member.email)
    assert await redeem(place.browser(), token, "password") == (400, "WEAK_PASSWORD")
    assert await redeem(place.browser(), token) == (204, None)


async def test_of_two_redemptions_at_once_one_wins(place: Place) -> None:
    member = await place.member()
    token = await token_for(place, member.email)
    answers = await asyncio.gather(*(redeem(place.browser(), token, f"{NEW}-{number}") for number in range(6)))
    assert sorted(answers) == [(204, None)] + [(410, "LINK_EXPIRED")] * 5
    winner = answers.index((204, None))
    assert (await sign_in(place.browser(), member.email, f"{NEW}-{winner}")).status_code == 200


async def test_a_disabled_person_cannot_use_a_link(place: Place) -> None:
    tenant = await place.tenant()
    owner, member = await place.signed_in(await place.member(Role.OWNER, tenant)), await place.member(Role.STAFF, tenant)
    token = await token_for(place, member.email)
    await owner.post(f"/api/people/{member.id}/disable")
    assert await redeem(place.browser(), token) == (410, "LINK_EXPIRED")


async def test_an_account_gets_three_mails_an_hour(place: Place) -> None:
    member = await place.member()
    answers = {await ask(place.browser(), member.email) for _ in range(5)}
    assert len(answers) == 1
    await place.deliver()
    assert [mail["To"] for mail in place.mails].count(member.email) == 3
    place.clock.move(HOUR)
    await ask(place.browser(), member.email)
    await place.deliver()
    assert [mail["To"] for mail in place.mails].count(member.email) == 4


async def test_a_source_may_ask_five_times_an_hour(place: Place) -> None:
    browser = place.browser()
    codes = [(await ask(browser, f"nobody{number}@example.com"))[0] for number in range(6)]
    assert codes == [202] * 5 + [429]


async def test_wrong_links_are_limited_by_source(place: Place) -> None:
    browser = place.browser()
    answers = [await redeem(browser, f"guess{number}") for number in range(21)]
    assert answers == [(410, "LINK_EXPIRED")] * 20 + [(429, "RATE_LIMITED")]


async def test_a_new_password_by_mail_lets_in_who_had_locked_themselves_out(place: Place) -> None:
    member = await place.member()
    browser = place.browser()
    for _ in range(5):
        await sign_in(browser, member.email, "forgotten")
    assert (await sign_in(browser, member.email)).status_code == 429
    await redeem(browser, await token_for(place, member.email))
    assert (await sign_in(browser, member.email, NEW)).status_code == 200


async def test_without_a_mail_server_there_is_no_reset(database_url: str, tmp_path: object, clock: object) -> None:
    place = await place_at(database_url, tmp_path, clock, mail=False)  # type: ignore[arg-type]
    status, body = await ask(place.browser(), "someone@example.com")
    await place.application.stop()
    assert status == 409
    assert b"MAIL_NOT_CONFIGURED" in body


async def test_no_link_is_readable_in_the_database(place: Place) -> None:
    member = await place.member()
    await ask(place.browser(), member.email)
    [row] = await fetch_rows(place.application.database, "SELECT sealed FROM mails")
    assert b"reset" not in bytes(row["sealed"])
    assert member.email.encode() not in bytes(row["sealed"])
    await place.deliver()


async def test_the_operator_can_make_a_link_for_somebody_without_mail(place: Place) -> None:
    member = await place.member()
    made = await place.application.run(make_link, member.email, SYSTEM)
    assert isinstance(made, Done)
    assert await redeem(place.browser(), made.view.partition("#")[2]) == (204, None)
    assert (await sign_in(place.browser(), member.email, NEW)).status_code == 200


async def test_the_operator_learns_that_nobody_has_that_address(place: Place) -> None:
    refused = await place.application.run(make_link, "nobody@example.com", SYSTEM)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_FOUND
