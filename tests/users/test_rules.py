"""How fresh "last seen" is kept, whose invitation needs a password typed again, and what somebody reads who typed what cannot be."""

from collections.abc import Callable

import pytest

from handfast.kernel.callers import Role
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.time import MINUTE, SECOND
from handfast.users.rules import invalid, invalid_email, invalid_name, is_stale, lets_others_in

NOW = 1_800_000_000_000
NO_NAME = "Give a name of 1 to 100 characters"
NO_EMAIL = "This is not an e-mail address"


@pytest.mark.parametrize(
    ("refuse", "field", "message"),
    [
        (lambda: invalid("days", "Give a number of days"), "days", "Give a number of days"),
        (invalid_name, "name", NO_NAME),
        (lambda: invalid_name("owner_name"), "owner_name", NO_NAME),
        (invalid_email, "email", NO_EMAIL),
        (lambda: invalid_email("owner_email"), "owner_email", NO_EMAIL),
    ],
    ids=["any", "name", "another name", "email", "another email"],
)
def test_a_refusal_names_the_field_and_says_what_is_wanted(refuse: Callable[[], Refused], field: str, message: str) -> None:
    assert refuse() == Refused(Reason.INVALID_INPUT, extra={"errors": [{"field": field, "message": message}]})


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
