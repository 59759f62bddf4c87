"""The second factor: turned on with an app, asked for at every sign-in, and safe against guesses, replays and stolen sessions."""

import asyncio
from typing import Any

import httpx
import pytest

from handfast.db.database import Statement
from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done
from handfast.kernel.time import DAY, MINUTE, SECOND
from handfast.users.retention import purge
from handfast.users.second_factors.remove import remove_second_factor_of
from tests.support.members import PASSWORD, Browser, Member, account_of, sign_in
from tests.support.rows import commit_row, fetch_row, fetch_rows, fetch_trail
from tests.support.second_factors import App, enrol, second_step
from tests.support.server import Server


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code") if answer.content else None


async def protected(quiet: Server, role: Role = Role.OWNER) -> tuple[Member, Browser, App]:
    """Somebody with a second factor, and the browser in which they turned it on."""
    member = await quiet.member(role)
    browser = await quiet.signed_in(member)
    return member, browser, await enrol(browser, quiet.clock)


async def suspend(quiet: Server, tenant_id: TenantId) -> None:
    statement = Statement("UPDATE tenants SET suspended_at = 1 WHERE id = $1", (tenant_id,))
    await quiet.application.database.execute_batch([statement])


async def subjects(quiet: Server) -> list[str]:
    await quiet.deliver()
    return [mail["Subject"] for mail in quiet.mails]


async def test_a_first_code_turns_the_second_factor_on(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    assert (await browser.get("/api/session/second-factors")).json() == {
        "totp": None, "passkeys": [], "passkeys_available": True, "required": False, "recovery_codes_left": 0,
    }  # fmt: skip
    started = (await browser.post("/api/session/totp")).json()
    assert len(started["secret"]) == 32
    assert started["uri"].startswith("otpauth://totp/Handfast%20handfast.test:person")
    assert started["qr_svg"].startswith("<svg")
    assert (await browser.get("/api/session/second-factors")).json()["totp"] is None
    app = App(started["secret"], quiet.clock)
    assert told(await browser.post("/api/session/totp/confirm", json={"code": app.wrong()})) == (403, "WRONG_SECOND_FACTOR")
    confirmed = await browser.post("/api/session/totp/confirm", json={"code": f"{app.code()[:3]} {app.code()[3:]}"})
    assert confirmed.status_code == 200
    assert len(set(confirmed.json()["codes"])) == 10
    state = (await browser.get("/api/session/second-factors")).json()
    assert state["totp"] is not None
    assert state["recovery_codes_left"] == 10
    assert told(await browser.post("/api/session/totp")) == (409, "SECOND_FACTOR_ON")
    assert told(await browser.post("/api/session/totp/confirm", json={"code": app.code(30)})) == (409, "SECOND_FACTOR_ON")


async def test_a_secret_that_was_never_confirmed_protects_nothing_and_is_replaced(quiet: Server) -> None:
    member = await quiet.member()
    browser = await quiet.signed_in(member)
    first, second = [App((await browser.post("/api/session/totp")).json()["secret"], quiet.clock) for _ in range(2)]
    assert first.secret != second.secret
    assert (await sign_in(quiet.browser(), member.email)).status_code == 200
    assert told(await browser.post("/api/session/totp/confirm", json={"code": first.code()})) == (403, "WRONG_SECOND_FACTOR")
    assert (await browser.post("/api/session/totp/confirm", json={"code": second.code()})).status_code == 200


async def test_the_password_alone_no_longer_signs_in(quiet: Server) -> None:
    member, _, app = await protected(quiet)
    browser = quiet.browser()
    first = await sign_in(browser, member.email)
    assert first.status_code == 202
    assert first.json() | {"token": ""} == {
        "code": "SECOND_FACTOR_REQUIRED", "token": "", "methods": ["totp", "recovery_code"], "expires_in": 300,
    }  # fmt: skip
    assert browser.cookie is None
    assert told(await browser.get("/api/session")) == (401, "UNAUTHENTICATED")
    cookie = first.headers["set-cookie"]
    for part in ("__Host-handfast-step=", "HttpOnly", "Secure", "SameSite=Strict", "Path=/", "Max-Age=300"):
        assert part in cookie
    second = await second_step(browser, first, code=app.code())
    assert second.status_code == 200
    assert second.json()["person"]["id"] == member.id
    assert (await browser.get("/api/session")).status_code == 200


@pytest.mark.parametrize("seconds", [-30, 0, 30])
async def test_a_code_may_be_one_step_early_or_late(quiet: Server, seconds: int) -> None:
    member, _, app = await protected(quiet)
    quiet.clock.move(5 * MINUTE)
    browser = quiet.browser()
    assert (await second_step(browser, await sign_in(browser, member.email), code=app.code(seconds))).status_code == 200


@pytest.mark.parametrize("seconds", [-60, 60])
async def test_a_code_may_not_be_two_steps_off(quiet: Server, seconds: int) -> None:
    member, _, app = await protected(quiet)
    quiet.clock.move(5 * MINUTE)
    browser = quiet.browser()
    answer = await second_step(browser, await sign_in(browser, member.email), code=app.code(seconds))
    assert told(answer) == (403, "WRONG_SECOND_FACTOR")


async def test_a_code_is_good_once(quiet: Server) -> None:
    member, _, app = await protected(quiet)
    code, earlier = app.code(), app.code(-30)
    for used, expected in ((code, 200), (code, 403), (earlier, 403), (app.code(30), 200)):
        browser = quiet.browser()
        assert (await second_step(browser, await sign_in(browser, member.email), code=used)).status_code == expected


async def test_the_code_that_turned_it_on_is_used(quiet: Server) -> None:
    member = await quiet.member()
    browser = await quiet.signed_in(member)
    app = App((await browser.post("/api/session/totp")).json()["secret"], quiet.clock)
    await browser.post("/api/session/totp/confirm", json={"code": app.code()})
    other = quiet.browser()
    assert told(await second_step(other, await sign_in(other, member.email), code=app.code())) == (403, "WRONG_SECOND_FACTOR")


async def test_of_many_who_use_one_code_at_once_one_gets_in(quiet: Server) -> None:
    member, _, app = await protected(quiet)
    browsers = [quiet.browser() for _ in range(5)]
    firsts = [await sign_in(browser, member.email) for browser in browsers]
    answers = await asyncio.gather(*(second_step(one, first, code=app.code()) for one, first in zip(browsers, firsts, strict=True)))
    assert sorted(answer.status_code for answer in answers) == [200, 403, 403, 403, 403]


async def test_of_many_who_use_one_recovery_code_at_once_one_gets_in(quiet: Server) -> None:
    member, _, app = await protected(quiet)
    browsers = [quiet.browser() for _ in range(5)]
    firsts = [await sign_in(browser, member.email) for browser in browsers]
    sent = [second_step(one, first, recovery_code=app.recovery_codes[0]) for one, first in zip(browsers, firsts, strict=True)]
    assert sorted(answer.status_code for answer in await asyncio.gather(*sent)) == [200, 403, 403, 403, 403]


async def test_a_recovery_code_works_once_however_it_is_typed(quiet: Server) -> None:
    member, signed_in, app = await protected(quiet)
    typed = app.recovery_codes[3].replace("-", " ").upper().replace("0", "O").replace("1", "I")
    browser, again = quiet.browser(), quiet.browser()
    assert (await second_step(browser, await sign_in(browser, member.email), recovery_code=typed)).status_code == 200
    assert (await signed_in.get("/api/session/second-factors")).json()["recovery_codes_left"] == 9
    answer = await second_step(again, await sign_in(again, member.email), recovery_code=app.recovery_codes[3])
    assert told(answer) == (403, "WRONG_SECOND_FACTOR")


async def test_a_recovery_code_belongs_to_one_account(quiet: Server) -> None:
    member, _, _ = await protected(quiet)
    _, _, other = await protected(quiet)
    browser = quiet.browser()
    answer = await second_step(browser, await sign_in(browser, member.email), recovery_code=other.recovery_codes[0])
    assert told(answer) == (403, "WRONG_SECOND_FACTOR")


async def test_new_recovery_codes_end_the_old_ones(quiet: Server) -> None:
    member, browser, app = await protected(quiet)
    made = await browser.post("/api/session/recovery-codes")
    assert made.status_code == 201
    assert (await browser.get("/api/session/second-factors")).json()["recovery_codes_left"] == 10
    for code, expected in ((app.recovery_codes[0], 403), (made.json()["codes"][0], 200)):
        other = quiet.browser()
        assert (await second_step(other, await sign_in(other, member.email), recovery_code=code)).status_code == expected


async def test_recovery_codes_made_twice_at_once_leave_ten(quiet: Server) -> None:
    _, browser, _ = await protected(quiet)
    await asyncio.gather(*(browser.post("/api/session/recovery-codes") for _ in range(4)))
    assert (await browser.get("/api/session/second-factors")).json()["recovery_codes_left"] == 10


async def test_the_token_of_the_second_step_is_worth_nothing_in_another_browser(quiet: Server) -> None:
    member, _, app = await protected(quiet)
    first = await sign_in(quiet.browser(), member.email)
    assert told(await second_step(quiet.browser(), first, code=app.code())) == (410, "SIGN_IN_STEP_EXPIRED")
    rows = await fetch_rows(quiet.application.database, "SELECT count FROM buckets WHERE key LIKE $1", f"%{account_of(member.id)}%")
    assert [row["count"] for row in rows if row["count"]] == []


async def test_the_second_step_works_once_and_for_five_minutes(quiet: Server) -> None:
    member, _, app = await protected(quiet)
    browser = quiet.browser()
    first = await sign_in(browser, member.email)
    quiet.clock.move(5 * MINUTE - 1)
    assert (await second_step(browser, first, code=app.code())).status_code == 200
    assert told(await second_step(browser, first, code=app.code(30))) == (410, "SIGN_IN_STEP_EXPIRED")
    late = await sign_in(browser, member.email)
    quiet.clock.move(5 * MINUTE)
    assert told(await second_step(browser, late, code=app.code())) == (410, "SIGN_IN_STEP_EXPIRED")


@pytest.mark.parametrize("how", ["password", "everywhere", "disabled"])
async def test_what_ends_sessions_ends_a_sign_in_between_its_steps(quiet: Server, how: str) -> None:
    member, browser, app = await protected(quiet)
    other = quiet.browser()
    first = await sign_in(other, member.email)
    if how == "password":
        body = {"current_password": PASSWORD, "new_password": "quiet-harbour-lantern"}
        assert (await browser.put("/api/session/password", json=body)).status_code == 200
    elif how == "everywhere":
        assert (await browser.delete("/api/sessions")).status_code == 204
    else:
        owner = await quiet.signed_in(await quiet.member(Role.OWNER, member.tenant_id))
        assert (await owner.post(f"/api/people/{member.id}/disable")).is_success
    assert told(await second_step(other, first, code=app.code())) == (410, "SIGN_IN_STEP_EXPIRED")


async def test_wrong_codes_are_counted_before_a_right_one_is_compared(quiet: Server) -> None:
    member, _, app = await protected(quiet)
    browser = quiet.browser()
    first = await sign_in(browser, member.email)
    answers = [told(await second_step(browser, first, code=app.wrong())) for _ in range(6)]
    assert answers == [(403, "WRONG_SECOND_FACTOR")] * 5 + [(429, "RATE_LIMITED")]
    assert told(await second_step(browser, first, code=app.code())) == (429, "RATE_LIMITED")
    assert told(await second_step(browser, first, recovery_code=app.recovery_codes[0])) == (429, "RATE_LIMITED")
    assert told(await second_step(browser, await sign_in(browser, member.email), code=app.code())) == (429, "RATE_LIMITED")


async def test_guesses_from_many_places_are_limited_told_and_forgotten_with_a_new_password(quiet: Server) -> None:
    member, _, app = await protected(quiet)
    for _ in range(6):
        browser = quiet.browser()
        first = await sign_in(browser, member.email)
        assert {told(await second_step(browser, first, code=app.wrong())) for _ in range(5)} == {(403, "WRONG_SECOND_FACTOR")}
    browser = quiet.browser()
    assert told(await second_step(browser, await sign_in(browser, member.email), code=app.code())) == (429, "RATE_LIMITED")
    assert (await subjects(quiet)).count("Somebody knows your password") == 1
    assert len(await fetch_trail(quiet.application.database, member.tenant_id, "ALERT")) == 1
    quiet.mails.clear()
    await browser.post("/api/password-resets", json={"email": member.email})
    await quiet.deliver()
    [text] = [mail.get_body(("plain",)) for mail in quiet.mails]
    assert text is not None
    token = next(line for line in text.get_content().splitlines() if "#" in line).partition("#")[2]
    new = "quiet-harbour-lantern"
    assert (await browser.post("/api/password-resets/redeem", json={"token": token, "new_password": new})).status_code == 204
    first = await sign_in(browser, member.email, new)
    assert (await second_step(browser, first, code=app.code())).status_code == 200


async def test_a_reset_password_still_takes_the_second_factor(quiet: Server) -> None:
    member, browser, _ = await protected(quiet)
    await browser.put("/api/session/password", json={"current_password": PASSWORD, "new_password": "quiet-harbour-lantern"})
    assert (await sign_in(quiet.browser(), member.email, "quiet-harbour-lantern")).status_code == 202


CHANGES = [("POST", "/api/session/totp"), ("DELETE", "/api/session/totp"), ("POST", "/api/session/recovery-codes")]


@pytest.mark.parametrize(("method", "path"), CHANGES)
async def test_a_session_must_be_confirmed_to_change_the_second_factor(quiet: Server, method: str, path: str) -> None:
    browser = await quiet.signed_in(await quiet.member())
    if path != "/api/session/totp" or method == "DELETE":
        app = await enrol(browser, quiet.clock)
        quiet.clock.move(5 * MINUTE + 1)
        assert told(await browser.request(method, path)) == (403, "REAUTHENTICATION_REQUIRED")
        assert (await browser.post("/api/session/confirm", json={"code": app.code()})).status_code == 204
    else:
        quiet.clock.move(5 * MINUTE + 1)
        assert told(await browser.request(method, path)) == (403, "REAUTHENTICATION_REQUIRED")
        assert (await browser.post("/api/session/confirm", json={"current_password": PASSWORD})).status_code == 204
    assert (await browser.request(method, path)).is_success


async def test_a_stolen_session_cannot_turn_on_what_its_owner_began(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    app = App((await browser.post("/api/session/totp")).json()["secret"], quiet.clock)
    quiet.clock.move(5 * MINUTE + 1)
    answer = await browser.post("/api/session/totp/confirm", json={"code": app.code()})
    assert told(answer) == (403, "REAUTHENTICATION_REQUIRED")


async def test_with_a_second_factor_the_password_confirms_nothing(quiet: Server) -> None:
    _, browser, app = await protected(quiet)
    quiet.clock.move(5 * MINUTE)
    confirm: list[dict[str, Any]] = [
        {"current_password": PASSWORD}, {"code": app.wrong()}, {"recovery_code": "x"}, {}, {"code": app.code(), "recovery_code": "x"},
        {"code": app.code(), "current_password": PASSWORD},
    ]  # fmt: skip
    answers = [told(await browser.post("/api/session/confirm", json=body)) for body in confirm]
    assert answers == [(403, "SECOND_FACTOR_REQUIRED"), *[(403, "WRONG_SECOND_FACTOR")] * 2, *[(400, "INVALID_INPUT")] * 3]
    assert told(await browser.delete("/api/session/totp")) == (403, "REAUTHENTICATION_REQUIRED")
    change = {"current_password": PASSWORD, "new_password": "quiet-harbour-lantern"}
    assert (await browser.put("/api/session/password", json=change)).status_code == 200
    assert told(await browser.delete("/api/session/totp")) == (403, "REAUTHENTICATION_REQUIRED")
    code = app.code()
    assert (await browser.post("/api/session/confirm", json={"code": code})).status_code == 204
    assert told(await browser.post("/api/session/confirm", json={"code": code})) == (403, "WRONG_SECOND_FACTOR")
    assert (await browser.delete("/api/session/totp")).status_code == 204


async def test_without_a_second_factor_no_code_confirms(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    assert told(await browser.post("/api/session/confirm", json={"code": "123456"})) == (409, "NO_SECOND_FACTOR")


async def test_turned_off_the_password_is_enough_and_nothing_is_left(quiet: Server) -> None:
    member, browser, app = await protected(quiet)
    assert (await browser.delete("/api/session/totp")).status_code == 204
    assert told(await browser.delete("/api/session/totp")) == (404, "NOT_FOUND")
    assert (await sign_in(quiet.browser(), member.email)).status_code == 200
    for table in ("totp", "recovery_codes"):
        assert await fetch_rows(quiet.application.database, f"SELECT 1 FROM {table} WHERE account_id = $1", account_of(member.id)) == []
    again = await enrol(browser, quiet.clock)
    assert again.secret != app.secret


async def test_the_operator_removes_a_second_factor_that_was_lost(quiet: Server) -> None:
    member, _, app = await protected(quiet)
    for _ in range(6):
        browser = quiet.browser()
        first = await sign_in(browser, member.email)
        for _ in range(5):
            await second_step(browser, first, code=app.wrong())
    removed = await quiet.application.run(remove_second_factor_of, member.email.upper(), SYSTEM)
    assert isinstance(removed, Done)
    browser = await quiet.signed_in(member)
    app = await enrol(browser, quiet.clock)
    browser = quiet.browser()
    assert (await second_step(browser, await sign_in(browser, member.email), code=app.code())).status_code == 200
    assert "Two-step sign-in is off" in await subjects(quiet)


async def test_every_change_is_told_by_mail_and_in_the_trail(quiet: Server) -> None:
    quiet.mails.clear()
    member, browser, _ = await protected(quiet)
    await browser.post("/api/session/recovery-codes")
    await browser.delete("/api/session/totp")
    assert await subjects(quiet) == ["Two-step sign-in is on", "New recovery codes for your account", "Two-step sign-in is off"]
    for kind in ("SECOND_FACTOR_ADDED", "RECOVERY_CODES_MADE", "SECOND_FACTOR_REMOVED"):
        assert len(await fetch_trail(quiet.application.database, member.tenant_id, kind)) == 1


async def test_the_database_keeps_neither_secret_nor_codes(quiet: Server) -> None:
    member, _, app = await protected(quiet)
    await sign_in(quiet.browser(), member.email)
    row = await fetch_row(quiet.application.database, "SELECT sealed FROM totp WHERE account_id = $1", account_of(member.id))
    assert row is not None
    assert app.secret.encode() not in bytes(row["sealed"])
    for table in ("totp", "recovery_codes", "sign_in_steps"):
        rows = str(await fetch_rows(quiet.application.database, f"SELECT * FROM {table}"))
        assert not any(secret in rows for secret in (app.secret, *app.recovery_codes))


async def test_a_sealed_secret_is_worth_nothing_in_the_row_of_another_account(quiet: Server) -> None:
    thief, browser, app = await protected(quiet)
    member, _, _ = await protected(quiet)
    sql = "UPDATE totp SET sealed = (SELECT sealed FROM totp WHERE account_id = $1) WHERE account_id = $2"
    await commit_row(quiet.application.database, f"{sql} RETURNING account_id", account_of(thief.id), account_of(member.id))
    browser = quiet.browser()
    answer = await second_step(browser, await sign_in(browser, member.email), code=app.code())
    assert told(answer) == (403, "WRONG_SECOND_FACTOR")


async def test_an_unfinished_sign_in_is_deleted_in_the_end(quiet: Server) -> None:
    member, _, _ = await protected(quiet)
    await sign_in(quiet.browser(), member.email)
    quiet.clock.move(DAY + SECOND)
    assert isinstance(await quiet.application.run(purge, None, SYSTEM), Done)
    assert await fetch_rows(quiet.application.database, "SELECT 1 FROM sign_in_steps") == []


async def test_another_site_cannot_finish_a_sign_in(quiet: Server) -> None:
    member, _, app = await protected(quiet)
    browser = quiet.browser()
    first = await sign_in(browser, member.email)
    body = {"token": first.json()["token"], "code": app.code()}
    answer = await browser.post("/api/session/second-factor", json=body, headers={"Sec-Fetch-Site": "cross-site"})
    assert told(answer) == (403, "CSRF_FAILED")


async def test_whose_company_is_suspended_between_the_steps_is_signed_in_and_told_so(quiet: Server) -> None:
    member, _, app = await protected(quiet)
    browser = quiet.browser()
    first = await sign_in(browser, member.email)
    await suspend(quiet, member.tenant_id)
    answer = await second_step(browser, first, code=app.code())
    assert (answer.status_code, answer.json()["suspended"]["closing_at"]) == (200, None)
    assert told(await browser.get("/api/devices")) == (403, "TENANT_SUSPENDED")
