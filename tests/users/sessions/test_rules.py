"""By what failed sign-ins are counted."""

import pytest

from handfast.kernel.secrets import Keys
from handfast.limits.rules import SIGN_IN, SIGN_IN_ACCOUNT, SIGN_IN_SOURCE, Bucket
from handfast.users.sessions.rules import account_key, sign_in_buckets

KEYS = Keys(b"k" * 32)
ADA = "71c9fc381b796749331da859c0e0488e"
BO = "9a1a79e4a1d1dc65a61e8777d87296ec"


def test_an_account_is_counted_by_the_same_key_from_version_to_version() -> None:
    """An update does not give whoever guesses a password their tries again."""
    assert (account_key(KEYS, "ada@example.com"), account_key(KEYS, "bo@example.com")) == (ADA, BO)


@pytest.mark.parametrize(
    ("address", "source"), [("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8:0:1::7", "2001:db8:0:1::/64")]
)
def test_a_failed_sign_in_counts_for_the_account_the_source_and_both_together(address: str, source: str) -> None:
    assert sign_in_buckets(KEYS, "ada@example.com", address) == [
        Bucket(SIGN_IN, f"{ADA}:{source}"),
        Bucket(SIGN_IN_ACCOUNT, ADA),
        Bucket(SIGN_IN_SOURCE, source),
    ]
