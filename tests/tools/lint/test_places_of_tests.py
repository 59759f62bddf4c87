"""The lint that keeps tests beside what they test, and wants pure tests of all rules and state tables."""

import ast

import pytest

from tools.lint.places_of_tests import KINDS, check
from tools.lint.source import ROOT, Source


def source(name: str, text: str = "") -> Source:
    return Source(ROOT / name, text, ast.parse(text))


RULES = source("src/handfast/devices/rules.py")


@pytest.mark.parametrize("folder", ["people", "devices/lists", "ceremonies/links"])
def test_a_test_of_a_folder_that_is_not_there_is_misplaced(folder: str) -> None:
    [complaint] = check([source("src/handfast/devices/store.py")], [source(f"tests/{folder}/test_it.py")])
    assert complaint.startswith(f"tests/{folder}/test_it.py:1: there is no src/handfast/{folder}")


def test_kinds_of_tests_and_tests_of_a_single_file_are_left_alone() -> None:
    tests = [source(f"tests/{kind}/deeper/test_it.py") for kind in KINDS]
    assert list(check([], [*tests, source("tests/test_settings.py")])) == []


def test_each_kind_is_there() -> None:
    assert {path.name for path in (ROOT / "tests").iterdir()} >= KINDS


@pytest.mark.parametrize(
    ("file", "test"),
    [("devices/rules.py", "devices/test_rules.py"), ("ceremonies/pairing/lifecycle.py", "ceremonies/pairing/test_lifecycle.py")],
)
def test_rules_without_tests_are_complained_of(file: str, test: str) -> None:
    rules = source(f"src/handfast/{file}")
    assert list(check([rules], [])) == [f"src/handfast/{file}:1: has no pure tests: write tests/{test}"]
    assert list(check([rules], [source(f"tests/{test}")])) == []


@pytest.mark.parametrize(
    "planted",
    [
        "from tests.support.server import Server",
        "from tests.support.rows import fetch_row",
        "def test_it(server): pass",
        "async def test_it(database): pass",
        "@given(st.text())\ndef test_it(text, company): pass",
    ],
)
def test_a_test_that_needs_a_server_or_a_database_is_not_pure(planted: str) -> None:
    [complaint] = check([RULES], [source("tests/devices/test_rules.py", planted)])
    assert "a pure test needs no " in complaint


def test_a_clock_and_everything_else_of_the_server_is_left_alone() -> None:
    pure = "from handfast.devices import rules\nfrom tests.support.clock import START\ndef test_it(text): pass"
    assert list(check([RULES, source("src/handfast/devices/store.py")], [source("tests/devices/test_rules.py", pure)])) == []
