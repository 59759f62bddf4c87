"""When a message that could not be sent is tried again: six tries in about an hour, then no more."""

from handfast.kernel.time import MINUTE

WAITS = (1 * MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 37 * MINUTE, 5 * MINUTE)
"""The wait after each try. The last one only covers a server that stops in the middle of the last try."""
MOST_TRIES = len(WAITS)
LONGEST_WAIT = max(WAITS)


def wait_after(tries: int) -> int:
    """Milliseconds from try number `tries` until the next one may begin."""
    return WAITS[min(tries, MOST_TRIES) - 1]
