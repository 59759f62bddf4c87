"""Signing in: who gets in, what the others learn, and how often anybody may try."""

import asyncio
from typing import Any

import bcrypt
import pytest
from argon2.low_level import Type, hash_secret

from handfast.access.policy import actions_of
from handfast.kernel.callers import Role
from handfast.kernel.time import DAY, MINUTE
from handfast.users.accounts import store as accounts
from handfast.users.memberships import store as memberships
from handfast.users.passwords import hashing
from tests.support.members import PASSWORD, Member, account_of, link_in, sign_in
from tests.support.rows import commit_row, fetch_row, fetch_rows
from tests.support.server import Server


async def test_the_right_password_opens_a_session(quiet: Server) -> None:
    member = await quiet.member(Role.MANAGER)
    browser = quiet.browser()
    response = await sign_in(browser, member.email.upper())
    assert response.status_code == 200
    body = response.json()
    assert body["person"] == {"id": member.id, "name": "Robin", "email": member.email, "role": "manager"}
    assert body["tenant"] == {"id": member.tenant_id, "name": "Walnut House"}
    assert body["can"] == actions_of(Role.MANAGER)
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-handfast=")
    for part in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=2592000"):
        assert part in cookie
    again = await browser.get("/api/session")
    assert again.json() == body
    assert "set-cookie" not in again.headers


async def test_every_way_to_fail_gets_the_same_answer(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner = await quiet.signed_in(await quiet.member(Role.OWNER, tenant))
    invited = "invited-one@example.com"
    await owner.post("/api/people", json={"name": "New", "email": invited, "role": "staff", "send_mail": False})
    disabled = await quiet.member(Role.STAFF, tenant, disabled=True)
    known = await quiet.member(Role.STAFF, tenant)
    answers = [
        await sign_in(quiet.browser(), "nobody@example.com"),
        await sign_in(quiet.browser(), "not an address"),
        await sign_in(quiet.browser(), invited),
        await sign_in(quiet.browser(), disabled.email),
        await sign_in(quiet.browser(), known.email, "some other password"),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["code"] == "INVALID_CREDENTIALS"
    assert not any("set-cookie" in answer.headers for answer in answers)


async def test_an_unknown_person_costs_a_hash_too(quiet: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[object] = []
    hash_in_pool = quiet.application.run.hash_in_pool

    async def counted(work: Any, /, *arguments: Any, **more: Any) -> Any:
        done.append(work)
        return await hash_in_pool(work, *arguments, **more)

    monkeypatch.setattr(quiet.application.run, "hash_in_pool", counted)
    await sign_in(quiet.browser(), "nobody@example.com")
    await sign_in(quiet.browser(), (await quiet.member(Role.STAFF, disabled=True)).email)
    assert done == [hashing.check, hashing.check]


async def test_the_sixth_wrong_try_has_to_wait_and_so_does_the_right_one(quiet: Server) -> None:
    member = await quiet.member()
    browser = quiet.browser()
    for _ in range(5):
        assert (await sign_in(browser, member.email, "wrong password")).status_code == 401
    refused = await sign_in(browser, member.email)
    assert refused.status_code == 429
    assert refused.json()["code"] == "RATE_LIMITED"
    assert int(refused.headers["retry-after"]) == 15 * 60
    assert (await sign_in(quiet.browser(), member.email)).status_code == 200
    quiet.clock.move(15 * MINUTE)
    assert (await sign_in(browser, member.email)).status_code == 200


async def test_a_right_password_forgets_the_wrong_tries(quiet: Server) -> None:
    member = await quiet.member()
    browser = quiet.browser()
    for _ in range(3):
        for _ in range(4):
            assert (await sign_in(browser, member.email, "wrong password")).status_code == 401
        assert (await sign_in(browser, member.email)).status_code == 200


async def test_one_source_has_fifty_failures_over_all_accounts(quiet: Server) -> None:
    browser = quiet.browser()
    codes = [(await sign_in(browser, f"someone{number}@example.com")).status_code for number in range(51)]
    assert codes == [401] * 50 + [429]


async def test_a_hundred_failures_a_day_close_an_account_to_strangers_but_not_to_its_own_place(quiet: Server) -> None:
    member = await quiet.member()
    home = quiet.browser()
    assert (await sign_in(home, member.email)).status_code == 200
    for _ in range(20):
        stranger = quiet.browser()
        for _ in range(5):
            assert (await sign_in(stranger, member.email, "wrong password")).status_code == 401
    refused = await sign_in(quiet.browser(), member.email)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "86400")
    assert (await home.get("/api/session")).status_code == 200
    assert (await sign_in(home, member.email, "wrong password")).status_code == 401
    assert (await sign_in(home, member.email)).status_code == 200
    assert (await sign_in(quiet.browser(), member.email)).status_code == 429
    quiet.clock.move(DAY)
    assert (await sign_in(quiet.browser(), member.email)).status_code == 200


async def lock(quiet: Server, email: str) -> None:
    """A hundred strangers' failures, none of them from a place the person knows."""
    for _ in range(20):
        stranger = quiet.browser()
        for _ in range(5):
            assert (await sign_in(stranger, email, "wrong password")).status_code == 401


async def test_whom_strangers_lock_out_is_told_and_gets_in_by_mail(quiet: Server) -> None:
    member = await quiet.member()
    await lock(quiet, member.email)
    away = quiet.browser()
    for browser in (away, quiet.browser()):
        refused = await sign_in(browser, member.email)
        assert (refused.status_code, refused.json()["code"]) == (429, "ACCOUNT_LOCKED")

    told = await fetch_rows(
        quiet.application.database, "SELECT subject_id FROM audit WHERE action = 'ALERT' AND tenant_id = $1", member.tenant_id
    )
    assert [row["subject_id"] for row in told] == [member.id]
    await quiet.deliver()
    (mail,) = [mail for mail in quiet.mails if mail["To"] == member.email]
    token = link_in(mail).partition("#")[2]
    chosen = await away.post("/api/password-resets/redeem", json={"token": token, "new_password": "another-walnut-kettle"})
    assert chosen.status_code < 300, chosen.text
    assert (await sign_in(away, member.email, "another-walnut-kettle")).status_code == 200


async def test_an_account_that_nobody_has_is_locked_alike(quiet: Server) -> None:
    await lock(quiet, "no-one-at-all@example.com")
    refused = await sign_in(quiet.browser(), "no-one-at-all@example.com")
    assert (refused.status_code, refused.json()["code"]) == (429, "ACCOUNT_LOCKED")
    await quiet.deliver()
    assert quiet.mails == []


async def test_a_success_does_not_empty_the_limit_of_its_source(quiet: Server) -> None:
    member = await quiet.member()
    browser = quiet.browser()
    for number in range(49):
        assert (await sign_in(browser, f"stranger{number}@example.com")).status_code == 401
    assert (await sign_in(browser, member.email)).status_code == 200
    assert (await sign_in(browser, "stranger50@example.com")).status_code == 401
    assert (await sign_in(browser, "stranger51@example.com")).status_code == 429


async def test_a_password_that_is_changed_while_the_old_one_is_checked_opens_nothing(
    quiet: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = await quiet.member()
    under_way, go_on = asyncio.Event(), asyncio.Event()
    hash_in_pool = quiet.application.run.hash_in_pool

    async def held(work: Any, /, *arguments: Any, **more: Any) -> Any:
        result = await hash_in_pool(work, *arguments, **more)
        if arguments[-1] == PASSWORD and not under_way.is_set():
            under_way.set()
            await go_on.wait()
        return result

    monkeypatch.setattr(quiet.application.run, "hash_in_pool", held)
    right = asyncio.create_task(sign_in(quiet.browser(), member.email))
    await under_way.wait()
    new = hashing.make("quite-another-walnut", b"sixteen bytes ..")
    changed = accounts.set_password(account_of(member.id), 1, new)
    await quiet.application.database.execute_batch([changed, memberships.end_access(account_of(member.id))])
    go_on.set()
    assert (await right).status_code == 401
    assert await fetch_rows(quiet.application.database, "SELECT id FROM sessions WHERE user_id = $1", member.id) == []


async def test_a_crowd_of_guesses_gets_no_more_tries_than_a_queue(quiet: Server) -> None:
    member = await quiet.member()
    browser = quiet.browser()
    answers = await asyncio.gather(*(sign_in(browser, member.email, f"guess number {number}") for number in range(30)))
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 25


async def test_a_right_guess_that_was_under_way_with_a_crowd_does_not_slip_through(quiet: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    member = await quiet.member()
    browser = quiet.browser()
    under_way, go_on = asyncio.Event(), asyncio.Event()
    hash_in_pool = quiet.application.run.hash_in_pool

    async def held(work: Any, /, *arguments: Any, **more: Any) -> Any:
        if arguments[-1] == PASSWORD:
            under_way.set()
            await go_on.wait()
        return await hash_in_pool(work, *arguments, **more)

    monkeypatch.setattr(quiet.application.run, "hash_in_pool", held)
    right = asyncio.create_task(sign_in(browser, member.email))
    await under_way.wait()
    for _ in range(5):
        assert (await sign_in(browser, member.email, "wrong password")).status_code == 401
    go_on.set()
    assert (await right).status_code == 429


@pytest.mark.parametrize("stored", ["bcrypt", "argon2"])
async def test_an_old_hash_is_taken_once_and_replaced(quiet: Server, stored: str) -> None:
    old = {
        "bcrypt": bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode(),
        "argon2": "$argon2id$v=19$m=8,t=1,p=1$c2l4dGVlbiBieXRlcyAuLg$" + _small_argon2(),
    }[stored]
    member = await quiet.member()
    await commit_row(
        quiet.application.database, "UPDATE accounts SET password_hash = $1 WHERE id = $2 RETURNING 1", old, account_of(member.id)
    )
    assert (await sign_in(quiet.browser(), member.email, "wrong password")).status_code == 401
    assert (await sign_in(quiet.browser(), member.email)).status_code == 200
    row = await fetch_row(quiet.application.database, "SELECT password_hash FROM accounts WHERE id = $1", account_of(member.id))
    assert row is not None
    assert row["password_hash"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert (await sign_in(quiet.browser(), member.email)).status_code == 200


def _small_argon2() -> str:
    return hash_secret(PASSWORD.encode(), b"sixteen bytes ..", 1, 8, 1, 32, Type.ID).decode().rpartition("$")[2]


def test_a_long_password_is_checked_against_bcrypt_without_an_error() -> None:
    long = "ä" * 100
    stored = bcrypt.hashpw(long.encode()[:72], bcrypt.gensalt(4)).decode()
    assert hashing.check(stored, long) == hashing.Checked(right=True, outdated=True)
    assert not hashing.check("$2b$nonsense", "anything").right


async def test_a_planted_cookie_is_not_the_one_that_signs_in(quiet: Server) -> None:
    member = await quiet.member()
    browser = quiet.browser()
    browser.cookies.set("__Host-handfast", "planted", domain="handfast.test")
    planted = {"Cookie": "__Host-handfast=planted"}
    assert (await sign_in(browser, member.email)).status_code == 200
    assert (await quiet.browser().get("/api/session", headers=planted)).status_code == 401


async def test_signing_in_again_ends_the_session_the_browser_showed(quiet: Server) -> None:
    member = await quiet.member()
    browser = await quiet.signed_in(member)
    old = browser.cookie
    assert (await sign_in(browser, member.email)).status_code == 200
    assert browser.cookie != old
    assert (await quiet.browser().get("/api/session", headers={"Cookie": f"__Host-handfast={old}"})).status_code == 401


async def test_another_site_cannot_sign_a_browser_in(quiet: Server) -> None:
    member = await quiet.member()
    credentials = {"email": member.email, "password": PASSWORD}
    form = await quiet.browser().post("/api/session", data=credentials)
    assert (form.status_code, form.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
    foreign = await quiet.browser().post("/api/session", json=credentials, headers={"Sec-Fetch-Site": "cross-site"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "CSRF_FAILED")


async def test_a_megabyte_is_no_password(quiet: Server) -> None:
    answer = await sign_in(quiet.browser(), "someone@example.com", "x" * 900_000)
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")


async def test_the_trail_names_who_signed_in_and_who_failed(quiet: Server) -> None:
    member: Member = await quiet.member()
    await sign_in(quiet.browser("192.0.2.7"), member.email, "wrong password")
    await quiet.signed_in(member)
    rows = await fetch_rows(
        quiet.application.database,
        "SELECT action, outcome, reason, subject_id, address FROM audit WHERE tenant_id = $1 ORDER BY id",
        member.tenant_id,
    )
    assert [tuple(row.values())[:4] for row in rows] == [
        ("SIGN_IN_FAILED", "refused", "INVALID_CREDENTIALS", member.id),
        ("SIGNED_IN", "done", None, member.id),
    ]
    assert rows[0]["address"] == "192.0.2.7"
