"""A test lies below tests/ where what it tests lies below src/handfast/; rules and state tables have pure tests there.

A pure test needs neither database nor server, so it can try everything.
"""

import ast
from collections.abc import Iterable, Iterator

from tools.lint.source import Source

# Kinds of tests that cross features, and what tests are made of.
KINDS = {
    *("contract", "docs", "e2e", "exposed", "interop", "lifecycle", "live", "operating", "postgres", "races", "second_process", "stores"),
    *("support", "tools"),
}
_PURE = ("rules.py", "lifecycle.py")
# What tests.support has without a database, a server or a process.
_SUPPORT = {"tests.support.clock", "tests.support.permissions"}
_FIXTURES = {"database_url", "empty_database_url", "sqlite_url", "database", "server", "quiet", "empty_server", "company", "shop"}


def check(server: Iterable[Source], tests: Iterable[Source]) -> Iterator[str]:
    server, tests = list(server), list(tests)
    yield from _misplaced(server, tests)
    by_name = {source.name: source for source in tests}
    for source in server:
        folder, _, file = source.name.rpartition("/")
        if file not in _PURE:
            continue
        wanted = f"{folder.replace('src/handfast', 'tests', 1)}/test_{file}"
        if wanted in by_name:
            yield from _impure(by_name[wanted])
        else:
            yield source.at(1, f"has no pure tests: write {wanted}")


def _misplaced(server: Iterable[Source], tests: Iterable[Source]) -> Iterator[str]:
    folders = {source.name.rpartition("/")[0].replace("src/handfast", "tests", 1) for source in server}
    for test in tests:
        folder = test.name.rpartition("/")[0]
        if folder != "tests" and folder.split("/")[1] not in KINDS and folder not in folders:
            yield test.at(1, f"there is no {folder.replace('tests', 'src/handfast', 1)}, and {folder.split('/')[1]} is no kind of test")


def _impure(test: Source) -> Iterator[str]:
    for node in ast.walk(test.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests.support") and node.module not in _SUPPORT:
            yield test.at(node.lineno, f"a pure test needs no {node.module}")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            asked = {argument.arg for argument in node.args.args}
            yield from (test.at(node.lineno, f"a pure test needs no {fixture}") for fixture in sorted(asked & _FIXTURES))
