"""Each `rules.py` and `lifecycle.py` has pure tests in the same place below tests/: without database and server they can try everything."""

import ast
from collections.abc import Iterable, Iterator

from tools.lint.source import Source

_PURE = ("rules.py", "lifecycle.py")
# What tests.support has without a database, a server or a process.
_SUPPORT = {"tests.support.clock", "tests.support.permissions"}
_FIXTURES = {"database_url", "empty_database_url", "sqlite_url", "database", "server", "quiet", "empty_server", "company", "shop"}


def check(server: Iterable[Source], tests: Iterable[Source]) -> Iterator[str]:
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


def _impure(test: Source) -> Iterator[str]:
    for node in ast.walk(test.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests.support") and node.module not in _SUPPORT:
            yield test.at(node.lineno, f"a pure test needs no {node.module}")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            asked = {argument.arg for argument in node.args.args}
            yield from (test.at(node.lineno, f"a pure test needs no {fixture}") for fixture in sorted(asked & _FIXTURES))
