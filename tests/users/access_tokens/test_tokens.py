"""Personal access tokens: what they open, what they never open, and when they stop."""

import re
from typing import Any

import httpx
import pytest

from handfast.access.policy import SCOPES
from handfast.kernel.callers import Role, at_the_machine
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import digest
from handfast.kernel.time import DAY, MINUTE
from handfast.users.access_tokens.list_of_everyone import list_of_everyone
from handfast.users.access_tokens.revoke_of_anyone import revoke_of_anyone
from handfast.users.access_tokens.rules import scopes_of
from tests.support.members import Browser
from tests.support.rows import fetch_row
from tests.support.server import Server


async def make(browser: Browser, *scopes: str, days: int = 30) -> dict[str, Any]:
    answer = await browser.post("/api/tokens", json={"name": "Till script", "scopes": list(scopes), "expires_in_days": days})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def bearer(token: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token['token']}"}


async def call(quiet: Server, token: dict[str, Any], method: str, path: str, **options: Any) -> httpx.Response:
    return await quiet.browser().request(method, path, headers=bearer(token), **options)


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


async def test_a_token_is_shown_once_and_stored_as_its_digest(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    token = await make(browser, "people:read", "audit:read")
    assert re.fullmatch(r"hfp_[A-Za-z0-9_-]{43}", token["token"])
    listed = (await browser.get("/api/tokens")).json()
    assert listed["items"] == [{name: value for name, value in token.items() if name != "token"}]
    assert listed["items"][0]["expires_at"] == "2026-02-19T06:00:00Z"
    assert {scope["name"]: scope["description"] for scope in listed["scopes"]} == SCOPES
    row = await fetch_row(quiet.application.database, "SELECT hash FROM access_tokens WHERE id = $1", token["id"])
    assert row is not None
    assert bytes(row["hash"]) == digest(token["token"])


async def test_a_token_does_what_its_scopes_say_and_no_more(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    token = await make(browser, "people:read")
    assert (await call(quiet, token, "GET", "/api/people")).status_code == 200
    new = {"name": "Nico", "email": "nico-by-token@example.com", "role": "staff", "send_mail": False}
    assert told(await call(quiet, token, "POST", "/api/people", json=new)) == (403, "FORBIDDEN")
    assert told(await call(quiet, token, "GET", "/api/tenant")) == (403, "FORBIDDEN")
    writer = await make(browser, "people:write")
    assert (await call(quiet, writer, "POST", "/api/people", json=new)).status_code == 201
    assert told(await call(quiet, writer, "GET", "/api/people")) == (403, "FORBIDDEN")


async def test_a_token_never_touches_its_owners_account(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    token = await make(browser, *SCOPES)
    for method, path in (
        ("GET", "/api/session"), ("DELETE", "/api/session"), ("GET", "/api/sessions"), ("DELETE", "/api/sessions"),
        ("PUT", "/api/session/password"), ("GET", "/api/tokens"), ("POST", "/api/tokens"), ("DELETE", f"/api/tokens/{token['id']}"),
    ):  # fmt: skip
        assert told(await call(quiet, token, method, path)) == (403, "FORBIDDEN")


async def test_a_role_cannot_give_a_token_what_it_has_not_itself(quiet: Server) -> None:
    manager = await quiet.signed_in(await quiet.member(Role.MANAGER))
    offered = {scope["name"] for scope in (await manager.get("/api/tokens")).json()["scopes"]}
    assert offered == {"codes:write", "devices:read", "devices:write", "audit:read"}
    body = {"name": "Too much", "scopes": ["people:read"], "expires_in_days": 1}
    assert told(await manager.post("/api/tokens", json=body)) == (403, "FORBIDDEN")
    assert scopes_of(Role.STAFF) == {}


async def test_a_token_loses_what_its_owner_loses(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner, admin = await quiet.signed_in(await quiet.member(Role.OWNER, tenant)), await quiet.member(Role.ADMIN, tenant)
    token = await make(await quiet.signed_in(admin), "people:read")
    assert (await call(quiet, token, "GET", "/api/people")).status_code == 200
    await owner.patch(f"/api/people/{admin.id}", json={"role": "manager"})
    assert told(await call(quiet, token, "GET", "/api/people")) == (403, "FORBIDDEN")


@pytest.mark.parametrize(
    "changes",
    [{"scopes": []}, {"scopes": ["everything"]}, {"name": " "}, {"expires_in_days": 0}, {"expires_in_days": 366}, {"expires_in_days": "7"}],
)
async def test_a_token_that_makes_no_sense_is_not_made(quiet: Server, changes: dict[str, Any]) -> None:
    browser = await quiet.signed_in(await quiet.member())
    body = {"name": "Till script", "scopes": ["people:read"], "expires_in_days": 7} | changes
    answer = await browser.post("/api/tokens", json=body)
    assert told(answer) == (400, "INVALID_INPUT")
    assert [error["field"] for error in answer.json()["errors"]] == list(changes)


async def test_an_expired_a_revoked_and_an_unknown_token_look_alike(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    expired, revoked = await make(browser, "people:read", days=1), await make(browser, "people:read")
    assert (await browser.delete(f"/api/tokens/{revoked['id']}")).status_code == 204
    assert (await browser.delete(f"/api/tokens/{revoked['id']}")).status_code == 404
    quiet.clock.move(DAY)
    unknown = {"token": "hfp_" + "x" * 43}
    answers = [await call(quiet, token, "GET", "/api/people") for token in (expired, revoked, unknown)]
    assert {told(answer) for answer in answers} == {(401, "INVALID_TOKEN")}
    assert len({answer.content for answer in answers}) == 1
    assert 'error="invalid_token"' in answers[0].headers["www-authenticate"]


async def test_nobody_revokes_the_token_of_another(quiet: Server) -> None:
    tenant = await quiet.tenant()
    token = await make(await quiet.signed_in(await quiet.member(Role.ADMIN, tenant)), "people:read")
    owner = await quiet.signed_in(await quiet.member(Role.OWNER, tenant))
    assert told(await owner.delete(f"/api/tokens/{token['id']}")) == (404, "NOT_FOUND")
    assert (await call(quiet, token, "GET", "/api/people")).status_code == 200


async def test_a_disabled_owners_token_is_refused_and_stays_dead(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner, admin = await quiet.signed_in(await quiet.member(Role.OWNER, tenant)), await quiet.member(Role.ADMIN, tenant)
    token = await make(await quiet.signed_in(admin), "people:read")
    await owner.post(f"/api/people/{admin.id}/disable")
    assert told(await call(quiet, token, "GET", "/api/people")) == (403, "ACCOUNT_DISABLED")
    await owner.post(f"/api/people/{admin.id}/enable")
    assert told(await call(quiet, token, "GET", "/api/people")) == (401, "INVALID_TOKEN")


async def test_last_use_is_written_at_most_every_five_minutes(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    token = await make(browser, "people:read")

    async def last_used() -> str | None:
        value: str | None = (await browser.get("/api/tokens")).json()["items"][0]["last_used_at"]
        return value

    assert await last_used() is None
    await call(quiet, token, "GET", "/api/people")
    assert await last_used() == "2026-01-20T06:00:00Z"
    quiet.clock.move(5 * MINUTE - 1)
    await call(quiet, token, "GET", "/api/people")
    assert await last_used() == "2026-01-20T06:00:00Z"
    quiet.clock.move(1)
    await call(quiet, token, "GET", "/api/people")
    assert await last_used() == "2026-01-20T06:05:00Z"


async def test_a_token_needs_no_csrf_token_and_a_cookie_does_not_help_it(quiet: Server) -> None:
    member = await quiet.member()
    browser = await quiet.signed_in(member)
    token = await make(browser, "people:read")
    answer = await browser.delete("/api/session", headers=bearer(token))
    assert told(answer) == (403, "FORBIDDEN")
    assert (await browser.get("/api/session")).status_code == 200


async def test_whoever_commands_the_machine_sees_and_revokes_the_tokens_of_everybody(quiet: Server) -> None:
    member = await quiet.member(Role.ADMIN)
    kept = await make(await quiet.signed_in(member), "people:read")
    leaked = await make(await quiet.signed_in(await quiet.member(Role.MANAGER, member.tenant_id)), "devices:read")
    there, elsewhere = at_the_machine(member.tenant_id), at_the_machine(await quiet.tenant())
    run = quiet.application.run
    seen = await run(list_of_everyone, None, there)
    assert isinstance(seen, Done)
    assert {(one.line.id, one.email == member.email) for one in seen.view} == {(kept["id"], True), (leaked["id"], False)}
    assert isinstance(await run(revoke_of_anyone, leaked["id"], elsewhere), Refused)
    assert isinstance(await run(revoke_of_anyone, leaked["id"], there), Done)
    assert told(await call(quiet, leaked, "GET", "/api/devices")) == (401, "INVALID_TOKEN")
    assert (await call(quiet, kept, "GET", "/api/people")).status_code == 200
