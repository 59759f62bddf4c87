"""The tenant's settings: what they may be, and that two people do not overwrite one another."""

import asyncio
from typing import Any

import httpx
import pytest

from handfast.kernel.callers import Role
from handfast.users.tenant_settings import TenantSettings, as_dict, changed, parse
from tests.support.members import Browser
from tests.support.rows import fetch_row
from tests.support.server import Server

DEFAULTS = {
    "max_live_codes": 50,
    "max_live_codes_per_person": 10,
    "code_minutes": 15,
    "code_length": 6,
    "approval": "never",
    "max_devices_per_person": None,
    "device_limit_policy": "refuse",
    "device_key": "optional",
    "credential_days": 90,
    "app_idle_days": 30,
    "session_days": None,
    "trail_days": None,
    "rustdesk_id_format": "known",
    "link_proof": "none",
    "on_lapse": "keep",
    "rustdesk_host": "",
    "rustdesk_key": "",
    "rustdesk_relay": "",
    "support_contact": "",
    "digest_weekly": True,
    "app_url": "",
    "device_authorization": "off",
    "linking": "on",
    "pairing": "on",
    "number_matching": "risky",
    "prefilled_codes": False,
    "user_code_mask": "****-****",
    "second_factor_roles": [],
}

ALLOWED = {"session_days": {"least": 1, "most": 30}, "trail_days": {"least": 90, "most": None}}


async def change(browser: Browser, version: int, **changes: Any) -> httpx.Response:
    return await browser.patch("/api/tenant", json={"version": version, **changes})


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


def test_unknown_and_unfit_values_count_as_not_chosen() -> None:
    assert parse("{}") == TenantSettings()
    assert parse('{"code_minutes": 99, "approval": "maybe", "max_live_codes": true, "later": 1}') == TenantSettings()
    assert parse('{"code_length": 8, "max_devices_per_person": 3}') == TenantSettings(code_length=8, max_devices_per_person=3)
    assert parse("[]") == TenantSettings()


def test_what_nobody_chose_is_not_stored_and_what_we_do_not_know_is_kept() -> None:
    assert changed('{"later": 1}', {"code_minutes": 10}) == '{"code_minutes": 10, "later": 1}'
    assert as_dict(TenantSettings()) == DEFAULTS | {"second_factor_roles": ()}


async def test_a_fresh_tenant_has_the_defaults(quiet: Server) -> None:
    member = await quiet.member(Role.MANAGER)
    body = (await (await quiet.signed_in(member)).get("/api/tenant")).json()
    assert body == {
        "id": member.tenant_id,
        "name": "Walnut House",
        "version": 1,
        "settings": DEFAULTS,
        "defaults": DEFAULTS,
        "allowed": ALLOWED,
    }


async def test_what_is_sent_changes_and_the_rest_stays(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    first = (await change(browser, 1, name="Chestnut House", settings={"approval": "typed", "max_devices_per_person": 4})).json()
    assert (first["name"], first["version"]) == ("Chestnut House", 2)
    assert first["settings"] == DEFAULTS | {"approval": "typed", "max_devices_per_person": 4}
    second = (await change(browser, 2, settings={"max_devices_per_person": None, "code_length": 8})).json()
    assert second["settings"] == DEFAULTS | {"approval": "typed", "code_length": 8}
    assert (await browser.get("/api/tenant")).json() == second


async def test_a_change_from_an_old_version_is_refused(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    await change(browser, 1, settings={"code_minutes": 10})
    assert told(await change(browser, 1, settings={"code_minutes": 5})) == (409, "VERSION_CONFLICT")
    assert (await browser.get("/api/tenant")).json()["settings"]["code_minutes"] == 10


async def test_of_two_changes_at_once_one_wins(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    answers = await asyncio.gather(*(change(browser, 1, settings={"code_minutes": minutes}) for minutes in range(2, 8)))
    assert sorted(told(answer) for answer in answers) == [(200, None)] + [(409, "VERSION_CONFLICT")] * 5


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("max_live_codes", 0), ("max_live_codes", 51), ("code_minutes", 0), ("code_minutes", 16), ("code_length", 7),
        ("approval", "sometimes"), ("max_devices_per_person", 0), ("max_devices_per_person", 1001), ("device_limit_policy", "x"),
        ("device_key", "x"), ("credential_days", 0), ("credential_days", 3651), ("code_minutes", "5"), ("code_minutes", None),
        ("app_idle_days", 0), ("app_idle_days", 366),
        ("rustdesk_id_format", "ten"), ("link_proof", "word"), ("on_lapse", "delete"), ("rustdesk_host", "a b"), ("rustdesk_host", "a,b"),
        ("rustdesk_key", "k" * 201), ("rustdesk_relay", 'a"'), ("digest_weekly", 1),
        ("app_url", "http://app.example.com"), ("app_url", "javascript:alert(1)"), ("app_url", "https://"), ("app_url", "app.example.com"),
        ("app_url", "https://user@app.example.com"), ("app_url", "https://app.example.com/a b"),
        ("app_url", "https://a.example/" + "x" * 500),
        ("app_url", "https://app.example.com\n"), ("app_url", "https://app.example.com\\@evil.example"),
    ],
)  # fmt: skip
async def test_a_value_that_does_not_fit_is_named(quiet: Server, setting: str, value: object) -> None:
    browser = await quiet.signed_in(await quiet.member())
    answer = await change(browser, 1, settings={setting: value})
    assert told(answer) == (400, "INVALID_INPUT")
    assert answer.json()["errors"][0]["field"].startswith(f"settings.{setting}")


async def test_managers_look_and_staff_do_not(quiet: Server) -> None:
    manager, staff = await quiet.signed_in(await quiet.member(Role.MANAGER)), await quiet.signed_in(await quiet.member(Role.STAFF))
    assert told(await change(manager, 1, name="Mine")) == (403, "FORBIDDEN")
    assert told(await staff.get("/api/tenant")) == (403, "FORBIDDEN")


async def test_a_change_that_changes_nothing_makes_no_version(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    assert (await change(browser, 1, name="Walnut House", settings={"code_minutes": 15})).json()["version"] == 1
    assert told(await change(browser, 1, name=" ")) == (400, "INVALID_INPUT")


async def test_the_trail_names_what_was_changed(quiet: Server) -> None:
    member = await quiet.member()
    await change(await quiet.signed_in(member), 1, settings={"code_minutes": 10, "approval": "never"})
    row = await fetch_row(
        quiet.application.database, "SELECT details FROM audit WHERE tenant_id = $1 AND action = 'TENANT_CHANGED'", member.tenant_id
    )
    assert row is not None
    assert row["details"] == '{"changes":"code minutes"}'


async def test_codes_of_devices_cannot_be_made_so_short_that_they_are_guessed(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    refused = await change(browser, 1, settings={"user_code_mask": "***-***"})
    assert told(refused) == (400, "INVALID_INPUT")
    assert refused.json()["errors"] == [
        {
            "field": "settings.user_code_mask",
            "message": "Codes of this form could be guessed: use at least seven letters (*) or ten digits (9)",
        }
    ]
    chosen = {"user_code_mask": "999-999-9999", "prefilled_codes": True, "number_matching": "always", "device_authorization": "on"}
    saved = (await change(browser, 1, settings=chosen)).json()
    assert saved["settings"] == DEFAULTS | chosen
    for wrong in (
        {"number_matching": "sometimes"},
        {"device_authorization": True},
        {"prefilled_codes": "on"},
        {"user_code_mask": "a" * 12},
    ):
        assert told(await change(browser, 2, settings=wrong)) == (400, "INVALID_INPUT")
