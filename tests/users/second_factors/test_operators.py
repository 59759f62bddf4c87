"""A server that requires a second factor of its operators."""

from dataclasses import replace

import httpx
import pytest

from tests.support.second_factors import enrol
from tests.support.server import Server


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code") if answer.content else None


@pytest.fixture
def strict(quiet: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server whose setting says so."""
    run = quiet.application.run
    monkeypatch.setattr(run, "policy", replace(run.policy, operators_need_second_factor=True))
    return quiet


async def test_an_operator_sets_one_up_before_anything_else(strict: Server) -> None:
    operator = await strict.operator()
    assert (await operator.get("/api/session")).json()["needs_second_factor"] is True
    assert told(await operator.get("/api/tenants")) == (403, "SECOND_FACTOR_NEEDED")
    await enrol(operator, strict.clock)
    assert (await operator.get("/api/tenants")).status_code == 200
    assert told(await operator.delete("/api/session/totp")) == (409, "LAST_SECOND_FACTOR")


async def test_users_of_companies_are_not_asked(strict: Server) -> None:
    browser = await strict.signed_in(await strict.member())
    assert (await browser.get("/api/session")).json()["needs_second_factor"] is False
