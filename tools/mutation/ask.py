"""Asks tests about planted bugs. They are collected once; about each bug a copy of this process is asked, so none sees what another left.

    python -m tools.mutation.ask JOB    (in the folder `mutants`)

JOB is a file of JSON: for each mutant the ids of the tests. Prints a line for each, its name and the exit code: 0 when nobody noticed.
Before that the same tests run without a bug; where one of them fails, nothing they say counts.
"""

import json
import os
import signal
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tools.mutation.nearest import SECONDS

TIMEOUT_SECONDS = round(10 + 5 * SECONDS)
"""A bug that makes the tests take so much longer is noticed too."""
CLEAN_SECONDS = 3600


class Asking:
    def __init__(self, asked: Mapping[str, Sequence[str]]) -> None:
        self._asked = asked

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        place = {item.nodeid: number for number, item in enumerate(session.items)}
        asked = {mutant: sorted(place[test] for test in tests if test in place) for mutant, tests in self._asked.items()}
        everybody = sorted({number for numbers in asked.values() for number in numbers})
        # What is made once for all, a migrated database say, is made before the copies are.
        _run(session, everybody[:1], session.items[everybody[-1]])
        if _ask_a_copy(session, "", everybody, CLEAN_SECONDS) != 0:
            raise pytest.UsageError("the tests fail without any bug")
        for mutant, numbers in asked.items():
            code = _ask_a_copy(session, mutant, numbers, TIMEOUT_SECONDS)
            print(f"\n{mutant} {code}", file=sys.__stdout__, flush=True)  # after the dots of the tests
        return True


def _ask_a_copy(session: pytest.Session, mutant: str, numbers: Sequence[int], seconds: int) -> int:
    child = os.fork()
    if child == 0:
        os.environ["MUTANT_UNDER_TEST"] = mutant
        signal.alarm(seconds)
        code = 2
        try:
            _run(session, numbers, None)
            code = int(session.testsfailed > 0)
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _run(session: pytest.Session, numbers: Sequence[int], following: pytest.Item | None) -> None:
    """As pytest's own loop. `following`: what is made for both is kept. Stops at the first failure."""
    items = [session.items[number] for number in numbers]
    for item, next_one in zip(items, [*items[1:], following], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=next_one)
        if session.testsfailed:
            return


def main() -> int:
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    settings = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    quiet = ["-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main([*quiet, *settings["pytest_add_cli_args_test_selection"]], plugins=[Asking(asked)]))


if __name__ == "__main__":
    sys.exit(main())
