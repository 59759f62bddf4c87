"""By what failed sign-ins are counted, how fresh "last seen" is kept, and whose invitation needs a password typed again."""

import pytest

from handfast.kernel.callers import Role
from handfast.kernel.secrets import Keys
from handfast.kernel.time import MINUTE, SECOND
from handfast.limits.rules import SIGN_IN, SIGN_IN_ACCOUNT, SIGN_IN_SOURCE, Bucket
from handfast.users.rules import is_stale, lets_others_in
from handfast.users.sessions.rules import account_key, sign_in_buckets

NOW = 1_800_000_000_000
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


@pytest.mark.parametrize(
    ("role", "lets_in"), [(Role.OWNER, True), (Role.ADMIN, True), (Role.MANAGER, False), (Role.STAFF, False), (Role.CUSTOMER, False)]
)
def test_owners_and_admins_bring_in_others(role: Role, lets_in: bool) -> None:
    assert lets_others_in(role) is lets_in


@pytest.mark.parametrize(
    ("seen_ago", "stale"),
    [
        (None, True),
        (0, False),
        (5 * MINUTE - 1, False),
        (5 * MINUTE, True),
        # From another node, whose clock may be a little ahead; or from before the clock was set back.
        (-10 * SECOND, False),
        (-10 * SECOND - 1, True),
    ],
)
def test_last_seen_is_written_again_after_five_minutes(seen_ago: int | None, stale: bool) -> None:
    assert is_stale(None if seen_ago is None else NOW - seen_ago, NOW) is stale
