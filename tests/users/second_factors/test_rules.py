"""Which code is right, and how it may be typed."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.kernel.ids import AccountId
from handfast.kernel.time import SECOND
from handfast.users.second_factors import rules

# RFC 6238, appendix B, with SHA-1; the last six of its eight digits.
RFC_KEY = b"12345678901234567890"
RFC_CODES = [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    now = seconds * SECOND
    codes = rules.valid_codes(rules.secret_text(RFC_KEY), now, after=-1)
    assert codes[now // rules.STEP] == code
    assert sorted(codes) == [now // rules.STEP + shift for shift in (-1, 0, 1)]


def test_a_step_that_was_used_and_those_before_are_over() -> None:
    secret, now = rules.secret_text(RFC_KEY), 59 * SECOND
    assert sorted(rules.valid_codes(secret, now, after=1)) == [2]
    assert rules.valid_codes(secret, now, after=2) == {}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("123456", "123456"),
        ("123 456", "123456"),
        (" 12-34-56 ", "123456"),
        ("12345", None),
        ("1234567", None),
        ("１２３４５６", None),
        ("", None),
    ],
)
def test_six_digits_are_a_code_however_they_are_grouped(typed: str, code: str | None) -> None:
    assert rules.typed_totp(typed) == code


@given(st.binary(min_size=rules.RECOVERY_BYTES, max_size=rules.RECOVERY_BYTES))
def test_a_recovery_code_is_read_as_it_is_shown_in_capitals_and_without_its_hyphens(raw: bytes) -> None:
    shown = rules.recovery_code(raw)
    assert [len(part) for part in shown.split("-")] == [4, 4, 4, 4]
    plain = shown.replace("-", "")
    assert {rules.typed_recovery_code(typed) for typed in (shown, plain.upper(), shown.replace("0", "O").replace("1", "l"))} == {plain}


@pytest.mark.parametrize("typed", ["", "123456", "uuuu-uuuu-uuuu-uuuu", "0000-0000-0000-000", "0000-0000-0000-0000-0"])
def test_anything_else_is_no_recovery_code(typed: str) -> None:
    assert rules.typed_recovery_code(typed) is None


def test_the_same_code_of_two_accounts_has_two_digests() -> None:
    assert rules.recovery_digest(AccountId("a"), "0" * 16) != rules.recovery_digest(AccountId("b"), "0" * 16)


def test_a_step_is_only_for_whoever_has_both_halves() -> None:
    assert len({rules.step_digest("t", "b"), rules.step_digest("t", "c"), rules.step_digest("u", "b")}) == 3
    assert rules.app_binding("1", "23") != rules.app_binding("12", "3")


def test_an_app_is_told_issuer_and_account() -> None:
    secret = rules.secret_text(RFC_KEY)
    assert rules.uri(secret, "zoe@example.com", "Handfast") == f"otpauth://totp/Handfast:zoe%40example.com?secret={secret}&issuer=Handfast"


@pytest.mark.parametrize("words", [None, ["https://login.example.org", "handfast", "Zoë / 100 % ~", None], ["a", "b", "c", "sid?>"]])
def test_a_step_carries_what_the_first_one_learned(words: list[str | None] | None) -> None:
    bound_to = rules.carrying("random-_", words)
    assert rules.carried(bound_to) == words
    assert re.fullmatch(r"random-_(\.[A-Za-z0-9_-]+)?", bound_to), "it is a cookie"


def test_a_guess_counts_for_the_account_here_everywhere_and_for_the_source() -> None:
    counted = {bucket.limit.name: bucket.key for bucket in rules.buckets(AccountId("a"), "2001:db8::1")}
    assert len(counted) == 3
    assert sorted(counted.values()) == ["2001:db8::/64", "a", "a:2001:db8::/64"]


def test_secrets_and_recovery_codes_are_written_in_letters_that_are_easily_told_apart() -> None:
    assert rules.secret_text(RFC_KEY) == base64.b32encode(RFC_KEY).decode()
    raw = bytes(range(10))
    easily = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789abcdefghjkmnpqrstvwxyz")
    assert rules.recovery_code(raw).replace("-", "") == base64.b32encode(raw).decode().translate(easily)
    assert [len(group) for group in rules.recovery_code(raw).split("-")] == [4, 4, 4, 4]
