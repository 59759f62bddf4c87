"""Notices: what owners and admins are shown, and that each of them has read for themselves."""

from typing import Any

from handfast.kernel.callers import Role
from handfast.kernel.time import DAY
from tests.support.members import Browser
from tests.support.server import Server
from tests.users.service_accounts.asking import confirm, make

PATH = "/api/notices"


async def shown(browser: Browser) -> dict[str, Any]:
    body: dict[str, Any] = (await browser.get(PATH)).json()
    return body


async def invite(owner: Browser, number: int, role: str = "admin") -> None:
    body = {"name": "New", "email": f"notice-{role}-{number}@example.com", "role": role, "send_mail": False}
    assert (await owner.post("/api/people", json=body)).status_code == 201


async def test_a_new_leader_is_a_notice_and_a_new_customer_is_none(quiet: Server) -> None:
    owner = await quiet.signed_in(await quiet.member(Role.OWNER))
    assert await shown(owner) == {"items": [], "unread": 0}
    await invite(owner, 1, "customer")
    assert (await shown(owner))["items"] == []
    await invite(owner, 1)
    notices = await shown(owner)
    assert (notices["unread"], [item["unread"] for item in notices["items"]]) == (1, [True])
    assert notices["items"][0]["sentence"] == "Robin made New admin: they can now manage the people of the company"


async def test_each_reads_for_themselves_and_what_comes_later_is_new(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner = await quiet.signed_in(await quiet.member(Role.OWNER, tenant))
    admin = await quiet.signed_in(await quiet.member(Role.ADMIN, tenant))
    await invite(owner, 10)
    (item,) = (await shown(owner))["items"]
    assert (await owner.put(f"{PATH}/read", json={"until": item["id"]})).status_code == 204
    assert ((await shown(owner))["unread"], (await shown(admin))["unread"]) == (0, 1)
    await invite(owner, 11)
    assert [one["unread"] for one in (await shown(owner))["items"]] == [True, False]
    assert (await owner.put(f"{PATH}/read", json={"until": item["id"] - 1})).status_code == 204
    assert (await shown(owner))["unread"] == 1


async def test_nobody_can_read_what_is_still_to_come(quiet: Server) -> None:
    owner = await quiet.signed_in(await quiet.member(Role.OWNER))
    await owner.put(f"{PATH}/read", json={"until": 2**53})
    await invite(owner, 20)
    assert (await shown(owner))["unread"] == 1


async def test_notices_are_those_of_the_own_company_and_of_thirty_days(quiet: Server) -> None:
    tenant = await quiet.tenant()
    member = await quiet.member(Role.OWNER, tenant)
    await invite(await quiet.signed_in(member), 30)
    stranger = await quiet.signed_in(await quiet.member(Role.OWNER))
    assert await shown(stranger) == {"items": [], "unread": 0}
    quiet.clock.move(30 * DAY)
    assert (await shown(await quiet.signed_in(member)))["unread"] == 1
    quiet.clock.move(1)
    assert (await shown(await quiet.signed_in(member)))["unread"] == 0


async def test_managers_have_the_trail_but_no_notices(quiet: Server) -> None:
    manager = await quiet.signed_in(await quiet.member(Role.MANAGER))
    assert (await manager.get(PATH)).status_code == 403


async def test_whoever_is_taken_off_the_list_of_those_warned_is_a_notice(quiet: Server) -> None:
    owner = await quiet.signed_in(await quiet.member(Role.OWNER))
    added = await owner.post("/api/notice-recipients", json={"email": "desk@example.org", "security": True, "budget": True})
    path = f"/api/notice-recipients/{added.json()['id']}"
    assert (await owner.patch(path, json={"security": False, "budget": True})).status_code == 200
    assert (await owner.delete(path)).status_code == 204
    removed, changed, _ = [item["sentence"] for item in (await shown(owner))["items"]]
    assert changed == "Robin changed of what desk@example.org is told: budgets"
    assert removed == "Robin removed desk@example.org from those who are told of warnings"


async def test_what_a_program_may_do_from_now_on_is_a_notice(quiet: Server) -> None:
    owner = await quiet.signed_in(await quiet.member(Role.OWNER))
    await confirm(owner)
    made = await make(owner, "devices:read")
    assert (await owner.post(f"/api/service-accounts/{made['id']}/tokens")).status_code == 201
    token, account = [item["sentence"] for item in (await shown(owner))["items"]]
    assert account.startswith("Robin made the service account Kiosk roll-out")
    assert token == "Robin made a token of the service account Kiosk roll-out"
