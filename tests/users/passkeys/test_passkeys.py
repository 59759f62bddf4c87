"""Passkeys of an account: made, listed, renamed, used alone, as a second factor and to confirm, removed."""

import asyncio
from typing import Any

import httpx
import pytest

from handfast.kernel.callers import SYSTEM, Role
from handfast.kernel.outcomes import Done
from handfast.kernel.time import DAY, MINUTE, SECOND
from handfast.users.retention import purge
from handfast.users.second_factors.remove import remove_second_factor_of
from tests.support.authenticator import Authenticator, add_passkey, confirm_with, second_step_with, sign_in_with, with_passkey
from tests.support.members import PASSWORD, Browser, Member, account_of, sign_in
from tests.support.rows import fetch_row, fetch_rows, fetch_trail
from tests.support.second_factors import enrol, second_step
from tests.support.server import Server


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code") if answer.content else None


async def protected(quiet: Server, **like: Any) -> tuple[Member, Browser, Authenticator]:
    """Somebody with a passkey, and the browser in which they made it."""
    member = await quiet.member(Role.OWNER)
    browser = await quiet.signed_in(member)
    return member, browser, await with_passkey(browser, **like)


async def listed(browser: Browser) -> list[dict[str, Any]]:
    passkeys: list[dict[str, Any]] = (await browser.get("/api/session/second-factors")).json()["passkeys"]
    return sorted(passkeys, key=lambda passkey: str(passkey["name"]), reverse=True)


async def subjects(quiet: Server) -> list[str]:
    await quiet.deliver()
    return [mail["Subject"] for mail in quiet.mails]


async def test_the_first_passkey_brings_recovery_codes_and_is_listed(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    added = await add_passkey(browser, Authenticator(synced=True), "  My phone ")
    assert added.status_code == 201
    assert len(set(added.json()["recovery_codes"])) == 10
    [passkey] = await listed(browser)
    assert passkey | {"id": "", "created_at": ""} == {
        "id": "", "name": "My phone", "created_at": "", "last_used_at": None, "synced": True, "backed_up": True,
    }  # fmt: skip
    state = (await browser.get("/api/session/second-factors")).json()
    assert (state["totp"], state["recovery_codes_left"], state["passkeys_available"], state["required"]) == (None, 10, True, False)


async def test_a_second_passkey_brings_no_recovery_codes(quiet: Server) -> None:
    _, browser, _ = await protected(quiet)
    assert (await add_passkey(browser, Authenticator(), "Key")).json()["recovery_codes"] == []
    assert [one["name"] for one in await listed(browser)] == ["Phone", "Key"]


async def test_the_app_for_codes_beside_a_passkey_keeps_the_recovery_codes(quiet: Server) -> None:
    _, browser, _ = await protected(quiet)
    app = await enrol(browser, quiet.clock)
    assert app.recovery_codes == []
    assert (await browser.get("/api/session/second-factors")).json()["recovery_codes_left"] == 10


async def test_what_a_passkey_is_made_with_says_nothing_about_its_user(quiet: Server) -> None:
    member = await quiet.member()
    browser = await quiet.signed_in(member)
    first, second = [(await browser.post("/api/session/passkeys/challenge")).json() for _ in range(2)]
    assert first["challenge"] != second["challenge"]
    assert first["user"] == second["user"]
    assert first["user"]["name"] == member.email
    handle = await fetch_row(quiet.application.database, "SELECT user_handle FROM accounts WHERE id = $1", account_of(member.id))
    assert handle is not None
    assert len(handle["user_handle"]) == 32
    assert first["rp"] == {"id": "handfast.test", "name": "Handfast"}
    assert first["authenticatorSelection"] == {"residentKey": "required", "requireResidentKey": True, "userVerification": "required"}
    assert first["attestation"] == "none"


async def test_an_authenticator_is_told_what_it_holds_already(quiet: Server) -> None:
    _, browser, passkey = await protected(quiet)
    options = (await browser.post("/api/session/passkeys/challenge")).json()
    [known] = options["excludeCredentials"]
    assert known["transports"] == ["internal"]
    again = await browser.post("/api/session/passkeys", json={"name": "Twice", "credential": passkey.make(options)})
    assert told(again) == (403, "PASSKEY_NOT_ACCEPTED")


async def test_a_passkey_alone_signs_in(quiet: Server) -> None:
    member, _, passkey = await protected(quiet)
    browser = quiet.browser()
    options = await browser.post("/api/session/passkey/challenge")
    assert options.json()["allowCredentials"] == []
    assert options.json()["userVerification"] == "required"
    for part in ("__Host-handfast-passkey=", "HttpOnly", "Secure", "SameSite=Strict", "Path=/", "Max-Age=300"):
        assert part in options.headers["set-cookie"]
    answer = await browser.post("/api/session/passkey", json={"credential": passkey.use(options.json())})
    assert answer.status_code == 200
    assert answer.json()["person"]["id"] == member.id
    assert (await browser.get("/api/session")).status_code == 200
    assert (await listed(browser))[0]["last_used_at"] is not None
    rows = await fetch_trail(quiet.application.database, member.tenant_id, "SIGNED_IN")
    assert sum("a passkey" in row["details"] for row in rows) == 1


async def test_a_passkey_signs_in_though_wrong_passwords_have_locked_the_account(quiet: Server) -> None:
    member, _, passkey = await protected(quiet)
    for _ in range(20):
        browser = quiet.browser()
        for _ in range(5):
            await sign_in(browser, member.email, "wrong")
    assert told(await sign_in(quiet.browser(), member.email)) == (429, "ACCOUNT_LOCKED")
    assert (await sign_in_with(quiet.browser(), passkey)).status_code == 200


async def test_with_a_passkey_the_password_alone_no_longer_signs_in(quiet: Server) -> None:
    member, _, passkey = await protected(quiet)
    browser = quiet.browser()
    first = await sign_in(browser, member.email)
    assert first.status_code == 202
    assert first.json()["methods"] == ["passkey", "recovery_code"]
    assert told(await second_step(browser, first, code="123456")) == (403, "WRONG_SECOND_FACTOR")
    options = await browser.post("/api/session/second-factor/passkey", json={"token": first.json()["token"]})
    assert len(options.json()["allowCredentials"]) == 1
    assert (await second_step_with(browser, first, passkey)).status_code == 200


async def test_a_recovery_code_stands_in_for_a_passkey(quiet: Server) -> None:
    member = await quiet.member()
    added = await add_passkey(await quiet.signed_in(member), Authenticator())
    browser = quiet.browser()
    code = added.json()["recovery_codes"][0]
    assert (await second_step(browser, await sign_in(browser, member.email), recovery_code=code)).status_code == 200


async def test_the_first_step_says_which_ways_there_are(quiet: Server) -> None:
    member, browser, _ = await protected(quiet)
    await enrol(browser, quiet.clock)
    assert (await sign_in(quiet.browser(), member.email)).json()["methods"] == ["passkey", "totp", "recovery_code"]


async def test_a_session_is_confirmed_with_a_passkey_and_not_with_the_password(quiet: Server) -> None:
    _, browser, passkey = await protected(quiet)
    quiet.clock.move(5 * MINUTE + 1)
    assert told(await browser.post("/api/session/passkeys/challenge")) == (403, "REAUTHENTICATION_REQUIRED")
    assert told(await browser.post("/api/session/confirm", json={"current_password": PASSWORD})) == (403, "SECOND_FACTOR_REQUIRED")
    assert (await confirm_with(browser, passkey)).status_code == 204
    assert (await browser.post("/api/session/passkeys/challenge")).status_code == 201


async def test_without_a_passkey_none_is_asked_for(quiet: Server) -> None:
    member = await quiet.member()
    browser = await quiet.signed_in(member)
    assert told(await browser.post("/api/session/confirm/passkey")) == (409, "NO_PASSKEY")
    await enrol(browser, quiet.clock)
    other = quiet.browser()
    token = (await sign_in(other, member.email)).json()["token"]
    assert told(await other.post("/api/session/second-factor/passkey", json={"token": token})) == (409, "NO_PASSKEY")


async def test_a_passkey_is_renamed(quiet: Server) -> None:
    member, browser, _ = await protected(quiet)
    [passkey] = await listed(browser)
    path = f"/api/session/passkeys/{passkey['id']}"
    assert (await browser.patch(path, json={"name": "Work phone"})).status_code == 204
    assert [one["name"] for one in await listed(browser)] == ["Work phone"]
    assert told(await browser.patch(path, json={"name": " "})) == (400, "INVALID_INPUT")
    [row] = await fetch_trail(quiet.application.database, member.tenant_id, "PASSKEY_RENAMED")
    assert "Phone" in row["details"]


async def test_the_passkey_of_somebody_else_is_like_none(quiet: Server) -> None:
    _, browser, _ = await protected(quiet)
    _, other, _ = await protected(quiet)
    [passkey] = await listed(other)
    path = f"/api/session/passkeys/{passkey['id']}"
    assert told(await browser.patch(path, json={"name": "Mine"})) == (404, "NOT_FOUND")
    assert told(await browser.delete(path)) == (404, "NOT_FOUND")
    assert len(await listed(other)) == 1


async def test_a_removed_passkey_signs_nobody_in(quiet: Server) -> None:
    member, browser, first = await protected(quiet)
    second = await with_passkey(browser, "Key")
    passkey = (await listed(browser))[0]
    assert (await browser.delete(f"/api/session/passkeys/{passkey['id']}")).status_code == 204
    assert told(await sign_in_with(quiet.browser(), first)) == (403, "PASSKEY_NOT_ACCEPTED")
    assert (await sign_in_with(quiet.browser(), second)).status_code == 200
    assert (await sign_in(quiet.browser(), member.email)).status_code == 202


async def test_with_the_last_passkey_the_recovery_codes_go_and_the_password_is_enough(quiet: Server) -> None:
    member, browser, _ = await protected(quiet)
    [passkey] = await listed(browser)
    assert (await browser.delete(f"/api/session/passkeys/{passkey['id']}")).status_code == 204
    assert (await sign_in(quiet.browser(), member.email)).status_code == 200
    for table in ("passkeys", "recovery_codes", "second_factors"):
        assert await fetch_rows(quiet.application.database, f"SELECT 1 FROM {table} WHERE account_id = $1", account_of(member.id)) == []


async def test_removing_the_app_leaves_the_passkey_and_the_codes(quiet: Server) -> None:
    member, browser, passkey = await protected(quiet)
    await enrol(browser, quiet.clock)
    assert (await browser.delete("/api/session/totp")).status_code == 204
    assert (await browser.get("/api/session/second-factors")).json()["recovery_codes_left"] == 10
    assert (await sign_in(quiet.browser(), member.email)).json()["methods"] == ["passkey", "recovery_code"]
    assert (await sign_in_with(quiet.browser(), passkey)).status_code == 200


@pytest.mark.parametrize("what", ["add", "finish", "remove"])
async def test_a_session_must_be_confirmed_to_add_or_remove_a_passkey(quiet: Server, what: str) -> None:
    _, browser, passkey = await protected(quiet)
    options = (await browser.post("/api/session/passkeys/challenge")).json()
    [known] = await listed(browser)
    quiet.clock.move(5 * MINUTE + 1)
    new = {"name": "Thief's", "credential": Authenticator().make(options)}
    if what == "add":
        answer = await browser.post("/api/session/passkeys/challenge")
    elif what == "finish":
        answer = await browser.post("/api/session/passkeys", json=new)
    else:
        answer = await browser.delete(f"/api/session/passkeys/{known['id']}")
    assert told(answer) == (403, "REAUTHENTICATION_REQUIRED")
    assert (await confirm_with(browser, passkey)).status_code == 204
    assert len(await listed(browser)) == 1


async def test_the_operator_removes_passkeys_that_were_lost(quiet: Server) -> None:
    member, browser, passkey = await protected(quiet)
    await enrol(browser, quiet.clock)
    removed = await quiet.application.run(remove_second_factor_of, member.email, SYSTEM)
    assert isinstance(removed, Done)
    assert (await sign_in(quiet.browser(), member.email)).status_code == 200
    assert told(await sign_in_with(quiet.browser(), passkey)) == (403, "PASSKEY_NOT_ACCEPTED")
    assert await listed(await quiet.signed_in(member)) == []


async def test_an_account_may_have_twenty_passkeys(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    for number in range(20):
        await with_passkey(browser, f"Key {number}")
    assert told(await browser.post("/api/session/passkeys/challenge")) == (409, "TOO_MANY_PASSKEYS")


async def test_every_change_is_told_by_mail_and_in_the_trail(quiet: Server) -> None:
    quiet.mails.clear()
    member, browser, _ = await protected(quiet)
    await with_passkey(browser, "Key")
    for passkey in await listed(browser):
        await browser.delete(f"/api/session/passkeys/{passkey['id']}")
    added, removed = "A new passkey for your account", "A passkey was removed"
    assert await subjects(quiet) == [added, added, removed, "Two-step sign-in is off"]
    for kind, times in (("PASSKEY_ADDED", 2), ("PASSKEY_REMOVED", 2), ("SECOND_FACTOR_REMOVED", 1)):
        assert len(await fetch_trail(quiet.application.database, member.tenant_id, kind)) == times


async def test_of_two_who_remove_the_last_two_factors_at_once_nothing_is_left_behind(quiet: Server) -> None:
    member, browser, _ = await protected(quiet)
    await with_passkey(browser, "Key")
    paths = [f"/api/session/passkeys/{passkey['id']}" for passkey in await listed(browser)]
    answers = await asyncio.gather(*(browser.delete(path) for path in paths))
    assert [answer.status_code for answer in answers] == [204, 204]
    rows = await fetch_rows(quiet.application.database, "SELECT 1 FROM second_factors WHERE account_id = $1", account_of(member.id))
    assert rows == []
    assert (await sign_in(quiet.browser(), member.email)).status_code == 200


async def test_challenges_that_nobody_answered_are_deleted_in_the_end(quiet: Server) -> None:
    await quiet.browser().post("/api/session/passkey/challenge")
    quiet.clock.move(DAY + SECOND)
    assert isinstance(await quiet.application.run(purge, None, SYSTEM), Done)
    assert await fetch_rows(quiet.application.database, "SELECT 1 FROM passkey_challenges") == []
