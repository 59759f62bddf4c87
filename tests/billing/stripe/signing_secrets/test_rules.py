"""What a signing secret looks like, and what is shown of one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.billing.stripe.signing_secrets.rules import is_signing_secret, shown_end

ALPHABET = "ABCXYZabcxyz0189+/=_-"


@given(st.text(ALPHABET, min_size=16, max_size=200))
def test_a_secret_has_stripes_prefix_and_sixteen_to_two_hundred_characters(random_part: str) -> None:
    assert is_signing_secret(f"whsec_{random_part}")


@pytest.mark.parametrize(
    "text",
    [
        *("", "whsec_", "whsec_" + "a" * 15, "whsec_" + "a" * 201, "a" * 22),
        *("sk_live_" + "a" * 16, "WHSEC_" + "a" * 16, " whsec_" + "a" * 16, "whsec_" + "a" * 16 + "\n", "whsec_" + "ä" * 16),
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_signing_secret(text)


@given(st.text(ALPHABET, min_size=16, max_size=200))
def test_an_admin_recognises_a_secret_by_its_last_four_characters(random_part: str) -> None:
    end = shown_end(f"whsec_{random_part}")
    assert (len(end), random_part.endswith(end)) == (4, True)
