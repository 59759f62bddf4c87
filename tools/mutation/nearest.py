"""Which tests are asked about a planted bug first.

A function that every request goes through is covered by thousands of tests, and to ask them all about each bug in it would take days.
Nearest are the tests that go through the fewest functions; few of each kind, since two parameters of one test mostly notice the same, and
those of few files, since each file starts servers of its own.
"""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

SLOW_SECONDS = 3.0
OF_A_KIND = 2


def ask_nearest(every: Path, asked: Path, most: int, files: int) -> None:
    """Of what mutmut noted in `every`, leaves in `asked` at most so many tests per function, of so many files."""
    noted = json.loads(every.read_text(encoding="utf-8"))
    tests: dict[str, list[str]] = noted["tests_by_mangled_function_name"]
    seconds: dict[str, float] = noted["duration_by_test"]
    reach = Counter(test for covering in tests.values() for test in covering)
    noted["tests_by_mangled_function_name"] = {
        function: nearest(covering, reach, seconds, most, files) for function, covering in tests.items()
    }
    asked.write_text(json.dumps(noted), encoding="utf-8")


def nearest(covering: Collection[str], reach: Mapping[str, int], seconds: Mapping[str, float], most: int, files: int) -> list[str]:
    """`reach`: through how many functions each test goes."""
    chosen: list[str] = []
    of: set[str] = set()
    kinds = Counter[str]()
    for test in sorted(covering, key=lambda test: (seconds.get(test, 0) > SLOW_SECONDS, reach[test], seconds.get(test, 0), test)):
        file, kind = test.partition("::")[0], test.partition("[")[0]
        if kinds[kind] < OF_A_KIND and (file in of or len(of) < files):
            of.add(file)
            kinds[kind] += 1
            chosen.append(test)
        if len(chosen) == most:
            break
    return chosen
