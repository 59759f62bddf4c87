"""What no passkey gets by: replays, other sites, other accounts, other browsers, copies, and bytes that mean nothing."""

import asyncio
from typing import Any

import httpx
import pytest

from handfast.kernel.callers import Role
from handfast.kernel.secrets import base64url
from handfast.kernel.time import MINUTE
from tests.support.authenticator import Authenticator, add_passkey, confirm_with, second_step_with, sign_in_with, with_passkey
from tests.support.members import Browser, Member, account_of, sign_in
from tests.support.rows import fetch_row, fetch_rows, fetch_trail
from tests.support.second_factors import second_step
from tests.support.server import Server

REFUSED = (403, "PASSKEY_NOT_ACCEPTED")
EXPIRED = (410, "PASSKEY_EXPIRED")
WRONG: dict[str, dict[str, Any]] = {
    "another site": {"origin": "https://handfast.test.example"},
    "a page without https": {"origin": "http://handfast.test"},
    "another port": {"origin": "https://handfast.test:8443"},
    "another relying party": {"rp_id": "example.test"},
    "a parent domain": {"rp_id": "test"},
    "no user verification": {"verifies": False},
    "no user presence": {"is_present": False},
    "a page inside another site's": {"framed": {"crossOrigin": True}},
    "a page below another site's": {"framed": {"topOrigin": "https://example.test"}},
}


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code") if answer.content else None


async def protected(quiet: Server, **like: Any) -> tuple[Member, Browser, Authenticator]:
    member = await quiet.member(Role.OWNER)
    browser = await quiet.signed_in(member)
    return member, browser, await with_passkey(browser, **like)


def become(passkey: Authenticator, wrong: dict[str, Any]) -> None:
    for name, value in wrong.items():
        setattr(passkey, name, value)


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_a_passkey_is_not_made_by(quiet: Server, wrong: dict[str, Any]) -> None:
    browser = await quiet.signed_in(await quiet.member())
    assert told(await add_passkey(browser, Authenticator(**wrong))) == REFUSED
    assert (await browser.get("/api/session/second-factors")).json()["passkeys"] == []


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_nobody_signs_in_by(quiet: Server, wrong: dict[str, Any]) -> None:
    _, _, passkey = await protected(quiet)
    become(passkey, wrong)
    assert told(await sign_in_with(quiet.browser(), passkey)) == REFUSED


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_no_second_step_is_done_by(quiet: Server, wrong: dict[str, Any]) -> None:
    member, _, passkey = await protected(quiet)
    become(passkey, wrong)
    browser = quiet.browser()
    assert told(await second_step_with(browser, await sign_in(browser, member.email), passkey)) == REFUSED


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_no_session_is_confirmed_by(quiet: Server, wrong: dict[str, Any]) -> None:
    _, browser, passkey = await protected(quiet)
    become(passkey, wrong)
    assert told(await confirm_with(browser, passkey)) == REFUSED


async def test_an_answer_works_once(quiet: Server) -> None:
    _, _, passkey = await protected(quiet)
    browser = quiet.browser()
    options = (await browser.post("/api/session/passkey/challenge")).json()
    answer = {"credential": passkey.use(options)}
    assert (await browser.post("/api/session/passkey", json=answer)).status_code == 200
    assert told(await browser.post("/api/session/passkey", json=answer)) == EXPIRED


async def test_a_challenge_is_used_up_by_an_answer_that_was_refused(quiet: Server) -> None:
    _, _, passkey = await protected(quiet)
    browser = quiet.browser()
    options = (await browser.post("/api/session/passkey/challenge")).json()
    wrong = Authenticator(credential_id=passkey.credential_id, user_handle=passkey.user_handle)
    assert told(await browser.post("/api/session/passkey", json={"credential": wrong.use(options)})) == REFUSED
    assert told(await browser.post("/api/session/passkey", json={"credential": passkey.use(options)})) == EXPIRED


async def test_an_answer_to_another_challenge_is_refused(quiet: Server) -> None:
    _, browser, passkey = await protected(quiet)
    other = quiet.browser()
    options = (await other.post("/api/session/passkey/challenge")).json()
    answer = passkey.use(options, challenge=base64url(b"a challenge that nobody gave"))
    assert told(await other.post("/api/session/passkey", json={"credential": answer})) == REFUSED
    made = (await browser.post("/api/session/passkeys/challenge")).json()
    new = Authenticator().make(made, challenge=base64url(b"a challenge that nobody gave"))
    assert told(await browser.post("/api/session/passkeys", json={"name": "Key", "credential": new})) == REFUSED


async def test_a_challenge_is_good_for_five_minutes(quiet: Server) -> None:
    _, _, passkey = await protected(quiet)
    for minutes, expected in ((5 * MINUTE - 1, (200, None)), (5 * MINUTE, EXPIRED)):
        browser = quiet.browser()
        options = (await browser.post("/api/session/passkey/challenge")).json()
        quiet.clock.move(minutes)
        assert told(await browser.post("/api/session/passkey", json={"credential": passkey.use(options)})) == expected


async def test_a_challenge_is_worth_nothing_in_another_browser(quiet: Server) -> None:
    """What somebody was tricked into signing elsewhere signs nobody in here."""
    _, _, passkey = await protected(quiet)
    options = (await quiet.browser().post("/api/session/passkey/challenge")).json()
    answer = {"credential": passkey.use(options)}
    assert told(await quiet.browser().post("/api/session/passkey", json=answer)) == EXPIRED
    other = quiet.browser()
    await other.post("/api/session/passkey/challenge")
    assert told(await other.post("/api/session/passkey", json=answer)) == REFUSED


async def test_a_challenge_is_worth_nothing_in_another_session_of_the_same_user(quiet: Server) -> None:
    member, browser, passkey = await protected(quiet)
    options = (await browser.post("/api/session/confirm/passkey")).json()
    other = quiet.browser()
    assert (await sign_in_with(other, passkey)).status_code == 200
    assert told(await other.post("/api/session/confirm", json={"passkey": passkey.use(options)})) == EXPIRED
    new = (await browser.post("/api/session/passkeys/challenge")).json()
    made = {"name": "Key", "credential": Authenticator().make(new)}
    assert told(await other.post("/api/session/passkeys", json=made)) == EXPIRED
    assert len(await fetch_rows(quiet.application.database, "SELECT 1 FROM passkeys WHERE account_id = $1", account_of(member.id))) == 1


async def test_a_challenge_is_good_for_one_purpose(quiet: Server) -> None:
    _, browser, passkey = await protected(quiet)
    confirm = (await browser.post("/api/session/confirm/passkey")).json()
    made = {"name": "Key", "credential": Authenticator().make(confirm | {"user": {"id": "AAAA"}})}
    assert told(await browser.post("/api/session/passkeys", json=made)) == EXPIRED
    alone = (await browser.post("/api/session/passkey/challenge")).json()
    assert told(await browser.post("/api/session/confirm", json={"passkey": passkey.use(alone)})) == REFUSED
    alone = (await browser.post("/api/session/passkey/challenge")).json()
    answer = passkey.use(alone, type="webauthn.create")
    assert told(await browser.post("/api/session/passkey", json={"credential": answer})) == REFUSED


async def test_the_passkey_of_another_account_does_not_do(quiet: Server) -> None:
    member, browser, _ = await protected(quiet)
    _, _, foreign = await protected(quiet)
    other = quiet.browser()
    assert told(await second_step_with(other, await sign_in(other, member.email), foreign)) == REFUSED
    assert told(await confirm_with(browser, foreign)) == REFUSED


async def test_a_passkey_that_names_another_user_is_refused(quiet: Server) -> None:
    _, _, passkey = await protected(quiet)
    _, _, foreign = await protected(quiet)
    passkey.user_handle = foreign.user_handle
    assert told(await sign_in_with(quiet.browser(), passkey)) == REFUSED
    passkey.user_handle = None
    assert told(await sign_in_with(quiet.browser(), passkey)) == REFUSED


async def test_a_passkey_registered_by_somebody_else_is_not_registered_again(quiet: Server) -> None:
    _, _, passkey = await protected(quiet)
    browser = await quiet.signed_in(await quiet.member())
    copy = Authenticator(credential_id=passkey.credential_id)
    assert told(await add_passkey(browser, copy)) == REFUSED
    assert (await sign_in_with(quiet.browser(), passkey)).status_code == 200


async def test_a_counter_that_goes_back_is_refused_and_reported(quiet: Server) -> None:
    member, _, passkey = await protected(quiet)
    for _ in range(2):
        assert (await sign_in_with(quiet.browser(), passkey)).status_code == 200
    passkey.sign_count = 1  # the copy was made before it was used
    assert told(await sign_in_with(quiet.browser(), passkey)) == REFUSED
    [row] = await fetch_trail(quiet.application.database, member.tenant_id, "PASSKEY_COPIED")
    assert "Phone" in row["details"]
    passkey.sign_count = 2
    assert (await sign_in_with(quiet.browser(), passkey)).status_code == 200


async def test_a_counter_that_goes_back_is_reported_at_a_second_step_too(quiet: Server) -> None:
    member, _, passkey = await protected(quiet)
    assert (await sign_in_with(quiet.browser(), passkey)).status_code == 200
    passkey.sign_count = 0
    browser = quiet.browser()
    assert told(await second_step_with(browser, await sign_in(browser, member.email), passkey)) == REFUSED
    assert len(await fetch_trail(quiet.application.database, member.tenant_id, "PASSKEY_COPIED")) == 1


async def test_a_wrong_signature_with_a_low_counter_reports_nothing(quiet: Server) -> None:
    member, _, passkey = await protected(quiet)
    assert (await sign_in_with(quiet.browser(), passkey)).status_code == 200
    forged = Authenticator(credential_id=passkey.credential_id, user_handle=passkey.user_handle)
    assert told(await sign_in_with(quiet.browser(), forged)) == REFUSED
    assert await fetch_trail(quiet.application.database, member.tenant_id, "PASSKEY_COPIED") == []


async def test_an_authenticator_that_does_not_count_signs_in_again_and_again(quiet: Server) -> None:
    _, _, passkey = await protected(quiet, counts=False, synced=True)
    assert [(await sign_in_with(quiet.browser(), passkey)).status_code for _ in range(3)] == [200] * 3


@pytest.mark.parametrize("counts", [True, False])
async def test_of_many_who_answer_one_challenge_at_once_one_gets_in(quiet: Server, *, counts: bool) -> None:
    _, _, passkey = await protected(quiet, counts=counts)
    browser = quiet.browser()
    options = (await browser.post("/api/session/passkey/challenge")).json()
    answers = [passkey.use(options) for _ in range(5)]
    sent = await asyncio.gather(*(browser.post("/api/session/passkey", json={"credential": answer}) for answer in answers))
    assert sorted(answer.status_code for answer in sent) == [200, 410, 410, 410, 410]


async def test_of_many_who_confirm_with_one_challenge_at_once_one_does(quiet: Server) -> None:
    _, browser, passkey = await protected(quiet, counts=False)
    options = (await browser.post("/api/session/confirm/passkey")).json()
    answer = {"passkey": passkey.use(options)}
    sent = await asyncio.gather(*(browser.post("/api/session/confirm", json=answer) for _ in range(5)))
    assert sorted(one.status_code for one in sent) == [204, 410, 410, 410, 410]


async def test_of_many_who_register_with_one_challenge_at_once_one_does(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    options = (await browser.post("/api/session/passkeys/challenge")).json()
    made = [{"name": f"Key {number}", "credential": Authenticator(credential_id=bytes([number]) * 20).make(options)} for number in range(5)]
    sent = await asyncio.gather(*(browser.post("/api/session/passkeys", json=one) for one in made))
    assert sorted(one.status_code for one in sent) == [201, 410, 410, 410, 410]
    state = (await browser.get("/api/session/second-factors")).json()
    assert (len(state["passkeys"]), state["recovery_codes_left"]) == (1, 10)


async def test_wrong_passkeys_are_counted_like_wrong_codes(quiet: Server) -> None:
    member, _, passkey = await protected(quiet)
    forged = Authenticator(credential_id=passkey.credential_id, user_handle=passkey.user_handle)
    browser = quiet.browser()
    first = await sign_in(browser, member.email)
    assert [told(await second_step_with(browser, first, forged)) for _ in range(5)] == [REFUSED] * 5
    assert told(await second_step_with(browser, first, passkey)) == (429, "RATE_LIMITED")
    assert told(await second_step(browser, first, code="123456")) == (429, "RATE_LIMITED")
    assert len(await fetch_trail(quiet.application.database, member.tenant_id, "SECOND_FACTOR_WRONG")) == 5


async def test_passkeys_that_nobody_knows_are_limited_per_source(quiet: Server) -> None:
    browser = quiet.browser()
    stranger = Authenticator(credential_id=b"unknown", user_handle=b"nobody")
    answers = [told(await sign_in_with(browser, stranger)) for _ in range(51)]
    assert answers == [REFUSED] * 50 + [(429, "RATE_LIMITED")]


async def test_challenges_for_signing_in_are_limited_per_source(quiet: Server) -> None:
    browser, database = quiet.browser(), quiet.application.database
    before = len(await fetch_rows(database, "SELECT 1 FROM passkey_challenges"))
    answers = [told(await browser.post("/api/session/passkey/challenge"))[0] for _ in range(301)]
    assert answers == [201] * 300 + [429]
    assert len(await fetch_rows(database, "SELECT 1 FROM passkey_challenges")) == before + 1


@pytest.mark.parametrize("how", ["password", "everywhere"])
async def test_what_ends_a_sign_in_between_its_steps_ends_its_challenge(quiet: Server, how: str) -> None:
    member, browser, passkey = await protected(quiet)
    other = quiet.browser()
    first = await sign_in(other, member.email)
    token = first.json()["token"]
    options = (await other.post("/api/session/second-factor/passkey", json={"token": token})).json()
    if how == "password":
        body = {"current_password": "ordinary-walnut-kettle", "new_password": "quiet-harbour-lantern"}
        assert (await browser.put("/api/session/password", json=body)).status_code == 200
    else:
        assert (await browser.delete("/api/sessions")).status_code == 204
    answer = await other.post("/api/session/second-factor", json={"token": token, "passkey": passkey.use(options)})
    assert told(answer) == (410, "SIGN_IN_STEP_EXPIRED")


async def test_a_disabled_user_does_not_sign_in(quiet: Server) -> None:
    member, _, passkey = await protected(quiet)
    owner = await quiet.signed_in(await quiet.member(Role.OWNER, member.tenant_id))
    assert (await owner.post(f"/api/people/{member.id}/disable")).is_success
    browser = quiet.browser()
    assert told(await sign_in_with(browser, passkey)) == (403, "ACCOUNT_DISABLED")
    assert browser.cookie is None


async def test_another_site_can_neither_ask_nor_answer(quiet: Server) -> None:
    _, _, passkey = await protected(quiet)
    browser, elsewhere = quiet.browser(), {"Sec-Fetch-Site": "cross-site"}
    assert told(await browser.post("/api/session/passkey/challenge", headers=elsewhere)) == (403, "CSRF_FAILED")
    options = (await browser.post("/api/session/passkey/challenge")).json()
    answer = await browser.post("/api/session/passkey", json={"credential": passkey.use(options)}, headers=elsewhere)
    assert told(answer) == (403, "CSRF_FAILED")


GARBAGE = ["", "AAAA", "!", "A" * 8_000, base64url(b"\xff\xfe"), base64url(b"[" * 5_000), base64url(b'{"type":1,"challenge":2,"origin":3}')]


@pytest.mark.parametrize("place", ["id", "clientDataJSON", "authenticatorData", "signature", "userHandle"])
async def test_garbage_is_refused(quiet: Server, place: str) -> None:
    _, _, passkey = await protected(quiet)
    for garbage in GARBAGE:
        browser = quiet.browser()
        options = (await browser.post("/api/session/passkey/challenge")).json()
        answer = passkey.use(options)
        (answer if place == "id" else answer["response"])[place] = garbage
        assert told(await browser.post("/api/session/passkey", json={"credential": answer})) in (REFUSED, (400, "INVALID_INPUT"))


@pytest.mark.parametrize("place", ["clientDataJSON", "attestationObject"])
async def test_garbage_makes_no_passkey(quiet: Server, place: str) -> None:
    browser = await quiet.signed_in(await quiet.member())
    for garbage in GARBAGE:
        options = (await browser.post("/api/session/passkeys/challenge")).json()
        made = Authenticator().make(options)
        made["response"][place] = garbage
        answer = await browser.post("/api/session/passkeys", json={"name": "Key", "credential": made})
        assert told(answer) in (REFUSED, (400, "INVALID_INPUT"))


async def test_no_passkey_is_asked_for_in_a_step_that_is_over(quiet: Server) -> None:
    answer = await quiet.browser().post("/api/session/second-factor/passkey", json={"token": "no such token"})
    assert told(answer) == (410, "SIGN_IN_STEP_EXPIRED")


async def test_the_database_keeps_no_secret_of_a_passkey(quiet: Server) -> None:
    _, _, passkey = await protected(quiet)
    row = await fetch_row(quiet.application.database, "SELECT * FROM passkeys")
    assert row is not None
    private = passkey.key.private_numbers().private_value.to_bytes(32)
    assert not any(private in bytes(value) for value in row.values() if isinstance(value, bytes | memoryview))
