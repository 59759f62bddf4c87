"""When a letter that did not get through is tried again."""

import pytest

from handfast.email.rules import MOST_TRIES, wait_after
from handfast.kernel.time import MINUTE


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 2), (3, 5), (4, 15), (5, 37), (6, 5), (7, 5), (100, 5)])
def test_the_wait_grows_and_ends(tries: int, minutes: int) -> None:
    assert wait_after(tries) == minutes * MINUTE


def test_there_are_six_tries() -> None:
    assert MOST_TRIES == 6
