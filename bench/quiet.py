"""Waits for a moment in which nobody else needs the machine: two cores shared with a test run measure the test run."""

import time
from pathlib import Path

IDLE_ENOUGH = 0.85
SAMPLE_SECONDS = 0.5


def wait(most_seconds: float) -> None:
    """Until both cores are nearly idle, or the time is up."""
    ends = time.monotonic() + most_seconds
    while time.monotonic() < ends and _idle_share() < IDLE_ENOUGH:
        pass


def _idle_share() -> float:
    before = _ticks()
    time.sleep(SAMPLE_SECONDS)
    idle, total = (after - earlier for after, earlier in zip(_ticks(), before, strict=True))
    return idle / max(1, total)


def _ticks() -> tuple[int, int]:
    numbers = [int(number) for number in Path("/proc/stat").read_text().partition("\n")[0].split()[1:]]
    return numbers[3] + numbers[4], sum(numbers[:8])
