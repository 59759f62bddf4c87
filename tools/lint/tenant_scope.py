"""Every statement on a tenant's table names the tenant.

One forgotten `tenant_id = $n` shows a restaurant the devices of its neighbour. A statement that must reach across tenants (a look-up
by secret, the scheduler) says so, and why, in its first words: `/* any tenant: the token is the secret */`. Which tables belong to a
tenant is asked of the schema itself.
"""

import ast
import asyncio
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from handfast.db.opening import migrate
from tools.lint.source import Source

EXCUSE = re.compile(r"/\* any tenant: \w[^*]+ \*/")
STATEMENT = re.compile(r"\s*(?:/\*.*?\*/\s*)?(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s", re.DOTALL)
TABLE = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)")
SCOPED = re.compile(r"\btenant_id\s*(?:=|IN\b|IS\b)")


@cache
def tenant_tables() -> frozenset[str]:
    """The tables with a `tenant_id`, as the migrations make them, and `tenants` itself."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "schema.db"
        asyncio.run(migrate(f"sqlite:///{path}"))
        connection = sqlite3.connect(path)
        rows = connection.execute("SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE c.name = 'tenant_id'").fetchall()
        connection.close()
    return frozenset(name for (name,) in rows)


def check(source: Source) -> Iterator[str]:
    constants = _constants(source.tree)
    fragments = _fragments(source.tree)
    inner = {part for node in ast.walk(source.tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(source.tree):
        if node in inner or node in fragments or not isinstance(node, ast.Constant | ast.JoinedStr):
            continue
        complaint = _complaint(_text(node, constants))
        if complaint:
            yield source.at(node.lineno, complaint)


def _complaint(sql: str) -> str | None:
    if not STATEMENT.match(sql) or EXCUSE.match(sql):
        return None
    tables = sorted(set(TABLE.findall(sql)) & tenant_tables())
    inserts = re.match(r"\s*INSERT INTO (\w+)", sql)
    is_scoped = "tenant_id" in sql if inserts else SCOPED.search(sql)
    if not tables or is_scoped:
        return None
    return f"a statement on {', '.join(tables)} names no tenant_id and does not begin with /* any tenant: why */"


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """The texts assigned to a name of the module."""
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant | ast.JoinedStr | ast.Tuple)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _fragments(tree: ast.Module) -> set[ast.expr]:
    """Texts that only ever stand inside another one: they are judged there."""
    constants = _constants(tree)
    loads = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    inside = {node.value for node in ast.walk(tree) if isinstance(node, ast.FormattedValue)}
    alone = {node.id for node in loads if node not in inside}
    used = {node.id for node in loads}
    return {text for name, text in constants.items() if name in used and name not in alone}


def _text(node: ast.expr, constants: dict[str, ast.expr]) -> str:
    """The text as it will read; what is only known at run time is left out."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, constants)
    if isinstance(node, ast.Name) and node.id in constants:
        return _text(constants[node.id], constants)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, constants) for part in node.values)
    if isinstance(node, ast.Call | ast.Tuple):
        parts = node.args if isinstance(node, ast.Call) else node.elts
        return ", ".join(_text(part, constants) for part in parts)
    return ""
