"""How names are searched and sorted, whatever script they are in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.kernel.texts import folded, sort_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Küche", "KÜCHE"), ("Küche", "Ku\u0308che"), ("straße", "STRASSE"), ("ИВАН", "иван"),
        ("ΣΩΚΡΆΤΗΣ", "σωκράτης"), ("İstanbul", "istanbul"), ("çağrı", "ÇAĞRI"),
        ("Zoë", "Zoe"), ("ＫＩＴＣＨＥＮ", "kitchen"), ("Կարեն", "ԿԱՐԵՆ"), ("𐐀", "𐐨"),
    ],
)  # fmt: skip
def test_both_cases_and_spellings_of_a_word_are_searched_as_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("がか", "かか"), ("किताब", "कताब"), ("กำ", "กา"), ("a", "b"), ("1", "2")])
def test_marks_that_are_part_of_the_spelling_stay(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text(max_size=40))
def test_what_is_folded_is_not_changed_by_folding_ascii_or_not(text: str) -> None:
    assert folded(text + "é") == folded(text) + "e"


def test_numbers_in_names_are_sorted_by_their_value_and_letters_by_the_alphabet() -> None:
    right = ["1", "2", "007", "13", "110", "Ärger", "Till", "till 2", "Till 13", "TILL 13b", "till 110", "Zoo", "Кухня 9", "Кухня 10"]
    mixed = sorted(right)
    assert sorted(mixed, key=sort_key) == right
    assert mixed != right


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_two_numbers_are_in_order(one: int, other: int) -> None:
    assert (sort_key(f"x{one}y") < sort_key(f"x{other}y")) == (one < other)
