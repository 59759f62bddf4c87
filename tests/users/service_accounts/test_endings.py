"""When service accounts end, whom they outlast, and who is warned before."""

import asyncio

import pytest

from handfast.db.database import Statement
from handfast.kernel.callers import Role
from handfast.kernel.time import DAY, HOUR
from tests.support.inside import be_faster, do_job
from tests.support.members import Browser, Member
from tests.support.rows import fetch_rows, fetch_trail
from tests.support.server import Server
from tests.users.service_accounts.asking import ENDED, OK, PATH, call, make, sentences, told, works


async def test_it_outlasts_who_made_it_and_the_leaders_are_told(quiet: Server, owner: Member, browser: Browser) -> None:
    admin = await quiet.member(Role.ADMIN, owner.tenant_id, name="Adam")
    made = await make(await quiet.signed_in(admin), "devices:read", "codes:write")
    code = (await call(quiet, made["token"], "POST", "/api/invites", json={})).json()["invites"][0]
    await quiet.deliver()
    quiet.mails.clear()
    assert (await browser.post(f"/api/people/{admin.id}/disable")).status_code == 200
    assert await works(quiet, made["token"]) == OK
    [account] = (await browser.get(PATH)).json()["items"]
    assert account["contact"] == {"id": admin.id, "name": "Adam", "active": False}
    await quiet.deliver()
    [mail] = [mail for mail in quiet.mails if mail["Subject"] == "Service accounts without a contact"]
    assert mail["To"] == owner.email
    redemption = {"token": code["url"].rpartition(".")[2], "deviceFingerprint": "0123456789abcdef"}
    assert (await quiet.browser().post("/api/pairing/verify", json=redemption)).status_code == 200


async def test_a_revoked_one_ends_at_once_with_its_codes(quiet: Server, browser: Browser) -> None:
    made = await make(browser, "devices:read", "codes:write")
    code = (await call(quiet, made["token"], "POST", "/api/invites", json={})).json()["invites"][0]
    own = (await browser.post("/api/invites", json={})).json()["invites"][0]
    assert (await browser.delete(f"{PATH}/{made['id']}")).status_code == 204
    assert await works(quiet, made["token"]) == ENDED
    assert (await browser.get(PATH)).json()["items"] == []
    live = (await browser.get("/api/invites")).json()["items"]
    assert [one["id"] for one in live] == [own["id"]]
    redemption = {"token": code["url"].rpartition(".")[2], "deviceFingerprint": "0123456789abcdef"}
    assert (await quiet.browser().post("/api/pairing/verify", json=redemption)).status_code != 200
    for method, path in (("DELETE", ""), ("PATCH", ""), ("POST", "/tokens")):
        body = {"name": "X"} if method == "PATCH" else None
        assert told(await browser.request(method, f"{PATH}/{made['id']}{path}", json=body)) == (404, "NOT_FOUND")
    assert "Olga revoked the service account Kiosk roll-out and its tokens" in await sentences(browser)


@pytest.mark.parametrize("what", ["revoked", "expired"])
async def test_a_token_is_not_made_of_what_its_account_was_before(quiet: Server, browser: Browser, what: str) -> None:
    made = await make(browser, "devices:read")
    revoked = "UPDATE service_accounts SET revoked_at = 1, slot = NULL, version = version + 1 WHERE id = $1"
    expired = "UPDATE service_accounts SET expires_at = 1, version = version + 1 WHERE id = $1"
    be_faster(quiet, Statement(revoked if what == "revoked" else expired, (made["id"],)))
    answer = await browser.post(f"{PATH}/{made['id']}/tokens")
    assert told(answer) == ((404, "NOT_FOUND") if what == "revoked" else (409, "SERVICE_ACCOUNT_EXPIRED"))
    tokens = "SELECT id FROM service_tokens WHERE service_account_id = $1"
    assert [row["id"] for row in await fetch_rows(quiet.application.database, tokens, made["id"])] == [made["tokens"][0]["id"]]


async def test_an_ended_and_an_unknown_token_look_alike(quiet: Server, browser: Browser) -> None:
    revoked, expired = await make(browser, "devices:read"), await make(browser, "devices:read", days=1)
    await browser.delete(f"{PATH}/{revoked['id']}")
    quiet.clock.move(DAY)
    answers = [await call(quiet, token, "GET", "/api/devices") for token in (revoked["token"], expired["token"], "hfs_" + "x" * 43)]
    assert {told(answer) for answer in answers} == {ENDED}
    assert len({answer.content for answer in answers}) == 1


async def test_it_is_refused_while_its_company_is_suspended(quiet: Server, browser: Browser, owner: Member) -> None:
    token = (await make(browser, "devices:read"))["token"]
    operator = await quiet.operator()
    await operator.post(f"/api/tenants/{owner.tenant_id}/suspend")
    assert await works(quiet, token) == (403, "TENANT_SUSPENDED")
    await operator.post(f"/api/tenants/{owner.tenant_id}/resume")
    assert await works(quiet, token) == OK


async def test_its_expiry_is_in_the_trail_once_although_two_nodes_look(quiet: Server, browser: Browser, owner: Member) -> None:
    await make(browser, "devices:read", days=1)
    quiet.clock.move(DAY)
    await asyncio.gather(*(do_job(quiet, "end expired service accounts") for _ in range(3)))
    await do_job(quiet, "end expired service accounts")
    rows = await fetch_trail(quiet.application.database, owner.tenant_id, "SERVICE_ACCOUNT_EXPIRED")
    assert [row["subject_name"] for row in rows] == ["Kiosk roll-out"]


# --- warned ---


async def warned(quiet: Server, *among: Member) -> list[str]:
    """Who of these is warned by the mails since it was asked last."""
    await asyncio.gather(*(do_job(quiet, "warn of service accounts that expire") for _ in range(3)))
    await quiet.deliver()
    emails = {member.email for member in among}
    found = [mail["To"] for mail in quiet.mails if "expires soon" in mail["Subject"] and mail["To"] in emails]
    quiet.mails.clear()
    return found


async def test_the_contact_is_warned_twice_and_each_time_once(quiet: Server, browser: Browser, owner: Member) -> None:
    contact = await quiet.member(Role.MANAGER, owner.tenant_id)
    made = await make(browser, "devices:read", days=30, contact_id=contact.id)
    quiet.clock.move(16 * DAY - 1)
    assert await warned(quiet, owner, contact) == []
    quiet.clock.move(1)
    assert await warned(quiet, owner, contact) == [contact.email]
    quiet.clock.move(13 * DAY - 1)
    assert await warned(quiet, owner, contact) == []
    quiet.clock.move(1)
    assert await warned(quiet, owner, contact) == [contact.email]
    quiet.clock.move(HOUR)
    assert await warned(quiet, owner, contact) == []
    again = await quiet.signed_in(owner)
    assert (await again.patch(f"{PATH}/{made['id']}", json={"expires_in_days": 20})).status_code == 200
    assert await warned(quiet, owner, contact) == []
    quiet.clock.move(6 * DAY)
    assert await warned(quiet, owner, contact) == [contact.email]


async def test_the_leaders_are_warned_when_the_contact_has_left(quiet: Server, browser: Browser, owner: Member) -> None:
    contact = await quiet.member(Role.MANAGER, owner.tenant_id)
    await make(browser, "devices:read", days=15, contact_id=contact.id)
    await browser.post(f"/api/people/{contact.id}/disable")
    quiet.clock.move(2 * DAY)
    assert await warned(quiet, owner, contact) == [owner.email]


async def test_a_short_one_is_not_warned_of_when_it_is_made(quiet: Server, browser: Browser, owner: Member) -> None:
    await make(browser, "devices:read", days=7)
    assert await warned(quiet, owner) == []
    quiet.clock.move(6 * DAY)
    assert await warned(quiet, owner) == [owner.email]


async def test_no_warning_comes_of_one_that_was_revoked(quiet: Server, browser: Browser, owner: Member) -> None:
    made = await make(browser, "devices:read", days=15)
    await browser.delete(f"{PATH}/{made['id']}")
    quiet.clock.move(2 * DAY)
    assert await warned(quiet, owner) == []


async def test_the_owners_hear_of_a_new_account_and_of_a_new_token(quiet: Server, browser: Browser, owner: Member) -> None:
    admin = await quiet.member(Role.ADMIN, owner.tenant_id, name="Adam")
    adams = await quiet.signed_in(admin)
    made = await make(adams, "devices:read")
    await adams.post(f"{PATH}/{made['id']}/tokens")
    await quiet.deliver()
    heard = {(mail["To"], mail["Subject"]) for mail in quiet.mails}
    for subject in ("A new service account in your company", "A new token of a service account"):
        assert {(owner.email, subject), (admin.email, subject)} <= heard
    assert all("/settings/service-accounts" in str(mail) for mail in quiet.mails if "service account" in mail["Subject"])
