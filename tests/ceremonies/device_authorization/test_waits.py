"""A device that waits is answered when something happens to its request: at once, on every node, and with no connection held meanwhile."""

import asyncio
from typing import Any

import pytest

from handfast.ceremonies.device_authorization.poll import Poll
from handfast.ceremonies.device_authorization.waits import GrantWaits
from handfast.kernel.callers import Caller
from handfast.kernel.outcomes import Done, Refused
from tests.ceremonies.device_authorization.household import HERE, Household, open_household, told
from tests.support.server import Server

CALLER = Caller("anonymous", HERE)
AT_ONCE = 1.5


@pytest.fixture
def house(quiet: Server) -> Household:
    return quiet.call(open_household(quiet, shows_number=True))


@pytest.fixture
def waits(quiet: Server) -> GrantWaits:
    quiet.application.run.committed = quiet.application.delivery.wake
    return quiet.application.grant_waits


def waiting(house: Household, waits: GrantWaits, asked: Any, seconds: int = 20) -> asyncio.Task[Any]:
    poll = Poll(house.client, asked.device_code, None)
    return asyncio.create_task(waits.until_decided(house.server.application.run, poll, CALLER, seconds))


async def is_waiting(waits: GrantWaits, many: int = 1) -> None:
    async with asyncio.timeout(5):
        while waits.count < many:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)  # it has polled


async def test_who_waits_is_answered_when_it_is_approved(quiet: Server, house: Household, waits: GrantWaits) -> None:
    await house.settings(number_matching="off")
    asked, other = await house.ask(), await house.ask()
    poll, others = waiting(house, waits, asked), waiting(house, waits, other)
    await is_waiting(waits, 2)
    await house.approve(asked)
    assert isinstance(await asyncio.wait_for(poll, AT_ONCE), Done)
    assert not others.done()
    assert (await house.post("deny", other)).status_code == 204
    answer = await asyncio.wait_for(others, AT_ONCE)
    assert isinstance(answer, Refused)
    assert answer.reason == "ACCESS_DENIED"
    assert waits.count == 0


async def test_a_number_is_shown_at_once(house: Household, waits: GrantWaits) -> None:
    asked = await house.ask()
    poll = waiting(house, waits, asked)
    await is_waiting(waits)
    numbers = (await house.look(asked))["numbers"]
    answer = await asyncio.wait_for(poll, AT_ONCE)
    assert answer.reason == "AUTHORIZATION_PENDING"
    assert answer.extra["number"] in numbers
    # It waits again, and is told of the next number after a wrong one.
    poll = waiting(house, waits, asked)
    assert (await asyncio.wait_for(poll, AT_ONCE)).reason == "SLOW_DOWN", "a poll of its own may still come too early"
    house.server.clock.move(20_000)
    poll = waiting(house, waits, asked)
    await is_waiting(waits)
    assert told(await house.post("approve", asked, number=0)) == (403, "WRONG_NUMBER")
    assert (await asyncio.wait_for(poll, AT_ONCE)).extra["number"] in (await house.look(asked))["numbers"]


async def test_when_the_time_is_over_it_is_told_that_it_is_pending(house: Household, waits: GrantWaits) -> None:
    asked = await house.ask()
    answer = await asyncio.wait_for(waiting(house, waits, asked, 1), 3)
    assert answer.reason == "AUTHORIZATION_PENDING"
    assert waits.count == 0


async def test_who_waited_as_long_as_the_interval_may_wait_again_at_once(house: Household, waits: GrantWaits) -> None:
    asked = await house.ask()
    for _ in range(3):
        poll = waiting(house, waits, asked, 1)
        await is_waiting(waits)
        house.server.clock.move(30_000)
        assert (await asyncio.wait_for(poll, 3)).reason == "AUTHORIZATION_PENDING"


async def test_what_is_decided_already_is_not_waited_for(house: Household, waits: GrantWaits) -> None:
    await house.settings(number_matching="off")
    asked = await house.ask()
    await house.approve(asked)
    assert isinstance(await asyncio.wait_for(waiting(house, waits, asked), AT_ONCE), Done)


async def test_an_unknown_code_is_not_waited_for(house: Household, waits: GrantWaits) -> None:
    asked = await house.ask()
    await house.do("DELETE FROM device_grants WHERE tenant_id = $1", house.tenant_id)
    assert (await asyncio.wait_for(waiting(house, waits, asked), AT_ONCE)).reason == "INVALID_GRANT"


async def test_further_devices_are_answered_at_once(house: Household) -> None:
    crowded, asked, other = GrantWaits(1), await house.ask(), await house.ask()
    first = waiting(house, crowded, asked)
    await is_waiting(crowded)
    assert (await asyncio.wait_for(waiting(house, crowded, other), AT_ONCE)).reason == "AUTHORIZATION_PENDING"
    first.cancel()
    await asyncio.wait([first])
    assert crowded.count == 0, "one that hung up waits no more"
    house.server.clock.move(10_000)
    again = waiting(house, crowded, other)
    await is_waiting(crowded)
    again.cancel()


async def test_pages_are_not_told_of_requests(quiet: Server, house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    async def emit(_tenant: str, event: str, _body: dict[str, Any]) -> None:
        heard.append(event)

    monkeypatch.setattr(quiet.application.sockets, "emit", emit)
    await house.settings(number_matching="off")
    await house.joined()
    await quiet.application.delivery.deliver_new()
    assert "grant_change" not in heard
    assert "device_change" in heard
