"""The state table of devices that show a code is obeyed: every verb in every state, by every use case that does it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from handfast.ceremonies.device_authorization.authorize import Authorized
from handfast.ceremonies.device_authorization.lifecycle import DEVICE_GRANT, GrantState
from tests.ceremonies.device_authorization.household import Household, numbers_but, open_household
from tests.lifecycle.walk import Way, cases, judge
from tests.support.server import Server

PENDING, APPROVED, DENIED, DELIVERED = GrantState


@dataclass
class Thing:
    """A request in the state, and the company that decides it."""

    house: Household
    asked: Authorized

    async def ask(self, verb: str, **body: Any) -> str | None:
        answer = await self.house.post(verb, self.asked, **body)
        return None if answer.is_success else str(answer.json()["code"])

    async def state(self) -> str:
        return str((await self.house.grant(self.asked))["state"])


# --- every way to do every verb ---


async def approve(thing: Thing) -> str | None:
    return await thing.ask("approve")


async def deny(thing: Thing) -> str | None:
    return await thing.ask("deny")


async def choose_three_wrong_numbers(thing: Thing) -> str | None:
    await thing.house.settings(number_matching="always")
    looked = await thing.house.post("look", thing.asked)
    told = None if looked.is_success else str(looked.json()["code"])
    numbers = looked.json().get("numbers") or [10]
    for _ in range(3):
        number = (await thing.house.grant(thing.asked))["number"]
        answer = await thing.house.post("approve", thing.asked, number=numbers_but(number, numbers)[0])
        numbers = answer.json().get("numbers") or [10]
        told = None if answer.json()["code"] == "WRONG_NUMBER" else answer.json()["code"]
    await thing.house.settings(number_matching="off")
    return told


async def take(thing: Thing) -> str | None:
    """The tokens of one that was delivered can be taken again."""
    told = await thing.house.told(thing.asked)
    return None if told == "granted" else told


async def take_too_late(thing: Thing) -> str | None:
    """The user who approved it was disabled. What was delivered already stays, and is answered again."""
    manager = thing.house.manager.id
    await thing.house.do("UPDATE users SET disabled_at = 1 WHERE id = $1", manager)
    told = await thing.house.told(thing.asked)
    await thing.house.do("UPDATE users SET disabled_at = NULL WHERE id = $1", manager)
    state = await thing.state()
    return None if told == "granted" or (told == "ACCESS_DENIED" and state == DENIED) else told


WAYS: list[Way[Callable[[Thing], Awaitable[str | None]]]] = [
    Way("approve", "by a user", approve),
    Way("deny", "by a user", deny),
    Way("deny", "by three wrong numbers", choose_three_wrong_numbers),
    Way("deliver", "to the device", take),
    Way("refuse", "who may not approve any more", take_too_late, is_silent=True),
]
INTO = {APPROVED: [approve], DENIED: [deny], DELIVERED: [approve, take], PENDING: []}


@pytest.mark.parametrize(("state", "way"), cases(DEVICE_GRANT, WAYS))
async def test_the_table_is_obeyed(quiet: Server, state: GrantState, way: Way[Callable[[Thing], Awaitable[str | None]]] | None) -> None:
    assert way is not None, "the table allows what nobody does"
    house = await open_household(quiet, shows_number=True)
    await house.settings(number_matching="off")
    thing = Thing(house, await house.ask())
    for step in INTO[state]:
        assert await step(thing) is None
    assert await thing.state() == state
    refused = await way.do(thing)
    judge(DEVICE_GRANT, way, state, refused, await thing.state())
