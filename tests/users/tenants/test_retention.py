"""How long a company keeps things, within what the operator of the server allows."""

import dataclasses
from collections.abc import Iterator

import pytest

from handfast.kernel.bounds import Bounds
from handfast.kernel.callers import Role
from handfast.kernel.time import DAY, HOUR
from tests.support.members import Browser
from tests.support.rows import commit_row
from tests.support.server import Server


@pytest.fixture
def bounded(quiet: Server) -> Iterator[Server]:
    """A server whose operator has set bounds."""
    run = quiet.application.run
    before, run.policy = run.policy, dataclasses.replace(run.policy, trail_days=Bounds(60, 400), session_days=Bounds(2, 14))
    yield quiet
    run.policy = before


async def choose(browser: Browser, **settings: int | None) -> tuple[int, str]:
    version = (await browser.get("/api/tenant")).json()["version"]
    answer = await browser.patch("/api/tenant", json={"version": version, "settings": settings})
    problem = answer.json().get("errors", [{"message": ""}])
    return answer.status_code, problem[0]["message"]


async def test_a_company_sees_what_the_operator_allows(bounded: Server) -> None:
    owner = await bounded.signed_in(await bounded.member(Role.OWNER))
    allowed = (await owner.get("/api/tenant")).json()["allowed"]
    assert allowed == {"session_days": {"least": 2, "most": 14}, "trail_days": {"least": 60, "most": 400}}


@pytest.mark.parametrize(
    ("setting", "days", "says"),
    [
        ("trail_days", 60, ""),
        ("trail_days", 400, ""),
        ("trail_days", None, ""),
        ("trail_days", 59, "allows 60 to 400 days"),
        ("trail_days", 401, "allows 60 to 400 days"),
        ("session_days", 14, ""),
        ("session_days", 1, "allows 2 to 14 days"),
        ("session_days", 15, "allows 2 to 14 days"),
    ],
)
async def test_what_the_operator_does_not_allow_is_refused(bounded: Server, setting: str, days: int | None, says: str) -> None:
    owner = await bounded.signed_in(await bounded.member(Role.OWNER))
    status, message = await choose(owner, **{setting: days})
    assert status == (400 if says else 200)
    assert says in message


async def lasts(server: Server, browser: Browser, days: float) -> bool:
    """Whether a browser that is used every ten hours is still signed in after so many days; the clock stays moved."""
    for _ in range(int(days * DAY // (10 * HOUR))):
        server.clock.move(10 * HOUR)
        if (await browser.get("/api/session")).status_code != 200:
            return False
    return True


async def test_a_browser_stays_signed_in_as_long_as_the_company_says(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner = await quiet.signed_in(await quiet.member(Role.OWNER, tenant))
    assert (await choose(owner, session_days=3))[0] == 200
    member = await quiet.member(Role.STAFF, tenant)
    assert await lasts(quiet, await quiet.signed_in(member), 2.9)
    assert not await lasts(quiet, await quiet.signed_in(member), 3.5)


async def test_a_shorter_time_applies_at_once_to_browsers_that_are_signed_in(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner = await quiet.signed_in(await quiet.member(Role.OWNER, tenant))
    staff, other = await quiet.signed_in(await quiet.member(Role.STAFF, tenant)), await quiet.signed_in(await quiet.member(Role.STAFF))
    assert await lasts(quiet, staff, 2.5)
    assert (await other.get("/api/session")).status_code == 401  # idle for longer than half a day
    late = await quiet.signed_in(await quiet.member(Role.OWNER, tenant))
    assert (await choose(late, session_days=2))[0] == 200
    assert (await staff.get("/api/session")).status_code == 401
    assert (await owner.get("/api/session")).status_code == 401
    assert (await late.get("/api/session")).status_code == 200


async def test_the_operators_longest_time_counts_for_a_company_that_chose_nothing_or_more(bounded: Server) -> None:
    tenant = await bounded.tenant()
    member = await bounded.member(Role.STAFF, tenant)
    assert not await lasts(bounded, await bounded.signed_in(member), 14.5)
    more = "UPDATE tenants SET settings = $2 WHERE id = $1 RETURNING id"
    await commit_row(bounded.application.database, more, tenant, '{"session_days": 30}')
    assert not await lasts(bounded, await bounded.signed_in(member), 14.5)


async def test_changing_the_password_or_the_company_never_prolongs_a_session(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner = await quiet.signed_in(await quiet.member(Role.OWNER, tenant))
    assert (await choose(owner, session_days=1))[0] == 200
    member = await quiet.member(Role.MANAGER)
    also = await quiet.also_in(member, tenant, Role.STAFF)
    browser = await quiet.signed_in(member)
    answer = await browser.post("/api/session/switch", json={"tenant_id": also.tenant_id})
    assert answer.status_code == 200
    browser.csrf = answer.json()["csrf_token"]
    assert not await lasts(quiet, browser, 1.5)
