"""What somebody reads who typed something that cannot be: it stands with the field it is about."""

from collections.abc import Callable

import pytest

from handfast.kernel.outcomes import Reason, Refused
from handfast.users.rules import invalid, invalid_email, invalid_name

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
