"""SQL lives in `store.py` files, and in `lists.py` beside one that would get too long.

So whoever changes a table finds every statement on it by name of file. What the database is given is made there too: a `Query` or a
`Statement` holds SQL, whatever its text was put together from. Nobody but `db/` talks to a driver, so there is no way around them.
"""

import ast
from collections.abc import Iterator

from tools.lint.source import Source
from tools.lint.tenant_scope import STATEMENT

AT_HOME = ("/store.py", "/devices/lists.py", "/ceremonies/pairing/lists.py", "/events/outbox.py")
FOLDERS = ("src/handfast/db/", "src/handfast/migrations/")
_MAKERS = {"Query", "Statement", "delete_rows", "export_rows", "insert_rows"}

_DRIVERS = {"asyncpg", "sqlite3"}
_DRIVER_PLACES = {
    "src/handfast/adapters/wakeup.py": "LISTEN needs a connection of its own",
    "src/handfast/importers/read_lejianwen.py": "another program's database, which the operator names",
}


def check(source: Source) -> Iterator[str]:
    if source.name.startswith(FOLDERS):
        return
    if source.name not in _DRIVER_PLACES:
        yield from (source.at(line, f"only db/ talks to {driver}") for line, driver in _drivers(source.tree))
    if source.name.endswith(AT_HOME):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value):
            yield source.at(node.lineno, "SQL belongs into store.py")
        elif isinstance(node, ast.Call) and (name := called(node.func)) in _MAKERS:
            yield source.at(node.lineno, f"a {name} is made in store.py, by a function that says what it reads or writes")


def _drivers(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from ((node.lineno, driver) for module in modules if (driver := module.split(".")[0]) in _DRIVERS)  # type: ignore[attr-defined]


def called(function: ast.expr) -> str | None:
    """Of what is called, also of `database.Statement` and `Query[int]`."""
    if isinstance(function, ast.Subscript):
        return called(function.value)
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else None
