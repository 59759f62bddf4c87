"""A password that is hardly more than a name: which parts of what is known of a person count as names."""

import pytest

from handfast.users.passwords.rules import weakness

A_NAME = "This is little more than a name that others know. Choose another one."


@pytest.mark.parametrize(
    ("password", "about", "why"),
    [
        ("hood-4711", "robin.hood@example.com", A_NAME),
        ("hood-4711x", "robin.hood@example.com", None),
        ("robin.hood@example.com", "robin.hood@example.com", A_NAME),
        ("Walnut4711", "Walnut_House", A_NAME),
        ("walnuthouse4711", "Walnut House", A_NAME),
        ("WALNUT HOUSE 47", "Walnut House", A_NAME),
        ("finn-4711", "Finn", A_NAME),
        # Three letters stand in too many words.
        ("ann-4711", "Ann", None),
    ],
)
def test_each_word_of_four_letters_is_a_name(password: str, about: str, why: str | None) -> None:
    assert weakness(password, (about,)) == why
