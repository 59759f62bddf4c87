"""A file as the lints see it: parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Source:
    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    def at(self, line: int, complaint: str) -> str:
        return f"{self.name}:{line}: {complaint}"


def sources(*folders: str) -> list[Source]:
    """Every Python file under the folders of the project."""
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            found.append(Source(path, text, ast.parse(text, str(path))))
    return found


def texts(source: Source) -> Iterator[tuple[int, str]]:
    """Each literal text, or each literal part of one, and its line."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
