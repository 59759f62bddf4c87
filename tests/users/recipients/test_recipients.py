"""Further addresses for warnings: nothing reaches one before it is confirmed, and nothing after it was removed."""

import asyncio
from itertools import count
from typing import Any

import httpx
import pytest

from handfast.kernel.callers import Role
from handfast.kernel.ids import TenantId
from handfast.kernel.time import DAY, MINUTE
from handfast.users.recipients.rules import MOST
from tests.support.inside import do_job
from tests.support.members import Browser, Member, link_in, sign_in
from tests.support.rows import fetch_trail
from tests.support.server import Server

PATH = "/api/notice-recipients"
DESK = "desk@example.org"
_numbers = count(1)


async def owner_of(server: Server, tenant: TenantId) -> Browser:
    return await server.signed_in(await server.member(Role.OWNER, tenant))


async def add(owner: Browser, email: str = DESK, *, security: bool = True, budget: bool = True) -> httpx.Response:
    return await owner.post(PATH, json={"email": email, "security": security, "budget": budget})


async def listed(owner: Browser) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await owner.get(PATH)).json()["items"]
    return items


async def sent_to(server: Server, email: str) -> list[str]:
    await server.deliver()
    return [mail["Subject"] for mail in server.mails if mail["To"] == email]


async def confirm(server: Server) -> httpx.Response:
    """With the link in the newest mail."""
    await server.deliver()
    token = link_in(server.mails[-1]).partition("#")[2]
    return await server.browser().post(f"{PATH}/confirm", json={"token": token})


async def warn(server: Server, tenant: TenantId) -> None:
    """A new admin is invited."""
    owner = await owner_of(server, tenant)
    body = {"name": "New", "email": f"new-{next(_numbers)}@example.com", "role": "admin", "send_mail": False}
    assert (await owner.post("/api/people", json=body)).status_code == 201


async def test_an_address_is_told_nothing_before_it_is_confirmed(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner = await owner_of(quiet, tenant)
    added = await add(owner)
    assert (added.status_code, added.json()["confirmed_at"]) == (201, None)
    await warn(quiet, tenant)
    assert await sent_to(quiet, DESK) == ["Warnings of Walnut House: confirm your address"]


async def test_a_confirmed_address_is_told_until_it_is_removed(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner = await owner_of(quiet, tenant)
    await add(owner)
    answer = await confirm(quiet)
    assert (answer.status_code, answer.json()) == (200, {"email": DESK, "tenant_name": "Walnut House"})
    quiet.mails.clear()
    await warn(quiet, tenant)
    assert await sent_to(quiet, DESK) == ["Somebody can now manage the people in your company"]
    (item,) = await listed(owner)
    assert item["confirmed_at"]
    assert (await owner.delete(f"{PATH}/{item['id']}")).status_code == 204
    quiet.mails.clear()
    await warn(quiet, tenant)
    assert await sent_to(quiet, DESK) == []
    assert await listed(owner) == []


async def test_each_address_is_told_of_what_it_was_added_for(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner = await owner_of(quiet, tenant)
    await add(owner, security=False)
    await confirm(quiet)
    quiet.mails.clear()
    await warn(quiet, tenant)
    assert await sent_to(quiet, DESK) == []
    (item,) = await listed(owner)
    changed = await owner.patch(f"{PATH}/{item['id']}", json={"security": True, "budget": False})
    assert (changed.json()["security"], changed.json()["budget"]) == (True, False)
    await warn(quiet, tenant)
    assert len(await sent_to(quiet, DESK)) == 1


async def test_the_company_is_told_of_a_locked_account(quiet: Server) -> None:
    tenant = await quiet.tenant()
    await add(await owner_of(quiet, tenant))
    await confirm(quiet)
    victim = await quiet.member(Role.STAFF, tenant)
    quiet.mails.clear()
    for number in range(101):
        await sign_in(quiet.browser(f"203.0.113.{number}"), victim.email, "wrong password")
    assert await sent_to(quiet, DESK) == ["An account is locked: Robin"]


async def test_another_company_is_told_nothing_and_reaches_nothing(quiet: Server) -> None:
    tenant, other = await quiet.tenant(), await quiet.tenant("Elm House")
    owner, stranger = await owner_of(quiet, tenant), await owner_of(quiet, other)
    await add(owner)
    await confirm(quiet)
    quiet.mails.clear()
    await warn(quiet, other)
    assert await sent_to(quiet, DESK) == []
    (item,) = await listed(owner)
    assert await listed(stranger) == []
    assert (await stranger.delete(f"{PATH}/{item['id']}")).status_code == 404
    assert (await stranger.patch(f"{PATH}/{item['id']}", json={"security": True, "budget": True})).status_code == 404


async def test_a_link_works_once_and_for_a_week(quiet: Server) -> None:
    owner = await owner_of(quiet, await quiet.tenant())
    await add(owner)
    assert (await confirm(quiet)).status_code == 200
    assert ((again := await confirm(quiet)).status_code, again.json()["code"]) == (410, "LINK_EXPIRED")
    await add(owner, "late@example.org")
    await quiet.deliver()
    quiet.clock.move(7 * DAY)
    assert (await confirm(quiet)).status_code == 410


async def test_an_address_that_nobody_confirmed_is_deleted_when_its_link_expires(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner = await owner_of(quiet, tenant)
    await add(owner)
    await confirm(quiet)
    await add(owner, "late@example.org")
    quiet.clock.move(7 * DAY)
    await do_job(quiet, "purge sessions and tokens")
    assert [item["email"] for item in await listed(await owner_of(quiet, tenant))] == [DESK]


@pytest.mark.parametrize(
    ("email", "security", "field"), [("no address", True, "email"), (DESK, False, "security"), ("DESK@example.org", True, "email")]
)
async def test_what_cannot_be_added_is_refused(quiet: Server, email: str, security: bool, field: str) -> None:
    owner = await owner_of(quiet, await quiet.tenant())
    assert (await add(owner)).status_code == 201
    refused = await add(owner, email, security=security, budget=False)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, field)


async def test_there_are_ten_at_most_also_when_many_are_added_at_once(quiet: Server) -> None:
    owner = await owner_of(quiet, await quiet.tenant())
    answers = await asyncio.gather(*(add(owner, f"desk-{number}@example.org") for number in range(MOST + 3)))
    assert sorted(answer.status_code for answer in answers) == [201] * MOST + [400] * 3
    assert len(await listed(owner)) == MOST


async def test_the_same_address_added_twice_at_once_is_there_once(quiet: Server) -> None:
    owner = await owner_of(quiet, await quiet.tenant())
    answers = await asyncio.gather(*(add(owner) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 400, 400]


async def test_an_hour_has_twenty_mails_to_addresses_that_did_not_ask(quiet: Server) -> None:
    owner = await owner_of(quiet, await quiet.tenant())
    for number in range(20):
        assert (await add(owner, f"desk-{number}@example.org")).status_code == 201
        (item,) = await listed(owner)
        await owner.delete(f"{PATH}/{item['id']}")
        quiet.clock.move(1)
    assert (await add(owner)).status_code == 429


async def test_adding_an_address_takes_a_confirmed_session(quiet: Server) -> None:
    owner = await owner_of(quiet, await quiet.tenant())
    quiet.clock.move(6 * MINUTE)
    assert ((refused := await add(owner)).status_code, refused.json()["code"]) == (403, "REAUTHENTICATION_REQUIRED")


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_so_does_taking_it_off_the_list_or_telling_it_less(quiet: Server, method: str) -> None:
    """Else whoever holds a stolen session first silences the warnings."""
    owner = await owner_of(quiet, await quiet.tenant())
    path = f"{PATH}/{(await add(owner)).json()['id']}"
    body = {"security": False, "budget": True} if method == "PATCH" else None
    quiet.clock.move(6 * MINUTE)
    refused = await owner.request(method, path, json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "REAUTHENTICATION_REQUIRED")
    [item] = await listed(owner)
    assert item["security"] is True


async def test_the_trail_says_who_is_told(quiet: Server) -> None:
    member: Member = await quiet.member(Role.OWNER)
    owner = await quiet.signed_in(member)
    await add(owner)
    await confirm(quiet)
    for action in ("RECIPIENT_ADDED", "RECIPIENT_CONFIRMED"):
        (row,) = await fetch_trail(quiet.application.database, member.tenant_id, action)
        assert DESK in row["details"]
