"""Slots of the recipients, and the words for what they are told."""

import pytest

from handfast.users.recipients.rules import MOST, free_slot, in_words


@pytest.mark.parametrize(("used", "slot"), [([], 0), ([0, 1], 2), ([1, 2], 0), ([0, 2], 1), (range(MOST), None), (range(1, MOST), 0)])
def test_the_first_free_slot_is_used(used: list[int], slot: int | None) -> None:
    assert free_slot(used) == slot


@pytest.mark.parametrize(
    ("security", "budget", "words"),
    [(True, True, "security and budgets"), (True, False, "security"), (False, True, "budgets"), (False, False, "")],
)
def test_what_is_told_is_said_in_words(*, security: bool, budget: bool, words: str) -> None:
    assert in_words(security=security, budget=budget) == words
