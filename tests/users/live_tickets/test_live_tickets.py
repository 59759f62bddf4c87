"""Live tickets: thirty seconds, one use, and no longer than the session behind them."""

import asyncio

import pytest

from handfast.kernel.callers import Caller, Role
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.kernel.time import HOUR, SECOND
from handfast.users.live_tickets.redeem_ticket import RedeemTicket, redeem_ticket
from handfast.users.live_tickets.still_valid import still_valid
from tests.support.members import Browser
from tests.support.server import Server

NOBODY = Caller("anonymous", "192.0.2.1")
UNKNOWN = Refused(Reason.UNAUTHENTICATED)


async def ticket(browser: Browser) -> RedeemTicket:
    answer = await browser.post("/api/live/ticket")
    assert answer.status_code == 200, answer.text
    assert answer.json()["expires_in"] == 30
    return RedeemTicket(Secret(answer.json()["ticket"]))


async def redeem(quiet: Server, shown: RedeemTicket) -> Caller:
    outcome = await quiet.application.run(redeem_ticket, shown, NOBODY)
    assert isinstance(outcome, Done)
    return outcome.view


async def holds(quiet: Server, caller: Caller) -> bool:
    return await still_valid(quiet.application.database, caller.session_id, quiet.clock.now())


async def test_a_ticket_turns_into_the_person_who_fetched_it_once(quiet: Server) -> None:
    member = await quiet.member(Role.MANAGER)
    shown = await ticket(await quiet.signed_in(member))
    caller = await redeem(quiet, shown)
    assert (caller.kind, caller.id, caller.tenant_id, caller.role) == ("person", member.id, member.tenant_id, Role.MANAGER)
    assert caller.address == "192.0.2.1"
    assert await holds(quiet, caller)
    assert await quiet.application.run(redeem_ticket, shown, NOBODY) == UNKNOWN


async def test_of_two_redemptions_at_once_one_wins(quiet: Server) -> None:
    shown = await ticket(await quiet.signed_in(await quiet.member(Role.MANAGER)))
    outcomes = await asyncio.gather(*(quiet.application.run(redeem_ticket, shown, NOBODY) for _ in range(8)))
    assert sum(isinstance(outcome, Done) for outcome in outcomes) == 1


async def test_a_ticket_lives_thirty_seconds(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member(Role.MANAGER))
    early, late = await ticket(browser), await ticket(browser)
    quiet.clock.move(30 * SECOND - 1)
    await redeem(quiet, early)
    quiet.clock.move(1)
    assert await quiet.application.run(redeem_ticket, late, NOBODY) == UNKNOWN


async def test_a_ticket_is_worth_nothing_after_signing_out(quiet: Server) -> None:
    browser = await quiet.signed_in(await quiet.member(Role.MANAGER))
    shown = await ticket(browser)
    await browser.delete("/api/session")
    assert await quiet.application.run(redeem_ticket, shown, NOBODY) == UNKNOWN


async def test_who_sees_no_devices_gets_no_ticket(quiet: Server) -> None:
    for role in (Role.STAFF, Role.CUSTOMER):
        answer = await (await quiet.signed_in(await quiet.member(role))).post("/api/live/ticket")
        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


@pytest.mark.parametrize("end", ["sign out", "sign out everywhere", "disable", "demote", "idle"])
async def test_a_socket_holds_no_longer_than_its_session(quiet: Server, end: str) -> None:
    tenant = await quiet.tenant()
    owner, member = await quiet.signed_in(await quiet.member(Role.OWNER, tenant)), await quiet.member(Role.MANAGER, tenant)
    browser = await quiet.signed_in(member)
    caller = await redeem(quiet, await ticket(browser))
    other = await redeem(quiet, await ticket(owner))
    if end == "sign out":
        await browser.delete("/api/session")
    elif end == "sign out everywhere":
        await browser.delete("/api/sessions")
    elif end == "disable":
        await owner.post(f"/api/people/{member.id}/disable")
    elif end == "demote":
        await owner.patch(f"/api/people/{member.id}", json={"role": "staff"})
    else:
        quiet.clock.move(12 * HOUR)
    assert not await holds(quiet, caller)
    assert await holds(quiet, other) is (end != "idle")


async def test_a_script_may_listen_with_a_token_while_its_owner_may(quiet: Server) -> None:
    tenant = await quiet.tenant()
    owner, member = await quiet.signed_in(await quiet.member(Role.OWNER, tenant)), await quiet.member(Role.MANAGER, tenant)
    browser = await quiet.signed_in(member)
    made = (await browser.post("/api/tokens", json={"name": "Wall", "scopes": ["devices:read"], "expires_in_days": 1})).json()
    script = quiet.browser()
    script.headers["Authorization"] = f"Bearer {made['token']}"
    caller = await redeem(quiet, await ticket(script))
    assert caller.scopes == frozenset({"devices:read"})
    assert await holds(quiet, caller)
    await owner.patch(f"/api/people/{member.id}", json={"role": "staff"})
    assert not await holds(quiet, caller)
