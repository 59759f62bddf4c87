"""How many recipients there can be, and of what they are told. Pure."""

from collections.abc import Collection
from typing import Literal

from handfast.kernel.time import DAY

MOST = 10
CONFIRM_WITHIN = 7 * DAY

Kind = Literal["security", "budget"]
KINDS: dict[Kind, str] = {
    "security": "security: new owners and admins, and accounts that are locked",
    "budget": "budgets: limits on guessing that are used up, or nearly",
}


def free_slot(used: Collection[int]) -> int | None:
    """None if all are used."""
    return next((slot for slot in range(MOST) if slot not in used), None)


def in_words(*, security: bool, budget: bool) -> str:
    return " and ".join([*(["security"] if security else []), *(["budgets"] if budget else [])])
