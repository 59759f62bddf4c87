"""What is never stored of a request but made of its code again, and what its user is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.ceremonies.device_authorization.rustdesk.rules import FINAL, cookie_of, last_of, nonce_of
from handfast.kernel.ids import RustdeskId
from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import Key


def test_what_is_made_of_a_code_stays_the_same_from_version_to_version() -> None:
    """Whoever approved a moment before an update is signed in after it."""
    key = Key(b"k" * 32)
    assert cookie_of(key, "c0de") == "3ZAf9taUmmKeV6FtqBmVgEheVQvdrgBIubO6Usw5NIc"
    assert nonce_of(key, "c0de").hex() == "c0b860190cdfd04aa2699a23"
    assert (cookie_of(key, "c0df"), nonce_of(key, "c0df")) != (cookie_of(key, "c0de"), nonce_of(key, "c0de"))


@pytest.mark.parametrize(("id", "last"), [("123456789", "789"), ("DESK-ANNA", "nna")])
def test_the_last_places_of_an_id_are_asked_for(id: RustdeskId, last: str) -> None:
    assert last_of(id) == last


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_two_codes_have_neither_cookie_nor_nonce_in_common(one: str, other: str) -> None:
    key = Key(b"k" * 32)
    assert (cookie_of(key, one) == cookie_of(key, other)) is (one == other)
    assert (nonce_of(key, one) == nonce_of(key, other)) is (one == other)


def test_another_servers_key_makes_another_cookie() -> None:
    assert cookie_of(Key(b"k" * 32), "c0de") != cookie_of(Key(b"l" * 32), "c0de")


def test_asking_again_helps_unless_it_would_change_nothing() -> None:
    assert {Reason.DEVICE_LINKED_ELSEWHERE, Reason.DEVICE_BLOCKED, Reason.SUBSCRIPTION_REQUIRED} == FINAL
