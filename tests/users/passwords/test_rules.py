"""Which passwords are good enough, and what is said of the others."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.users.passwords.rules import LONGEST, SHORTEST, normalised, weakness

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


@pytest.mark.parametrize(
    "password",
    [
        "short7!", "x" * 129, "password", "Password123!", "qwertyuiop", "aaaaaaaaaa", "abababab", "12345678", "20240131",
        "handfast2024", "RobinRobin", "robin@1234", "walnuthouse", "abcdefgh", "87654321", "iloveyou", "P@ssw0rd", "Restaurant1",
    ],
)  # fmt: skip
def test_a_password_a_guesser_tries_first_is_refused(password: str) -> None:
    assert weakness(password, ("Robin", "robin@example.com", "Walnut House")) is not None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short7!", "Use at least 8 characters."),
        ("x" * 129, "Use at most 128 characters."),
        ("abababab", "This is one character or one row of keys repeated. Choose something less regular."),
        ("abcdefgh", "This is one character or one row of keys repeated. Choose something less regular."),
        ("abcabcabc", None),
        ("39172846501", "This is one of the first passwords a guesser tries. Choose another one."),
        ("391728465012", None),
        ("robinxyzuv", "This is little more than a name that others know. Choose another one."),
        ("robinxyzuvw", None),
    ],
)
def test_a_weak_password_is_told_why_at_the_very_edge(password: str, why: str | None) -> None:
    assert weakness(password, ("Robin",)) == why


@pytest.mark.parametrize(
    "password", ["ordinary-walnut-kettle", "quiet harbour", "x7#mQ2!v", "пароль-для-двери", "日本語のパスワード", "🐢🐇🦊🐝" * 32]
)
def test_a_password_of_ones_own_is_good(password: str) -> None:
    assert weakness(password, ("Robin", "robin@example.com", "Walnut House")) is None


def test_length_counts_characters_and_spelling_does_not() -> None:
    assert weakness("ä" * 64 + "öü" * 32) is None
    assert normalised("cafe\u0301 au lait") == "caf\u00e9 au lait"


@given(st.text(min_size=0, max_size=200), st.lists(st.text(max_size=40), max_size=3))
def test_a_good_password_has_eight_to_128_characters_whatever_they_are(password: str, about: list[str]) -> None:
    if weakness(password, about) is None:
        assert SHORTEST <= len(password) <= LONGEST


@given(st.text(min_size=SHORTEST, max_size=40), st.lists(st.text(max_size=40), max_size=3))
def test_knowing_more_of_a_person_makes_no_password_better(password: str, about: list[str]) -> None:
    if weakness(password) is not None:
        assert weakness(password, about) is not None


@given(st.text(max_size=40))
def test_the_same_password_typed_on_another_keyboard_is_the_same(password: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, password) for form in ("NFC", "NFD"))
    assert normalised(composed) == normalised(decomposed) == normalised(normalised(password))
