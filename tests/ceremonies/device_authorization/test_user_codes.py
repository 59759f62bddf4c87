"""The code that a person reads off a device: what it is drawn from, and what is understood of what they type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.ceremonies.device_authorization.user_codes import draw, normalise
from handfast.kernel.masks import DIGITS, FEWEST_CODES, LETTERS, USUAL, codes_of, is_mask
from tests.support.clock import SeededRandom

masks = st.lists(st.text("*9", min_size=1, max_size=8), min_size=1, max_size=4).map("-".join).filter(is_mask)


def test_the_letters_are_those_of_the_standard() -> None:
    assert LETTERS == "BCDFGHJKLMNPQRSTVWXZ"
    assert codes_of(USUAL) == 20**8


@pytest.mark.parametrize(
    ("mask", "is_good"),
    [
        ("****-****", True),
        ("*******", True),
        ("******", False),
        ("9999999999", True),
        ("999-999-999", False),
        ("***-999-999", True),
        ("", False),
        ("-*******", False),
        ("*******-", False),
        ("****--****", False),
        ("****_****", False),
        ("****-****\n", False),
        ("9" * 25, False),
        ("\u0669" * 12, False),
    ],
)
def test_a_mask_leaves_enough_codes(mask: str, is_good: bool) -> None:
    assert is_mask(mask) is is_good


@given(masks, st.integers())
def test_a_code_fits_its_mask_and_is_understood(mask: str, seed: int) -> None:
    code = draw(SeededRandom(seed), mask)
    assert len(code) == len(mask)
    assert all(symbol in {"*": LETTERS, "9": DIGITS, "-": "-"}[place] for symbol, place in zip(code, mask, strict=True))
    bare = code.replace("-", "")
    assert codes_of(mask) >= FEWEST_CODES
    for typed in (code, code.lower(), bare, " ".join(bare), f"\u201c{code}\u201d", code.replace("-", "\u2013")):
        assert normalise(typed) == bare


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("WDJB-MJHT", "WDJBMJHT"),
        ("wdjb mjht", "WDJBMJHT"),
        ("\uff37\uff24\uff2a\uff22\u30fc\uff2d\uff2a\uff28\uff34", "WDJBMJHT"),
        ("\u0661\u0662\u0663-456-789-O", "1234567890"),
        ("I23 456 7890", "1234567890"),
        ("WDJBMJ", None),
        ("WDJB-MJHA", None),
        ("WDJB-MJH\u0422", None),
        ("", None),
        ("----", None),
        ("B" * 25, None),
        ("B" * 10_000, None),
    ],
)
def test_what_is_typed(typed: str, code: str | None) -> None:
    assert normalise(typed) == code
