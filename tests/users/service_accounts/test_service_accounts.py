"""Service accounts: what their tokens open, what they never open, and how they change."""

import asyncio
import re
from typing import Any

import pytest

from handfast.access.policy import SCOPES
from handfast.kernel.callers import Role
from handfast.kernel.secrets import digest
from handfast.kernel.time import DAY, MINUTE
from handfast.users.service_accounts.rules import MOST_ACCOUNTS, MOST_TOKENS
from tests.support.members import Browser, Member
from tests.support.rows import fetch_row, fetch_trail
from tests.support.server import Server
from tests.users.service_accounts.asking import ENDED, OK, PATH, call, confirm, make, sentences, told, works

# --- made and shown ---


async def test_its_token_is_shown_once_and_stored_as_its_digest(quiet: Server, browser: Browser, owner: Member) -> None:
    made = await make(browser, "devices:read", "codes:write")
    assert re.fullmatch(r"hfs_[A-Za-z0-9_-]{43}", made["token"])
    listed = (await browser.get(PATH)).json()
    assert listed["items"] == [{name: value for name, value in made.items() if name != "token"}]
    assert made["token"] not in (await browser.get(PATH)).text
    assert {scope["name"] for scope in listed["scopes"]} == set(SCOPES)
    assert (made["scopes"], made["expires_at"]) == (["codes:write", "devices:read"], "2026-04-20T06:00:00Z")
    assert made["contact"] == {"id": owner.id, "name": "Olga", "active": True}
    row = await fetch_row(quiet.application.database, "SELECT hash FROM service_tokens WHERE id = $1", made["tokens"][0]["id"])
    assert row is not None
    assert bytes(row["hash"]) == digest(made["token"])
    words = "Olga made the service account Kiosk roll-out (codes:write devices:read), valid until 20 April 2026"
    assert words in await sentences(browser)


@pytest.mark.parametrize(
    "changes",
    [
        {"scopes": []},
        {"scopes": ["everything"]},
        {"name": " "},
        {"expires_in_days": 0},
        {"expires_in_days": 366},
        {"contact_id": "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"},
    ],
)
async def test_one_that_makes_no_sense_is_not_made(browser: Browser, changes: dict[str, Any]) -> None:
    body = {"name": "Kiosk", "scopes": ["devices:read"], "expires_in_days": 7} | changes
    answer = await browser.post(PATH, json=body)
    assert told(answer) == (400, "INVALID_INPUT")
    assert [error["field"] for error in answer.json()["errors"]] == list(changes)
    assert (await browser.get(PATH)).json()["items"] == []


@pytest.mark.parametrize("state", ["disabled", "customer", "foreign"])
async def test_only_somebody_active_in_the_company_answers_for_it(quiet: Server, browser: Browser, owner: Member, state: str) -> None:
    who = {
        "disabled": lambda: quiet.member(Role.ADMIN, owner.tenant_id, disabled=True),
        "customer": lambda: quiet.member(Role.CUSTOMER, owner.tenant_id),
        "foreign": quiet.member,
    }[state]
    body = {"name": "Kiosk", "scopes": ["devices:read"], "expires_in_days": 7, "contact_id": (await who()).id}
    answer = await browser.post(PATH, json=body)
    assert [error["field"] for error in answer.json()["errors"]] == ["contact_id"]


async def test_whatever_makes_or_changes_one_takes_a_recently_confirmed_session(quiet: Server, browser: Browser) -> None:
    made = await make(browser, "devices:read")
    quiet.clock.move(5 * MINUTE + 1)
    id, token = made["id"], made["tokens"][0]["id"]
    asked: list[tuple[str, str, dict[str, Any] | None]] = [
        ("POST", PATH, {"name": "Other", "scopes": ["devices:read"], "expires_in_days": 7}),
        ("PATCH", f"{PATH}/{id}", {"name": "Other"}),
        ("POST", f"{PATH}/{id}/tokens", None),
        ("DELETE", f"{PATH}/tokens/{token}", None),
        ("DELETE", f"{PATH}/{id}", None),
    ]
    for method, path, body in asked:
        assert told(await browser.request(method, path, json=body)) == (403, "REAUTHENTICATION_REQUIRED")
    assert await works(quiet, made["token"]) == OK
    await confirm(browser)
    for method, path, body in asked:
        assert (await browser.request(method, path, json=body)).status_code in (200, 201, 204)


async def test_there_are_a_hundred_of_a_company_and_five_tokens_of_each(
    quiet: Server, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (MOST_ACCOUNTS, MOST_TOKENS) == (100, 5)
    monkeypatch.setattr("handfast.users.service_accounts.create.MOST_ACCOUNTS", 2)
    first, _ = await make(browser, "devices:read"), await make(browser, "devices:read")
    body = {"name": "Third", "scopes": ["devices:read"], "expires_in_days": 7}
    assert told(await browser.post(PATH, json=body)) == (409, "SERVICE_ACCOUNT_LIMIT")
    for _ in range(MOST_TOKENS - 1):
        assert (await browser.post(f"{PATH}/{first['id']}/tokens")).status_code == 201
    full = await browser.post(f"{PATH}/{first['id']}/tokens")
    assert told(full) == (409, "SERVICE_ACCOUNT_LIMIT")
    assert "5 tokens" in full.json()["detail"]
    assert (await browser.delete(f"{PATH}/{first['id']}")).status_code == 204
    assert (await browser.post(PATH, json=body)).status_code == 201


async def test_of_many_made_at_once_no_more_than_the_most_are_there(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handfast.users.service_accounts.create.MOST_ACCOUNTS", 3)
    body = {"name": "Kiosk", "scopes": ["devices:read"], "expires_in_days": 7}
    answers = await asyncio.gather(*(browser.post(PATH, json=body) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 201, 409, 409, 409]
    assert len((await browser.get(PATH)).json()["items"]) == 3


# --- what it may ---


async def test_it_does_what_its_scopes_say_and_no_more(quiet: Server, browser: Browser) -> None:
    token = (await make(browser, "people:read"))["token"]
    assert (await call(quiet, token, "GET", "/api/people")).status_code == 200
    assert told(await call(quiet, token, "GET", "/api/devices")) == (403, "FORBIDDEN")
    assert "Kiosk roll-out was not allowed to do this: See devices" in await sentences(browser)


async def test_it_never_does_what_takes_a_session(quiet: Server, browser: Browser) -> None:
    made = await make(browser, *SCOPES)
    for method, path in (
        ("GET", "/api/session"), ("DELETE", "/api/session"), ("GET", "/api/sessions"), ("PUT", "/api/session/password"),
        ("GET", "/api/tokens"), ("POST", "/api/tokens"), ("GET", PATH), ("POST", PATH), ("PATCH", f"{PATH}/{made['id']}"),
        ("POST", f"{PATH}/{made['id']}/tokens"), ("DELETE", f"{PATH}/{made['id']}"), ("GET", "/api/tenant/stripe"), ("GET", "/api/tenants"),
    ):  # fmt: skip
        assert told(await call(quiet, made["token"], method, path)) == (403, "FORBIDDEN"), path


async def test_it_acts_on_nobody_who_can_let_in_others(quiet: Server, browser: Browser, owner: Member) -> None:
    admin = await quiet.member(Role.ADMIN, owner.tenant_id)
    disabled = await quiet.member(Role.ADMIN, owner.tenant_id, disabled=True)
    manager = await quiet.member(Role.MANAGER, owner.tenant_id)
    token = (await make(browser, "people:write"))["token"]
    new = {"name": "Nico", "email": f"{admin.id}@example.org", "send_mail": False}
    for role in ("owner", "admin"):
        assert told(await call(quiet, token, "POST", "/api/people", json=new | {"role": role})) == (403, "ROLE_TOO_HIGH")
        raised = await call(quiet, token, "PATCH", f"/api/people/{manager.id}", json={"role": role})
        assert told(raised) == (403, "ROLE_TOO_HIGH")
    for id in (admin.id, owner.id):
        assert told(await call(quiet, token, "POST", f"/api/people/{id}/disable")) == (403, "ROLE_TOO_HIGH")
        assert told(await call(quiet, token, "PATCH", f"/api/people/{id}", json={"name": "X"})) == (403, "ROLE_TOO_HIGH")
    assert told(await call(quiet, token, "POST", f"/api/people/{disabled.id}/enable")) == (403, "ROLE_TOO_HIGH")

    invited = await call(quiet, token, "POST", "/api/people", json=new | {"role": "manager"})
    assert invited.status_code == 201
    assert (await call(quiet, token, "DELETE", f"/api/people/{invited.json()['person']['id']}/invitation")).status_code == 204
    assert (await call(quiet, token, "POST", f"/api/people/{manager.id}/disable")).status_code == 200
    assert (await call(quiet, token, "POST", f"/api/people/{manager.id}/enable")).status_code == 200


async def test_it_pairs_devices_under_its_own_name_and_its_contact_has_them(quiet: Server, browser: Browser, owner: Member) -> None:
    made = await make(browser, "codes:write", "devices:read")
    issued = await call(quiet, made["token"], "POST", "/api/invites", json={})
    assert issued.status_code == 201, issued.text
    listed = (await call(quiet, made["token"], "GET", "/api/invites")).json()["items"]
    assert [code["issued_by"] for code in listed] == [{"id": made["id"], "name": "Kiosk roll-out"}]
    token = issued.json()["invites"][0]["url"].rpartition(".")[2]
    preview = await quiet.browser().post("/api/pairing/preview", json={"token": token})
    assert preview.json()["manager"] == {"name": "Kiosk roll-out"}
    redemption = {"token": token, "deviceFingerprint": "0123456789abcdef", "deviceName": "Till"}
    paired = await quiet.browser().post("/api/pairing/verify", json=redemption)
    assert paired.status_code == 200, paired.text
    device = (await call(quiet, made["token"], "GET", f"/api/devices/{paired.json()['device_id']}")).json()
    assert device["person"] == {"id": owner.id, "name": "Olga"}
    assert "Till was paired with a code from Kiosk roll-out" in await sentences(browser)
    rows = await fetch_trail(quiet.application.database, owner.tenant_id, "CODE_GENERATED")
    assert [(row["actor_kind"], row["actor_id"], row["actor_name"]) for row in rows] == [("service", made["id"], "Kiosk roll-out")]


async def test_its_codes_count_as_its_own_and_not_as_its_contacts(quiet: Server, browser: Browser) -> None:
    made = await make(browser, "codes:write")
    for _ in range(5):
        assert (await call(quiet, made["token"], "POST", "/api/invites", json={})).status_code == 201
    assert told(await call(quiet, made["token"], "POST", "/api/invites", json={})) == (429, "RATE_LIMITED")
    assert (await browser.post("/api/invites", json={})).status_code == 201


async def test_what_it_sets_is_said_to_come_from_a_program(quiet: Server, browser: Browser, owner: Member) -> None:
    customer = await quiet.member(Role.CUSTOMER, owner.tenant_id)
    token = (await make(browser, "subscriptions:write"))["token"]
    path = f"/api/admin/subscriptions/{customer.id}"
    assert (await call(quiet, token, "PUT", path, json={"state": "active"})).status_code == 200
    row = await fetch_row(quiet.application.database, "SELECT source FROM subscriptions WHERE user_id = $1", customer.id)
    assert row is not None
    assert row["source"] == "api"


async def test_its_last_use_is_known_by_time_and_address(quiet: Server, browser: Browser) -> None:
    made = await make(browser, "devices:read")
    assert (made["last_used_at"], made["last_used_address"]) == (None, None)
    headers = {"Authorization": f"Bearer {made['token']}"}
    assert (await quiet.browser("203.0.113.9").get("/api/devices", headers=headers)).status_code == 200
    [account] = (await browser.get(PATH)).json()["items"]
    assert (account["last_used_at"], account["last_used_address"]) == ("2026-01-20T06:00:00Z", "203.0.113.9")
    assert account["tokens"][0]["last_used_address"] == "203.0.113.9"


# --- changed ---


async def test_a_further_token_works_beside_the_first_until_that_is_revoked(quiet: Server, browser: Browser) -> None:
    made = await make(browser, "devices:read")
    second = (await browser.post(f"{PATH}/{made['id']}/tokens")).json()
    assert await works(quiet, made["token"]) == await works(quiet, second["token"]) == OK
    assert (await browser.delete(f"{PATH}/tokens/{made['tokens'][0]['id']}")).status_code == 204
    assert await works(quiet, made["token"]) == ENDED
    assert await works(quiet, second["token"]) == OK
    assert told(await browser.delete(f"{PATH}/tokens/{made['tokens'][0]['id']}")) == (404, "NOT_FOUND")
    told_of = await sentences(browser)
    assert "Olga made a token of the service account Kiosk roll-out" in told_of
    assert "Olga revoked a token of the service account Kiosk roll-out" in told_of


async def test_fewer_scopes_hold_for_the_tokens_there_are(quiet: Server, browser: Browser) -> None:
    made = await make(browser, "devices:read", "people:read")
    changed = await browser.patch(f"{PATH}/{made['id']}", json={"scopes": ["people:read"], "name": "Report"})
    assert (changed.json()["scopes"], changed.json()["name"]) == (["people:read"], "Report")
    assert await works(quiet, made["token"]) == (403, "FORBIDDEN")
    assert (
        "Olga changed the service account Report: name from Kiosk roll-out, scopes from devices:read people:read to people:read"
        in await sentences(browser)
    )


async def test_the_owners_hear_of_more_scopes_and_not_of_fewer(quiet: Server, browser: Browser, owner: Member) -> None:
    made = await make(browser, "devices:read")
    other = await quiet.member(Role.OWNER, owner.tenant_id)
    await quiet.deliver()
    quiet.mails.clear()
    assert (await browser.patch(f"{PATH}/{made['id']}", json={"scopes": ["devices:read", "people:write"]})).status_code == 200
    await quiet.deliver()
    assert {mail["To"] for mail in quiet.mails} == {owner.email, other.email}
    text = quiet.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert f"- {SCOPES['people:write']}" in text
    assert SCOPES["devices:read"] not in text
    quiet.mails.clear()
    assert (await browser.patch(f"{PATH}/{made['id']}", json={"scopes": ["people:write"]})).status_code == 200
    await quiet.deliver()
    assert quiet.mails == []
    newest = (await browser.get("/api/notices")).json()["items"][0]["sentence"]
    assert newest.endswith("scopes from devices:read people:write to people:write")


async def test_a_change_of_nothing_leaves_nothing(browser: Browser) -> None:
    made = await make(browser, "devices:read")
    before = await sentences(browser)
    assert (await browser.patch(f"{PATH}/{made['id']}", json={"name": "Kiosk roll-out"})).status_code == 200
    assert await sentences(browser) == before


async def test_a_renewed_one_goes_on_with_its_tokens(quiet: Server, browser: Browser) -> None:
    made = await make(browser, "devices:read", days=10)
    renewed = await browser.patch(f"{PATH}/{made['id']}", json={"expires_in_days": 30})
    assert renewed.json()["expires_at"] == "2026-02-19T06:00:00Z"
    quiet.clock.move(20 * DAY)
    assert await works(quiet, made["token"]) == OK


async def test_one_that_expired_is_renewed_without_its_old_tokens(quiet: Server, browser: Browser, owner: Member) -> None:
    made = await make(browser, "devices:read", days=1)
    quiet.clock.move(DAY - 1)
    assert await works(quiet, made["token"]) == OK
    quiet.clock.move(1)
    assert await works(quiet, made["token"]) == ENDED
    browser = await quiet.signed_in(owner)
    assert told(await browser.post(f"{PATH}/{made['id']}/tokens")) == (409, "SERVICE_ACCOUNT_EXPIRED")
    renewed = await browser.patch(f"{PATH}/{made['id']}", json={"expires_in_days": 30})
    assert renewed.json()["tokens"] == []
    assert await works(quiet, made["token"]) == ENDED
    token = (await browser.post(f"{PATH}/{made['id']}/tokens")).json()["token"]
    assert await works(quiet, token) == OK
