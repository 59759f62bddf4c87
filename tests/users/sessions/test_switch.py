"""One person in several companies: one at a time, and nothing of one through the other."""

import asyncio

from handfast.db.database import Statement
from handfast.kernel.callers import Role
from handfast.kernel.time import HOUR, MINUTE
from tests.support.company import told
from tests.support.members import Browser, sign_in
from tests.support.rows import fetch_trail
from tests.support.server import Server


async def switch(browser: Browser, tenant_id: str | None) -> tuple[int, str | None]:
    return told(await browser.post("/api/session/switch", json={"tenant_id": tenant_id}))


async def test_a_session_lists_the_companies_of_its_person(quiet: Server) -> None:
    member = await quiet.member()
    other = await quiet.also_in(member, await quiet.tenant("Alder"), Role.STAFF)
    shown = (await (await quiet.signed_in(member)).get("/api/session")).json()
    assert shown["memberships"] == [
        {"tenant": {"id": other.tenant_id, "name": "Alder"}, "role": "staff"},
        {"tenant": {"id": member.tenant_id, "name": "Walnut House"}, "role": "owner"},
    ]
    assert shown["operator"] is False


async def test_who_goes_to_another_company_is_somebody_else_there(quiet: Server) -> None:
    member = await quiet.member()
    other = await quiet.also_in(member, await quiet.tenant("Alder"), Role.MANAGER)
    browser = await quiet.signed_in(member)
    before, cookie = (await browser.get("/api/session")).json(), browser.cookie

    answer = await browser.post("/api/session/switch", json={"tenant_id": other.tenant_id})
    assert answer.json()["person"] | {"name": ""} == {"id": other.id, "name": "", "email": member.email, "role": "manager"}
    assert answer.json()["csrf_token"] != before["csrf_token"]
    assert browser.cookie != cookie
    assert told(await browser.get("/api/people")) == (403, "FORBIDDEN")
    assert await switch(browser, member.tenant_id) == (200, None)
    assert (await browser.get("/api/people")).status_code == 200


async def test_the_cookie_of_the_company_that_was_left_opens_nothing(quiet: Server) -> None:
    member = await quiet.member()
    other = await quiet.also_in(member, await quiet.tenant("Alder"))
    browser, kept = await quiet.signed_in(member), quiet.browser()
    kept.cookies.update(browser.cookies)
    kept.csrf = browser.csrf
    assert (await kept.get("/api/session")).status_code == 200
    await switch(browser, other.tenant_id)
    assert told(await kept.get("/api/devices")) == (401, "UNAUTHENTICATED")


async def test_a_page_of_the_company_that_was_left_does_nothing_for_the_other(quiet: Server) -> None:
    member = await quiet.member()
    other = await quiet.also_in(member, await quiet.tenant("Alder"))
    browser = await quiet.signed_in(member)
    await switch(browser, other.tenant_id)
    stale = {"X-Signed-In-As": member.id}
    assert told(await browser.get("/api/devices", headers=stale)) == (409, "SIGNED_IN_AS_ANOTHER")


async def test_nobody_goes_where_they_do_not_belong(quiet: Server) -> None:
    member, foreign = await quiet.member(), await quiet.tenant("Alder")
    browser = await quiet.signed_in(member)
    for target in (foreign, quiet.random.id(), "x", None):
        assert await switch(browser, target) == (404, "NOT_FOUND")
    assert (await browser.get("/api/session")).json()["tenant"]["id"] == member.tenant_id


async def test_who_was_disabled_in_one_company_works_on_in_the_other(quiet: Server) -> None:
    member = await quiet.member(Role.STAFF)
    other = await quiet.also_in(member, await quiet.tenant("Alder"), Role.OWNER)
    admin = await quiet.signed_in(await quiet.member(Role.OWNER, member.tenant_id))
    here, there = await quiet.signed_in(member), await quiet.signed_in(member)
    await switch(there, other.tenant_id)

    assert (await admin.post(f"/api/people/{member.id}/disable")).status_code == 200
    assert told(await here.get("/api/session")) == (403, "ACCOUNT_DISABLED")
    assert (await there.get("/api/people")).status_code == 200
    assert await switch(there, member.tenant_id) == (404, "NOT_FOUND")
    assert (await sign_in(quiet.browser(), member.email)).json()["tenant"]["id"] == other.tenant_id


async def test_a_company_reaches_the_person_of_another_by_no_id(quiet: Server) -> None:
    member = await quiet.member(Role.STAFF)
    other = await quiet.also_in(member, await quiet.tenant("Alder"), Role.STAFF)
    owner = await quiet.signed_in(await quiet.member(Role.OWNER, member.tenant_id))
    assert told(await owner.post(f"/api/people/{other.id}/disable")) == (404, "NOT_FOUND")
    assert told(await owner.patch(f"/api/people/{other.id}", json={"name": "X"})) == (404, "NOT_FOUND")
    shown = (await owner.get("/api/people", params={"search": member.email})).json()["items"]
    assert [one["id"] for one in shown] == [member.id]


async def test_going_to_and_fro_prolongs_no_session_and_confirms_none(quiet: Server) -> None:
    member = await quiet.member()
    other = await quiet.also_in(member, await quiet.tenant("Alder"), Role.OWNER)
    browser, begun_at = await quiet.signed_in(member), quiet.clock.now()
    quiet.clock.move(15 * MINUTE)
    await switch(browser, other.tenant_id)
    token = {"name": "Script", "scopes": ["devices:read"], "expires_in_days": 1}
    assert told(await browser.post("/api/tokens", json=token)) == (403, "REAUTHENTICATION_REQUIRED")
    for _ in range(70):
        quiet.clock.move(11 * HOUR)
        if (await browser.post("/api/session/switch", json={"tenant_id": other.tenant_id})).status_code != 200:
            break
    assert quiet.clock.now() - begun_at <= 31 * 24 * HOUR


async def test_of_two_switches_at_once_one_wins(quiet: Server) -> None:
    member = await quiet.member()
    other = await quiet.also_in(member, await quiet.tenant("Alder"))
    browser, twin = await quiet.signed_in(member), quiet.browser()
    twin.cookies.update(browser.cookies)
    twin.csrf = browser.csrf
    answers = await asyncio.gather(switch(browser, other.tenant_id), switch(twin, other.tenant_id))
    assert sorted(answers, key=lambda one: one[0]) == [(200, None), (401, "UNAUTHENTICATED")]


async def test_a_new_password_ends_the_sessions_and_tokens_of_every_company(quiet: Server) -> None:
    member = await quiet.member()
    other = await quiet.also_in(member, await quiet.tenant("Alder"), Role.OWNER)
    here, there = await quiet.signed_in(member), await quiet.signed_in(member)
    await switch(there, other.tenant_id)
    made = await there.post("/api/tokens", json={"name": "Script", "scopes": ["devices:read"], "expires_in_days": 1})
    script = {"Authorization": f"Bearer {made.json()['token']}"}
    assert (await quiet.browser().get("/api/devices", headers=script)).status_code == 200

    changed = await here.put(
        "/api/session/password", json={"current_password": "ordinary-walnut-kettle", "new_password": "quite-another-walnut"}
    )
    assert changed.status_code == 200, changed.text
    assert told(await there.get("/api/session")) == (401, "UNAUTHENTICATED")
    assert told(await quiet.browser().get("/api/devices", headers=script)) == (401, "INVALID_TOKEN")
    for tenant_id in (member.tenant_id, other.tenant_id):
        assert len(await fetch_trail(quiet.application.database, tenant_id, "PASSWORD_CHANGED")) == 1


async def test_ones_sessions_are_listed_with_their_companies_and_ended_from_any(quiet: Server) -> None:
    member = await quiet.member()
    other = await quiet.also_in(member, await quiet.tenant("Alder"))
    here, there = await quiet.signed_in(member), await quiet.signed_in(member)
    await switch(there, other.tenant_id)
    lines = (await here.get("/api/sessions")).json()["items"]
    assert sorted(line["tenant_name"] for line in lines) == ["Alder", "Walnut House"]
    far = next(line["id"] for line in lines if line["tenant_name"] == "Alder")
    assert (await here.delete(f"/api/sessions/{far}")).status_code == 204
    assert told(await there.get("/api/session")) == (401, "UNAUTHENTICATED")


async def test_signing_in_may_name_the_company(quiet: Server) -> None:
    member = await quiet.member()
    other = await quiet.also_in(member, await quiet.tenant("Alder"))
    for wanted in (member, other):
        body = {"email": member.email, "password": "ordinary-walnut-kettle", "tenant_id": wanted.tenant_id}
        assert (await quiet.browser().post("/api/session", json=body)).json()["person"]["id"] == wanted.id
    body["tenant_id"] = await quiet.tenant("Foreign")
    assert told(await quiet.browser().post("/api/session", json=body)) == (401, "INVALID_CREDENTIALS")


async def test_a_suspended_company_lets_nobody_act_and_the_others_go_on(quiet: Server) -> None:
    member = await quiet.member()
    other = await quiet.also_in(member, await quiet.tenant("Alder"), Role.OWNER)
    browser = await quiet.signed_in(member)
    suspend = Statement("UPDATE tenants SET suspended_at = 1 WHERE id = $1", (member.tenant_id,))
    await quiet.application.database.execute_batch([suspend])
    assert told(await browser.get("/api/devices")) == (403, "TENANT_SUSPENDED")
    assert (await sign_in(quiet.browser(), member.email)).json()["tenant"]["id"] == other.tenant_id
