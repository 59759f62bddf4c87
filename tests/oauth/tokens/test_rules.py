"""How a grant is narrowed, and how a refresh token and an access token are judged."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.devices.lifecycle import DeviceStatus
from handfast.oauth.tokens.rules import is_live, is_refresh_token, judge_refresh, narrowed

TOKENS = st.lists(st.sampled_from(["menu.read", "orders.write", "admin"]), max_size=5)


@given(TOKENS, TOKENS, TOKENS)
def test_a_grant_is_narrowed_and_never_widened(granted: list[str], allowed: list[str], asked: list[str]) -> None:
    left = narrowed(granted, allowed, asked)
    if {*asked} <= {*granted} & {*allowed}:
        assert left is not None
        assert {*left} == ({*asked} or {*granted} & {*allowed})
    else:
        assert left is None


@pytest.mark.parametrize(
    ("shown", "newest", "renewals", "used_at", "judgement"),
    [
        (5, 5, 0, None, "newest"),
        (5, 5, 0, 1, "newest"),
        (4, 5, 1, None, "repeat"),
        (4, 5, 1, 1, "reused"),
        (3, 5, 2, None, "reused"),
        (4, 5, 0, None, "dead"),  # the family has ended, or the device was let in anew
        (3, 5, 1, None, "dead"),
        (1, 9, 7, 1, "dead"),
    ],
)
def test_a_refresh_token_is_judged(shown: int, newest: int, renewals: int, used_at: int | None, judgement: str) -> None:
    assert judge_refresh(shown, newest, renewals, used_at) == judgement


@pytest.mark.parametrize("text", ["", "hfr_", "hfr_" + "g" * 64, "hfr_" + "0" * 63, "0" * 64, "hfr_" + "0" * 64 + "\n", "HFR_" + "0" * 64])
def test_other_texts_are_no_refresh_tokens(text: str) -> None:
    assert not is_refresh_token(text)
    assert is_refresh_token("hfr_" + "0" * 64)


@dataclass(frozen=True)
class Standing:
    status: DeviceStatus = DeviceStatus.ACTIVE
    suspended_at: int | None = None
    disabled_at: int | None = None
    newest_generation: int | None = 2
    revoked_at: int | None = None


@pytest.mark.parametrize(
    ("changed", "live"),
    [
        ({}, True),
        ({"status": DeviceStatus.DISABLED}, False),
        ({"status": DeviceStatus.DELETED}, False),
        ({"status": DeviceStatus.PENDING_APPROVAL}, False),
        ({"suspended_at": 1}, False),
        ({"disabled_at": 1}, False),
        ({"newest_generation": None}, False),
        ({"revoked_at": 999}, True),
        ({"revoked_at": 1000}, False),
        ({"revoked_at": 5000}, False),
    ],
)
def test_an_access_token_is_live_while_nobody_is_shut_out(changed: dict[str, object], live: bool) -> None:
    assert is_live(replace(Standing(), **changed), issued_at=1000) is live  # type: ignore[arg-type]
