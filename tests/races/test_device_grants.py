"""One approved request, one device and one set of tokens, however many poll at once; and one decision, however many decide."""

import asyncio

from handfast.kernel.outcomes import Refused
from handfast.oauth.tokens.rules import Granted
from tests.ceremonies.device_authorization.household import HERE, Household, numbers_but, open_household, signed_in
from tests.support.server import Server

POLLS = 16


async def counted(house: Household, sql: str) -> int:
    return int((await house.row(f"SELECT count(*) AS rows {sql}", house.tenant_id))["rows"])


async def opened(quiet: Server) -> Household:
    house = await open_household(quiet)
    await house.settings(number_matching="off")
    return house


async def test_sixteen_polls_of_an_approved_request_get_one_set_of_tokens(quiet: Server) -> None:
    house = await opened(quiet)
    for number in range(5):
        asked = await house.ask(thumbprint=f"key-{number}" if number % 2 else None)
        await house.approve(asked)
        thumbprint = f"key-{number}" if number % 2 else None
        answers = await asyncio.gather(*(house.poll(asked, thumbprint) for _ in range(POLLS)))
        taken = {(one.device_id, one.refresh_token.reveal()) for one in answers if isinstance(one, Granted) and one.refresh_token}
        assert len(taken) == 1
        # Who lost every race would be told to ask again; nobody else is refused.
        assert {one.reason.value for one in answers if isinstance(one, Refused)} <= {"BUSY"}
    for sql in (
        "FROM devices WHERE tenant_id = $1",
        "FROM credentials c JOIN devices d ON d.id = c.device_id WHERE d.tenant_id = $1",
        "FROM oauth_grants WHERE tenant_id = $1",
        "FROM audit WHERE tenant_id = $1 AND action = 'DEVICE_PAIR'",
    ):
        assert await counted(house, sql) == 5, sql


async def test_of_many_who_decide_at_once_one_does(quiet: Server) -> None:
    house = await opened(quiet)
    browsers = [await signed_in(quiet, house.manager, HERE) for _ in range(2)]
    for _ in range(5):
        asked = await house.ask()
        verbs = ["approve", "deny"] * 3
        answers = await asyncio.gather(*(house.post(verb, asked, browsers[number % 2]) for number, verb in enumerate(verbs)))
        done = [verb for verb, answer in zip(verbs, answers, strict=True) if answer.is_success]
        assert len(done) == 1
        assert {answer.json()["code"] for answer in answers if not answer.is_success} <= {"INVALID_CODE", "RATE_LIMITED"}
        assert await house.told(asked) == ("granted" if done == ["approve"] else "ACCESS_DENIED")
        quiet.clock.move(15 * 60_000)


async def test_polls_and_the_approval_at_once_let_the_device_in_once(quiet: Server) -> None:
    house = await opened(quiet)
    asked = await house.ask()
    polls = [house.told(asked) for _ in range(POLLS)]
    approval, *told = await asyncio.gather(house.approve(asked), *polls)
    assert approval["device_name"] == "Kitchen screen"
    assert {*told} <= {"AUTHORIZATION_PENDING", "SLOW_DOWN", "granted"}
    assert await house.told(asked) == "granted"
    assert await counted(house, "FROM devices WHERE tenant_id = $1") == 1


async def test_a_key_that_two_requests_show_at_once_is_one_device_afterwards(quiet: Server) -> None:
    house = await opened(quiet)
    await house.joined("key-1")
    one, other = await house.ask(thumbprint="key-1"), await house.ask(thumbprint="key-1")
    await house.approve(one)
    await house.approve(other)
    await asyncio.gather(house.poll(one, "key-1"), house.poll(other, "key-1"))
    assert await counted(house, "FROM devices WHERE tenant_id = $1") == 1


async def test_a_crowd_of_numbers_is_compared_three_times_and_the_right_one_is_told_nobody(quiet: Server) -> None:
    house = await open_household(quiet, shows_number=True)
    asked = await house.ask()
    numbers = (await house.look(asked))["numbers"]
    right = (await house.grant(asked))["number"]
    chosen = [*[numbers_but(right, numbers)[0]] * 40, right, *[0] * 19]
    answers = [answer.json().get("code") for answer in await asyncio.gather(*(house.post("approve", asked, number=one) for one in chosen))]
    assert set(answers) <= {"WRONG_NUMBER", "INVALID_CODE", "RATE_LIMITED", "BUSY"}
    assert answers.count("WRONG_NUMBER") <= 3
    grant = await house.grant(asked)
    assert (grant["state"], grant["misses"], grant["refusal"]) == ("denied", 3, "WRONG_NUMBER")
    assert await house.told(asked) == "ACCESS_DENIED"
