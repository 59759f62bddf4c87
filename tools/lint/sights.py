"""Who calls reaches what `context.sight` says: only what acts for no user reaches all of a tenant, or says itself how much.

A use case that made a sight of its own would show an installer what colleagues have paired, and no type would notice.
"""

import ast
from collections.abc import Iterator

from tools.lint.source import Source

MAKERS = {"Sight", "whole"}
PLACES = {
    "src/handfast/access/sight.py": "makes them of callers",
    "src/handfast/devices/presence.py": "the scheduler turns away devices that nobody approved",
    "src/handfast/sockets.py": "names the rooms of those who may hear of a device",
}


def check(source: Source) -> Iterator[str]:
    if source.name in PLACES:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _name(node.func) in MAKERS:
            yield source.at(node.lineno, f"{_name(node.func)} reaches what the caller may not: take context.sight")


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
