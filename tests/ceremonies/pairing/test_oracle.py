"""No state that a typed code can be in tells a guesser for nothing that it is right: each is paid for, and past a budget none shows."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

import handfast
from handfast.kernel.time import DAY, MINUTE
from tests.support.inside import fill_bucket, row, settings
from tests.support.pairing import NEVER_GIVEN, VERIFY, Code, device, many_codes, verify
from tests.support.rows import commit_row, fetch_row
from tests.support.server import Server

PREVIEW = "/api/pairing/preview"
MISSES = "pairing.guess.off:all"
SOURCE = "192.0.2.80"
BUDGETS = {
    f"pairing.guess.source:{SOURCE}": (10, MINUTE),
    f"pairing.guess.source.day:{SOURCE}": (50, DAY),
    MISSES: (2_000, DAY),
}


@pytest.fixture(autouse=True)
def a_new_day(server: Server) -> Iterator[None]:
    server.clock.move(2 * DAY)
    yield
    settings(server)
    set_disabled(server, None)
    set_tenant(server, "suspended_at = NULL, max_devices = NULL")


def set_disabled(server: Server, at: int | None) -> None:
    sql = "UPDATE users SET disabled_at = $2 WHERE id = $1 RETURNING id"
    server.call(commit_row(server.application.database, sql, server.person("manager").id, at))


def set_tenant(server: Server, sql: str) -> None:
    server.call(commit_row(server.application.database, f"UPDATE tenants SET {sql} WHERE id = $1 RETURNING id", server.tenants[0].id))


def change(server: Server, code: Code, sql: str) -> None:
    server.call(commit_row(server.application.database, f"UPDATE pairing_codes SET {sql} WHERE id = $1 RETURNING id", code.id))


def good(_: Server, __: Code) -> None: ...


def without_a_key(server: Server, _: Code) -> None:
    settings(server, device_key="required")


def without_a_seat(server: Server, _: Code) -> None:
    assert verify(server, token=many_codes(server, 1)[0].token).status_code == 200
    settings(server, max_devices_per_person=1)


def of_a_full_company(server: Server, _: Code) -> None:
    set_tenant(server, "max_devices = 0")


def of_a_suspended_company(server: Server, _: Code) -> None:
    set_tenant(server, "suspended_at = 1")


def with_approval(server: Server, _: Code) -> None:
    settings(server, approval="always")


def locked(server: Server, code: Code) -> None:
    change(server, code, "attempts = 5")


def expired(server: Server, code: Code) -> None:
    change(server, code, "expires_at = 1")


def used(server: Server, code: Code) -> None:
    assert verify(server, token=code.token).status_code == 200


def cancelled(server: Server, code: Code) -> None:
    change(server, code, "state = 'cancelled', closed_at = 1, code_hash = NULL, slot = NULL")


def of_one_who_was_disabled(server: Server, _: Code) -> None:
    set_disabled(server, server.clock.now())


# What each state is told at redemption when the code is named by its id, and when it is typed.
STATES: dict[Callable[[Server, Code], None], tuple[str, str]] = {
    good: ("paired", "paired"),
    with_approval: ("PENDING_APPROVAL", "PENDING_APPROVAL"),
    without_a_key: ("DEVICE_KEY_REQUIRED", "DEVICE_KEY_REQUIRED"),
    without_a_seat: ("DEVICE_LIMIT", "DEVICE_LIMIT"),
    of_a_full_company: ("DEVICE_QUOTA", "DEVICE_QUOTA"),
    of_a_suspended_company: ("TENANT_SUSPENDED", "INVALID_CODE"),
    locked: ("TOO_MANY_ATTEMPTS", "INVALID_CODE"),
    expired: ("CODE_EXPIRED", "INVALID_CODE"),
    used: ("CODE_ALREADY_USED", "INVALID_CODE"),
    cancelled: ("CODE_EXPIRED", "INVALID_CODE"),
    of_one_who_was_disabled: ("CODE_EXPIRED", "INVALID_CODE"),
}
# Said before anything is compared; of a code that does not exist; and to whoever brings the nonce of an earlier redemption.
SAID_OTHERWISE = {"RATE_LIMITED", "TYPED_ENTRY_OFF", "CODE_NOT_FOUND", "PAIRING_REJECTED"}
every_state = pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)


def in_state(server: Server, state: Callable[[Server, Code], None]) -> Code:
    code = many_codes(server, 1)[0]
    state(server, code)
    return code


def misses(server: Server) -> int:
    held = server.call(
        fetch_row(server.application.database, "SELECT count FROM buckets WHERE key = $1 AND resets_at > $2", MISSES, server.clock.now())
    )
    return int(held["count"]) if held else 0


def heard(answer: httpx.Response) -> str:
    return str(answer.json().get("code", "paired"))


def shown(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    return answer.status_code, answer.content, sorted((name, value) for name, value in answer.headers.items() if name != "date")


def test_the_table_has_every_reason_why_a_redemption_is_refused() -> None:
    folder = Path(handfast.__file__).parent
    invites = [folder / "ceremonies/pairing" / f"{name}.py" for name in ("present", "guesses", "preview", "redeem", "rules")]
    deciding = [folder / "devices/enroll.py", *invites]
    reasons = {found for path in deciding for found in re.findall(r"Reason\.([A-Z_]+)", path.read_text())}
    assert reasons - SAID_OTHERWISE == {words for both in STATES.values() for words in both} - {"paired", "PENDING_APPROVAL"}


@every_state
def test_a_code_that_is_named_by_its_id_is_told_its_state(server: Server, state: Callable[[Server, Code], None]) -> None:
    assert heard(verify(server, **in_state(server, state).named)) == STATES[state][0]


@every_state
def test_a_typed_code_pays_for_whatever_refusal_it_hears(server: Server, state: Callable[[Server, Code], None]) -> None:
    code = in_state(server, state)
    right = verify(server, code=code.text)
    assert heard(right) == STATES[state][1]
    assert misses(server) == (0 if right.is_success else 1)
    if heard(right) == "INVALID_CODE":
        assert shown(right) == shown(verify(server, code=NEVER_GIVEN))


@every_state
def test_looking_at_a_typed_code_tells_no_more_than_that_it_is_good(server: Server, state: Callable[[Server, Code], None]) -> None:
    code = in_state(server, state)
    looked, wrong = (server.anonymous().post(PREVIEW, json={"code": text}) for text in (code.text, NEVER_GIVEN))
    assert misses(server) == (1 if looked.is_success else 2)
    if not looked.is_success:
        assert shown(looked) == shown(wrong)


@every_state
@pytest.mark.parametrize("budget", BUDGETS)
def test_past_a_budget_a_right_code_in_any_state_is_answered_like_a_wrong_one(
    server: Server, state: Callable[[Server, Code], None], budget: str
) -> None:
    code, client = in_state(server, state), server.anonymous(SOURCE)
    most, period = BUDGETS[budget]
    fill_bucket(server, budget, most, period)
    for path, wrap in ((VERIFY, device), (PREVIEW, dict)):
        right, wrong = (client.post(path, json=wrap(code=text)) for text in (code.text, NEVER_GIVEN))
        assert shown(right) == shown(wrong)
        assert right.status_code in (403, 429)
    assert row(server, "SELECT count FROM buckets WHERE key = $1", budget)["count"] == most
