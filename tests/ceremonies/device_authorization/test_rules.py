"""What is never stored of a request but made of its code again, and what its user is asked for."""

import pytest

from handfast.ceremonies.device_authorization.rules import cookie_of, last_of, nonce_of
from handfast.kernel.ids import RustdeskId
from handfast.kernel.secrets import Keys


def test_what_is_made_of_a_code_stays_the_same_from_version_to_version() -> None:
    """Whoever approved a moment before an update is signed in after it."""
    keys = Keys(b"k" * 32)
    assert cookie_of(keys, "c0de") == "3ZAf9taUmmKeV6FtqBmVgEheVQvdrgBIubO6Usw5NIc"
    assert nonce_of(keys, "c0de").hex() == "c0b860190cdfd04aa2699a23"
    assert (cookie_of(keys, "c0df"), nonce_of(keys, "c0df")) != (cookie_of(keys, "c0de"), nonce_of(keys, "c0de"))


@pytest.mark.parametrize(("id", "last"), [("123456789", "789"), ("DESK-ANNA", "nna")])
def test_the_last_places_of_an_id_are_asked_for(id: RustdeskId, last: str) -> None:
    assert last_of(id) == last
