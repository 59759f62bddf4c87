"""The bounds within which a tenant may choose a number of days. The operator sets them."""

import re
from dataclasses import dataclass

_BOUNDS = re.compile(r"([0-9]{1,5})-([0-9]{0,5})")


@dataclass(frozen=True, slots=True)
class Bounds:
    least: int
    most: int | None
    """None for no end."""

    def of(self, chosen: int | None) -> int | None:
        """The days that count: `chosen` within the bounds; the most that is allowed if nothing was chosen."""
        if chosen is None:
            return self.most
        return max(self.least, chosen if self.most is None else min(chosen, self.most))

    def allow(self, chosen: int | None) -> bool:
        return chosen is None or self.of(chosen) == chosen

    def __str__(self) -> str:
        return f"{self.least} or more" if self.most is None else f"{self.least} to {self.most}"


TRAIL_DAYS, SESSION_DAYS = Bounds(90, None), Bounds(1, 30)
"""What the operator allows by default: how long a tenant keeps its rows of the trail, and how long a browser stays signed in."""


def parse_bounds(text: str, least: int, most: int | None) -> Bounds | None:
    """`90-365`, or `90-` for no end; None if it is neither, or reaches beyond `least` or `most`."""
    found = _BOUNDS.fullmatch(text)
    if found is None:
        return None
    bounds = Bounds(int(found[1]), int(found[2]) if found[2] else most)
    fits = bounds.least >= least and (most is None or (bounds.most is not None and bounds.most <= most))
    return bounds if fits and (bounds.most is None or bounds.most >= bounds.least) else None
