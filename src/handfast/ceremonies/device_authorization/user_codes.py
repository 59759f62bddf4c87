"""The code that a person reads off a device and types. Pure, but for chance, which is given."""

import re

from handfast.kernel.codes import bare
from handfast.kernel.masks import DIGITS, DRAWN_FROM, LETTERS, LONGEST
from handfast.kernel.ports import Random

_SHAPE = re.compile(rf"[{LETTERS}{DIGITS}]{{7,{LONGEST}}}")
# None of these letters is in any code.
_LOOK_ALIKES = str.maketrans("OI", "01")


def draw(random: Random, mask: str) -> str:
    """A code as it is shown, with the dashes of its mask."""
    return "".join(random.symbols(DRAWN_FROM[place], 1) if place in DRAWN_FROM else place for place in mask)


def normalise(typed: str) -> str | None:
    """The code that a person meant, without dashes; None when it cannot be one.

    Case, blanks, dashes, marks and quotes are ignored, and full-width letters and the digits of every script are read as ASCII ones.
    """
    written = bare(typed)
    code = written and written.translate(_LOOK_ALIKES)
    return code if code and _SHAPE.fullmatch(code) else None
