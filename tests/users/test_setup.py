"""The first run: one link, one winner, one owner."""

import asyncio

from handfast.demo.companies import fill_demo
from handfast.kernel.callers import SYSTEM
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.kernel.time import DAY
from handfast.users.setup import FirstOwner, make_setup_link, set_up_by_operator
from tests.support.members import PASSWORD, PUBLIC_URL, Browser, sign_in
from tests.support.rows import fetch_rows
from tests.support.server import Server


async def link(quiet: Server) -> str:
    outcome = await quiet.application.run(make_setup_link, None, SYSTEM)
    assert isinstance(outcome, Done)
    page, _, token = outcome.view.partition("#")
    assert page == f"{PUBLIC_URL}/setup"
    return token


def payload(token: str, **changes: str) -> dict[str, str]:
    return {
        "token": token,
        "tenant_name": "Walnut House",
        "owner_name": "Robin",
        "owner_email": "robin@example.com",
        "password": PASSWORD,
    } | changes


async def set_up(browser: Browser, token: str, **changes: str) -> tuple[int, str | None]:
    answer = await browser.post("/api/setup", json=payload(token, **changes))
    return answer.status_code, answer.json().get("code")


async def test_the_link_makes_the_tenant_and_signs_its_owner_in(empty_server: Server) -> None:
    browser = empty_server.browser()
    assert (await browser.get("/api/server")).json()["setup_needed"] is True
    answer = await browser.post("/api/setup", json=payload(await link(empty_server)))
    assert answer.status_code == 201
    assert answer.json()["person"]["role"] == "owner"
    assert answer.json()["tenant"]["name"] == "Walnut House"
    assert (await browser.get("/api/session")).status_code == 200
    assert (await browser.get("/api/people")).json()["total"] == 1
    assert (await sign_in(empty_server.browser(), "robin@example.com")).status_code == 200
    server = (await browser.get("/api/server")).json()
    assert server == {
        "version": server["version"],
        "name": "Handfast",
        "mail": True,
        "passkeys": True,
        "public_url": PUBLIC_URL,
        "setup_needed": False,
        "server_time": "2026-01-20T06:00:00Z",
        "password_min_length": 8,
        "closing_days": 30,
    }


async def test_without_the_link_nobody_sets_up(empty_server: Server) -> None:
    assert await set_up(empty_server.browser(), "guess") == (403, "SETUP_TOKEN_WRONG")
    await link(empty_server)
    assert await set_up(empty_server.browser(), "guess") == (403, "SETUP_TOKEN_WRONG")


async def test_a_new_link_ends_the_old_one(empty_server: Server) -> None:
    old, new = await link(empty_server), await link(empty_server)
    assert await set_up(empty_server.browser(), old) == (403, "SETUP_TOKEN_WRONG")
    assert await set_up(empty_server.browser(), new) == (201, None)


async def test_the_link_works_for_a_day(empty_server: Server) -> None:
    token = await link(empty_server)
    empty_server.clock.move(DAY)
    assert await set_up(empty_server.browser(), token) == (403, "SETUP_TOKEN_WRONG")


async def test_what_cannot_be_used_leaves_the_link_as_it_was(empty_server: Server) -> None:
    token = await link(empty_server)
    browser = empty_server.browser()
    assert await set_up(browser, token, tenant_name=" ") == (400, "INVALID_INPUT")
    assert await set_up(browser, token, owner_name="\u202e") == (400, "INVALID_INPUT")
    assert await set_up(browser, token, owner_email="nowhere") == (400, "INVALID_INPUT")
    assert await set_up(browser, token, password="Walnut House 1") == (400, "WEAK_PASSWORD")
    assert await set_up(browser, token) == (201, None)


async def test_a_second_set_up_is_refused(empty_server: Server) -> None:
    token = await link(empty_server)
    assert await set_up(empty_server.browser(), token) == (201, None)
    assert await set_up(empty_server.browser(), token) == (409, "ALREADY_SET_UP")
    assert await empty_server.application.run(make_setup_link, None, SYSTEM) == Refused(Reason.ALREADY_SET_UP)
    owner = FirstOwner("Other House", "Kim", "kim@example.com", Secret(PASSWORD))
    assert await empty_server.application.run(set_up_by_operator, owner, SYSTEM) == Refused(Reason.ALREADY_SET_UP)
    assert await empty_server.application.run(fill_demo, None, SYSTEM) == Refused(Reason.ALREADY_SET_UP)


async def test_of_two_set_ups_at_once_one_wins(empty_server: Server) -> None:
    token = await link(empty_server)
    owner = FirstOwner("Other House", "Kim", "kim@example.com", Secret(PASSWORD))
    *answers, by_operator = await asyncio.gather(
        *(set_up(empty_server.browser(), token, owner_email=f"robin{number}@example.com") for number in range(4)),
        empty_server.application.run(set_up_by_operator, owner, SYSTEM),
    )
    won = [answer for answer in answers if answer == (201, None)]
    assert len(won) + isinstance(by_operator, Done) == 1
    assert {answer for answer in answers if answer not in won} == {(409, "ALREADY_SET_UP")}
    assert len(await fetch_rows(empty_server.application.database, "SELECT 1 FROM tenants")) == 1
    assert len(await fetch_rows(empty_server.application.database, "SELECT 1 FROM users")) == 1


async def test_the_operator_sets_up_without_a_link(empty_server: Server) -> None:
    token = await link(empty_server)
    owner = FirstOwner("Walnut House", "Robin", "robin@example.com", Secret(PASSWORD))
    outcome = await empty_server.application.run(set_up_by_operator, owner, SYSTEM)
    assert isinstance(outcome, Done)
    assert (await sign_in(empty_server.browser(), "robin@example.com")).json()["tenant"]["id"] == outcome.view.tenant_id
    assert await set_up(empty_server.browser(), token) == (409, "ALREADY_SET_UP")


async def test_the_demo_has_the_people_the_operator_is_promised(empty_server: Server) -> None:
    outcome = await empty_server.application.run(fill_demo, None, SYSTEM)
    assert isinstance(outcome, Done)
    first, second = outcome.view.tenants
    operator = outcome.view.operator
    answer = await sign_in(empty_server.browser(), operator.email, operator.password.reveal())
    assert (answer.json()["operator"], answer.json()["tenant"], answer.json()["memberships"]) == (True, None, [])
    assert [(person.role, person.active, person.subscription) for person in first.users] == [
        ("owner", True, "none"),
        ("admin", True, "none"),
        ("manager", True, "none"),
        ("staff", True, "none"),
        ("staff", False, "none"),
        ("customer", True, "active"),
        ("customer", True, "active"),
        ("customer", True, "none"),
    ]
    assert [person.role for person in second.users] == ["manager"]
    for person in (*first.users, *second.users):
        answer = await sign_in(empty_server.browser(), person.email, person.password.reveal())
        assert answer.status_code == (200 if person.active else 401)
