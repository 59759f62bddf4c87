"""Which tests are asked about a planted bug first.

A function that every request goes through is covered by thousands of tests, and to ask them all about each bug in it would take days.
Nearest are the tests that go through the fewest functions, on SQLite before PostgreSQL, which takes longer to begin, and those of few
files, since each file starts servers of its own. Of a test that takes a moment one set of parameters is asked: two mostly notice the same.
"""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

SECONDS, FILES = 8.0, 6
"""How long the tests take that are asked about one bug, and of how many files they are at most."""
LEAST_SECONDS = 0.005
"""What a test takes that does nothing."""
MOMENT_SECONDS = 0.05
SLOW_SECONDS = 3.0


def ask_nearest(noted: Path) -> Mapping[str, list[str]]:
    """Of what mutmut noted: the tests for each function."""
    notes = json.loads(noted.read_text(encoding="utf-8"))
    tests: dict[str, list[str]] = notes["tests_by_mangled_function_name"]
    reach = Counter(test for covering in tests.values() for test in covering)
    return {function: nearest(covering, reach, notes["duration_by_test"]) for function, covering in tests.items()}


def nearest(covering: Collection[str], reach: Mapping[str, int], seconds: Mapping[str, float]) -> list[str]:
    """`reach`: through how many functions each test goes."""
    chosen: list[str] = []
    files: set[str] = set()
    kinds: set[str] = set()
    left = SECONDS

    def distance(test: str) -> tuple[bool, bool, int, float, str]:
        took = seconds.get(test, 0.0)
        return took > SLOW_SECONDS, "postgresql" in test, reach[test], took, test

    for test in sorted(covering, key=distance):
        file, kind = test.partition("::")[0], test.partition("[")[0]
        took = max(LEAST_SECONDS, seconds.get(test, 0.0))
        if (kind in kinds and took > MOMENT_SECONDS) or (file not in files and len(files) == FILES):
            continue
        left -= took
        if left < 0 and chosen:
            break
        files.add(file)
        kinds.add(kind)
        chosen.append(test)
    return chosen
