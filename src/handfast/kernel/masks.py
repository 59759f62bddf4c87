"""The mask of a user code: `*` stands for a letter, `9` for a digit, and a dash for itself. Pure.

The letters are those of RFC 8628, 6.1: without vowels, so that no code is a word, and without those that look like digits.
"""

import re

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
DIGITS = "0123456789"
DRAWN_FROM = {"*": LETTERS, "9": DIGITS}
USUAL = "****-****"
LONGEST = 24
SHAPE = r"^[*9]+(?:-[*9]+)*$"
FEWEST_CODES = 2**30
"""As many as a pairing code has: within ten minutes, and a limit on wrong ones, nobody guesses one of so many."""


def codes_of(mask: str) -> int:
    """How many different codes fit the mask."""
    number = 1
    for place in mask.replace("-", ""):
        number *= len(DRAWN_FROM[place])
    return number


def is_mask(text: str) -> bool:
    return len(text) <= LONGEST and re.fullmatch(SHAPE, text) is not None and codes_of(text) >= FEWEST_CODES
