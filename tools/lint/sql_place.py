"""SQL lives in `store.py` files, in `lists.py` beside one that would get too long, and in `reports/`.

So whoever changes a table finds every statement on it by name of file.
"""

import ast
from collections.abc import Iterator

from tools.lint.source import Source
from tools.lint.tenant_scope import STATEMENT

AT_HOME = ("/store.py", "/devices/lists.py", "/events/outbox.py")
FOLDERS = ("src/handfast/db/", "src/handfast/reports/", "src/handfast/migrations/")


def check(source: Source) -> Iterator[str]:
    if source.name.endswith(AT_HOME) or source.name.startswith(FOLDERS):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value):
            yield source.at(node.lineno, "SQL belongs into store.py")
