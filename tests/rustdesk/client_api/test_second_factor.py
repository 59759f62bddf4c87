"""The RustDesk app asks for the code of an account with a second factor, in the dialog that it has for that."""

from typing import Any

import httpx

from handfast.db.database import Statement
from handfast.kernel.callers import Role
from tests.support.authenticator import Authenticator, add_passkey
from tests.support.members import PASSWORD
from tests.support.second_factors import enrol
from tests.support.server import Server

DEVICE = {"id": "1700000555", "uuid": "b25lLXV1aWQ="}


async def log_in(quiet: Server, body: dict[str, Any]) -> httpx.Response:
    return await quiet.browser().post("/api/login", json=DEVICE | body)


async def test_the_app_signs_in_with_password_and_code(quiet: Server) -> None:
    member = await quiet.member(Role.MANAGER)
    app = await enrol(await quiet.signed_in(member), quiet.clock)
    first = await log_in(quiet, {"type": "account", "username": member.email, "password": PASSWORD})
    assert first.status_code == 200
    asked = first.json()
    assert {**asked, "secret": ""} == {
        "type": "email_check", "tfa_type": "tfa_check", "secret": "", "user": {"name": "Robin", "status": 1, "info": {}},
    }  # fmt: skip
    step = {"type": "email_code", "secret": asked["secret"], "username": member.email}
    wrong = await log_in(quiet, step | {"tfaCode": app.wrong(), "verificationCode": app.wrong()})
    assert (wrong.status_code, "code is not right" in wrong.json()["error"]) == (403, True)
    elsewhere = await log_in(quiet, step | {"tfaCode": app.code(), "uuid": "YW5vdGhlcg=="})
    assert elsewhere.status_code == 410
    browser = quiet.browser()
    in_a_browser = await browser.post("/api/session/second-factor", json={"token": asked["secret"], "code": app.code()})
    assert in_a_browser.status_code == 410
    right = await log_in(quiet, step | {"tfaCode": app.code(), "verificationCode": app.code()})
    assert right.status_code == 200
    assert (right.json()["type"], right.json()["user"]["email"]) == ("access_token", member.email)
    again = await log_in(quiet, step | {"tfaCode": app.code(30), "verificationCode": app.code(30)})
    assert again.status_code == 410


async def test_the_app_is_told_that_its_company_was_suspended_between_the_steps_and_goes_on_when_it_is_resumed(quiet: Server) -> None:
    member = await quiet.member(Role.MANAGER)
    app = await enrol(await quiet.signed_in(member), quiet.clock)
    asked = (await log_in(quiet, {"type": "account", "username": member.email, "password": PASSWORD})).json()
    step = {"type": "email_code", "secret": asked["secret"], "username": member.email, "tfaCode": app.code()}
    for suspended_at in (1, None):
        statement = Statement("UPDATE tenants SET suspended_at = $2 WHERE id = $1", (member.tenant_id, suspended_at))
        await quiet.application.database.execute_batch([statement])
        answer = await log_in(quiet, step)
        assert (answer.status_code, "suspended" in answer.json().get("error", "")) == (200, suspended_at is not None)
    assert answer.json()["user"]["email"] == member.email


async def test_a_second_step_without_a_code_is_refused_in_words(quiet: Server) -> None:
    answer = await log_in(quiet, {"type": "email_code", "secret": "x"})
    assert (answer.status_code, answer.json()) == (400, {"error": "Enter your e-mail address and your password."})


async def test_who_has_only_a_passkey_signs_in_to_the_app_with_a_recovery_code(quiet: Server) -> None:
    member = await quiet.member(Role.MANAGER)
    added = await add_passkey(await quiet.signed_in(member), Authenticator())
    first = await log_in(quiet, {"type": "account", "username": member.email, "password": PASSWORD})
    assert first.json()["type"] == "email_check"
    code = added.json()["recovery_codes"][0]
    right = await log_in(quiet, {"type": "email_code", "secret": first.json()["secret"], "tfaCode": code})
    assert (right.status_code, right.json()["user"]["email"]) == (200, member.email)
