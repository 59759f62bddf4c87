"""A server that requires a second factor of its operators."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.support.members import Browser
from tests.support.second_factors import enrol
from tests.support.server import Server


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code") if answer.content else None


@pytest.fixture
async def strict(quiet: Server) -> AsyncIterator[Browser]:
    """An operator, on a server that requires it."""
    run = quiet.application.run
    before = run.policy
    run.policy = type(before)(before.public_url, mail=before.mail, operators_need_second_factor=True)
    try:
        yield await quiet.operator()
    finally:
        run.policy = before


async def test_an_operator_sets_one_up_before_anything_else(quiet: Server, strict: Browser) -> None:
    assert (await strict.get("/api/session")).json()["needs_second_factor"] is True
    assert told(await strict.get("/api/tenants")) == (403, "SECOND_FACTOR_NEEDED")
    await enrol(strict, quiet.clock)
    assert (await strict.get("/api/tenants")).status_code == 200
    assert told(await strict.delete("/api/session/totp")) == (409, "LAST_SECOND_FACTOR")


async def test_users_of_companies_are_not_asked(quiet: Server, strict: Browser) -> None:
    assert strict.csrf
    browser = await quiet.signed_in(await quiet.member())
    assert (await browser.get("/api/session")).json()["needs_second_factor"] is False
