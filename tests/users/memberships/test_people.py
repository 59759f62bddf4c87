"""The people screen: who is on it, what may be changed by whom, and that one owner always remains."""

import asyncio
from typing import Any

import pytest

from handfast.kernel.callers import Role
from handfast.kernel.ids import TenantId
from handfast.kernel.time import MINUTE
from tests.support.members import PASSWORD, Browser, Member, sign_in
from tests.support.rows import commit_row, fetch_row, fetch_rows
from tests.support.server import Server


async def team(quiet: Server) -> tuple[TenantId, dict[Role, Member]]:
    tenant = await quiet.tenant()
    return tenant, {role: await quiet.member(role, tenant, name=role.value.title()) for role in Role}


async def names(browser: Browser, query: str = "") -> list[str]:
    answer = await browser.get(f"/api/people{query}")
    assert answer.status_code == 200, answer.text
    return [person["name"] for person in answer.json()["items"]]


async def patch(browser: Browser, id: str, **changes: Any) -> tuple[int, str | None]:
    answer = await browser.patch(f"/api/people/{id}", json=changes)
    return answer.status_code, answer.json().get("code")


async def switch(browser: Browser, id: str, to: str) -> tuple[int, str | None]:
    answer = await browser.post(f"/api/people/{id}/{to}")
    return answer.status_code, answer.json().get("code")


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.OWNER, Role.ADMIN)])
async def test_only_owners_and_admins_see_people(quiet: Server, role: Role) -> None:
    browser = await quiet.signed_in(await quiet.member(role))
    answer = await browser.get("/api/people")
    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


async def test_the_list_is_by_name_and_finds_by_search_role_and_status(quiet: Server) -> None:
    tenant, by_role = await team(quiet)
    await quiet.member(Role.STAFF, tenant, name="Zoë 100%", disabled=True)
    browser = await quiet.signed_in(by_role[Role.OWNER])
    invited = await browser.post("/api/people", json={"name": "Ines", "email": "Ines.New@Example.com", "role": "staff", "send_mail": False})
    everybody = ["Admin", "Customer", "Ines", "Installer", "Manager", "Owner", "Staff", "Support", "Viewer", "Zoë 100%"]
    assert await names(browser) == everybody
    assert await names(browser, "?search=MAN") == ["Manager"]
    assert await names(browser, "?search=ines.new@") == ["Ines"]
    assert await names(browser, "?search=0%25") == ["Zoë 100%"]
    assert await names(browser, "?search=%25") == ["Zoë 100%"]
    assert await names(browser, "?search=_") == []
    assert await names(browser, "?role=staff") == ["Ines", "Staff", "Zoë 100%"]
    assert await names(browser, "?status=invited") == ["Ines"]
    assert await names(browser, "?status=disabled") == ["Zoë 100%"]
    assert await names(browser, "?status=active&role=staff") == ["Staff"]
    [person] = (await browser.get("/api/people?status=invited")).json()["items"]
    assert person == invited.json()["person"]
    assert person["email"] == "ines.new@example.com"
    assert person["invitation_expires_at"] == "2026-01-27T06:00:00Z"


async def test_pages_follow_one_another_without_gaps(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner = await quiet.member(Role.OWNER, tenant, name="Same")
    for _ in range(6):
        await quiet.member(Role.STAFF, tenant, name="Same")
    browser = await quiet.signed_in(owner)
    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        page = (await browser.get(f"/api/people?limit=2&cursor={cursor}")).json()
        assert page["total"] == 7
        seen += [person["id"] for person in page["items"]]
        cursor = page["next_cursor"] or ""
    assert len(set(seen)) == len(seen) == 7
    assert cursor == ""


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "role=king", "status=gone", "cursor=nonsense", "search=%00"])
async def test_a_question_that_makes_no_sense_is_refused(quiet: Server, query: str) -> None:
    browser = await quiet.signed_in(await quiet.member())
    answer = await browser.get(f"/api/people?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")


async def test_a_person_of_another_tenant_is_as_good_as_unknown(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member())
    stranger = await quiet.member(Role.STAFF)
    for id in (stranger.id, "00000000-0000-4000-8000-000000000000", "nonsense"):
        assert await patch(browser, id, name="Mine") == (404, "NOT_FOUND")
        assert await switch(browser, id, "disable") == (404, "NOT_FOUND")
        assert await switch(browser, id, "enable") == (404, "NOT_FOUND")
        assert (await browser.delete(f"/api/people/{id}/invitation")).status_code == 404
        assert (await browser.post(f"/api/people/{id}/invitation", json={})).status_code == 404
    assert stranger.id not in [person["id"] for person in (await browser.get("/api/people")).json()["items"]]


async def test_another_role_ends_the_sessions_that_began_with_the_old_one(quiet: Server) -> None:
    _, by_role = await team(quiet)
    owner, manager = await quiet.signed_in(by_role[Role.OWNER]), await quiet.signed_in(by_role[Role.MANAGER])
    assert await patch(owner, by_role[Role.MANAGER].id, name="Renamed") == (200, None)
    assert (await manager.get("/api/session")).json()["person"]["name"] == "Renamed"
    assert await patch(owner, by_role[Role.MANAGER].id, role="staff") == (200, None)
    assert (await manager.get("/api/session")).status_code == 401
    again = await sign_in(quiet.browser(), by_role[Role.MANAGER].email)
    assert again.json()["person"]["role"] == "staff"


async def test_nobody_gives_changes_or_takes_away_a_role_above_their_own(quiet: Server) -> None:
    _, by_role = await team(quiet)
    admin = await quiet.signed_in(by_role[Role.ADMIN])
    assert await patch(admin, by_role[Role.STAFF].id, role="owner") == (403, "ROLE_TOO_HIGH")
    assert await patch(admin, by_role[Role.ADMIN].id, role="owner") == (403, "ROLE_TOO_HIGH")
    assert await patch(admin, by_role[Role.OWNER].id, role="staff") == (403, "ROLE_TOO_HIGH")
    assert await patch(admin, by_role[Role.OWNER].id, name="Gone") == (403, "ROLE_TOO_HIGH")
    assert await switch(admin, by_role[Role.OWNER].id, "disable") == (403, "ROLE_TOO_HIGH")
    assert await patch(admin, by_role[Role.STAFF].id, role="admin") == (200, None)


async def test_a_name_that_is_none_is_refused(quiet: Server) -> None:
    member = await quiet.member()
    browser = await quiet.signed_in(member)
    for name in ("", "  ", "\u202e\u200b", "x" * 101):
        assert await patch(browser, member.id, name=name) == (400, "INVALID_INPUT")


async def test_a_disabled_person_is_out_at_the_next_request(quiet: Server) -> None:
    tenant, by_role = await team(quiet)
    owner, manager = await quiet.signed_in(by_role[Role.OWNER]), await quiet.signed_in(by_role[Role.MANAGER])
    id = by_role[Role.MANAGER].id
    answer = await owner.post(f"/api/people/{id}/disable")
    assert answer.json()["status"] == "disabled"
    refused = await manager.get("/api/session")
    assert (refused.status_code, refused.json()["code"]) == (403, "ACCOUNT_DISABLED")
    assert await switch(owner, id, "disable") == (200, None)
    events = await fetch_rows(
        quiet.application.database, "SELECT event, body FROM outbox WHERE tenant_id = $1 AND event = 'access_change'", tenant
    )
    assert [id in event["body"] for event in events] == [True]
    enabled = await owner.post(f"/api/people/{id}/enable")
    assert enabled.json()["status"] == "active"
    assert (await manager.get("/api/session")).status_code == 401
    assert (await sign_in(quiet.browser(), by_role[Role.MANAGER].email)).status_code == 200


async def test_the_live_codes_of_a_disabled_person_are_dead(quiet: Server) -> None:
    await _codes_die(quiet, lambda owner, person: owner.post(f"/api/people/{person}/disable"))


async def test_the_live_codes_of_who_may_make_none_any_more_are_dead(quiet: Server) -> None:
    await _codes_die(quiet, lambda owner, person: owner.patch(f"/api/people/{person}", json={"role": "staff"}))


async def _codes_die(quiet: Server, action: Any) -> None:
    tenant, by_role = await team(quiet)
    owner, manager = await quiet.signed_in(by_role[Role.OWNER]), by_role[Role.MANAGER]
    now = quiet.clock.now()
    for number, issuer in enumerate((manager, by_role[Role.OWNER])):
        await commit_row(
            quiet.application.database,
            """INSERT INTO pairing_codes (id, tenant_id, issued_by, issued_at, issued_address, expires_at, slot, code_hash,
                token_hash) VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8) RETURNING 1""",
            quiet.application.random.id(),
            tenant,
            issuer.id,
            now,
            now + 15 * MINUTE,
            number + 1,
            quiet.application.random.bytes(32),
            quiet.application.random.bytes(32),
        )
    assert (await action(owner, manager.id)).status_code == 200
    rows = await fetch_rows(
        quiet.application.database, "SELECT issued_by, state, code_hash, slot, closed_at FROM pairing_codes WHERE tenant_id = $1", tenant
    )
    states = {row["issued_by"]: (row["state"], row["code_hash"] is None, row["slot"] is None, row["closed_at"]) for row in rows}
    assert states[manager.id] == ("cancelled", True, True, now)
    assert states[by_role[Role.OWNER].id][0] == "live"
    told = await fetch_rows(quiet.application.database, "SELECT body FROM outbox WHERE tenant_id = $1 AND event = 'invite_change'", tenant)
    assert len(told) == 1


async def test_nobody_disables_themselves(quiet: Server) -> None:
    tenant = await quiet.tenant()
    member = await quiet.member(Role.OWNER, tenant)
    await quiet.member(Role.OWNER, tenant)
    assert await switch(await quiet.signed_in(member), member.id, "disable") == (409, "SELF")


async def test_the_last_owner_stays_one(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner = await quiet.member(Role.OWNER, tenant)
    browser = await quiet.signed_in(owner)
    await quiet.member(Role.OWNER, tenant, disabled=True)
    await browser.post("/api/people", json={"name": "New", "email": "owner-to-be@example.com", "role": "owner", "send_mail": False})
    assert await patch(browser, owner.id, role="admin") == (409, "LAST_OWNER")
    await quiet.member(Role.OWNER, tenant)
    assert await patch(browser, owner.id, role="admin") == (200, None)


@pytest.mark.parametrize("attempt", range(5))
async def test_two_owners_who_demote_each_other_leave_one(quiet: Server, attempt: int) -> None:
    tenant = await quiet.tenant()
    one, two = await quiet.member(Role.OWNER, tenant), await quiet.member(Role.OWNER, tenant)
    first, second = await quiet.signed_in(one), await quiet.signed_in(two)
    answers = await asyncio.gather(patch(first, two.id, role="staff"), patch(second, one.id, role="staff"))
    assert await _owners(quiet, tenant) == 1
    assert min(status for status, _ in answers) == 200


@pytest.mark.parametrize("attempt", range(5))
async def test_two_owners_who_step_down_at_once_leave_one(quiet: Server, attempt: int) -> None:
    tenant = await quiet.tenant()
    one, two = await quiet.member(Role.OWNER, tenant), await quiet.member(Role.OWNER, tenant)
    first, second = await quiet.signed_in(one), await quiet.signed_in(two)
    answers = await asyncio.gather(patch(first, one.id, role="admin"), patch(second, two.id, role="admin"))
    assert sorted(answers) == [(200, None), (409, "LAST_OWNER")]
    assert await _owners(quiet, tenant) == 1


@pytest.mark.parametrize("attempt", range(5))
async def test_disabling_one_owner_while_the_other_steps_down_leaves_one(quiet: Server, attempt: int) -> None:
    tenant = await quiet.tenant()
    one, two = await quiet.member(Role.OWNER, tenant), await quiet.member(Role.OWNER, tenant)
    first, second = await quiet.signed_in(one), await quiet.signed_in(one)
    await asyncio.gather(switch(first, two.id, "disable"), patch(second, one.id, role="admin"))
    assert await _owners(quiet, tenant) == 1


async def _owners(quiet: Server, tenant: str) -> int:
    rows = await fetch_rows(
        quiet.application.database,
        "SELECT 1 FROM users WHERE tenant_id = $1 AND role = 'owner' AND disabled_at IS NULL AND joined_at IS NOT NULL",
        tenant,
    )
    return len(rows)


async def test_the_trail_says_what_was_changed(quiet: Server) -> None:
    tenant, by_role = await team(quiet)
    owner = await quiet.signed_in(by_role[Role.OWNER])
    await patch(owner, by_role[Role.STAFF].id, role="manager")
    row = await fetch_row(
        quiet.application.database, "SELECT actor_id, details FROM audit WHERE tenant_id = $1 AND action = 'PERSON_CHANGED'", tenant
    )
    assert row is not None
    assert row["actor_id"] == by_role[Role.OWNER].id
    assert "role from staff to manager" in row["details"]
    assert PASSWORD not in row["details"]
