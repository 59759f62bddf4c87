"""A state word stands only in a `lifecycle.py`; everywhere else a member of its enum does, or SQL made from the table of transitions.

So a state that is renamed, split or added is found by the type checker and not by whoever remembers where its word stood. Words inside
`Literal[...]` are the vocabulary of the API, which mypy checks.
"""

import ast
import re
from collections.abc import Iterator

from tools.lifecycles import LIFECYCLES
from tools.lint.source import Source, texts

_HOME = "/lifecycle.py"
# What was migrated stays as it was, whatever the enums say today.
_MIGRATIONS = "src/handfast/migrations/"
_FEATURES = tuple(
    f"src/handfast/{name}/" for name in ("devices", "rustdesk", "ceremonies", "offboarding", "reports", "backups", "importers", "demo")
)
# The same word, of something else.
_OTHER_WORDS = {
    "src/handfast/demo/cast.py": ({"active"}, "a subscription is active"),
    "src/handfast/demo/companies.py": ({"active"}, "a subscription is active"),
}

_STORED = [lifecycle for lifecycle in LIFECYCLES if lifecycle.table is not None]
_WORDS = {str(word): lifecycle.thing for lifecycle in _STORED for word in lifecycle.states.__members__.values()}
_TABLES = {str(lifecycle.table) for lifecycle in _STORED}
_NAMES_TABLE = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)")
_INSERTS = re.compile(r"\bINSERT(?: OR \w+)? INTO\s+([a-z_]+)")
_QUOTED = re.compile(r"'([a-z_]+)'")
_COLUMN = "|".join(sorted({lifecycle.column for lifecycle in _STORED}))
_CONDITION = re.compile(rf"\b(?:{_COLUMN})\s*(?:=|<>|!=|(?:NOT\s+)?IN\s*\()\s*('[a-z_]+'(?:\s*,\s*'[a-z_]+')*)", re.IGNORECASE)


def check(source: Source) -> Iterator[str]:
    if source.name.endswith(_HOME) or source.name.startswith(_MIGRATIONS):
        return
    for line, text in texts(source):
        yield from (
            source.at(line, f"'{word}' is the state of a {_WORDS[word]}: SQL takes it from its lifecycle.py") for word in _in_sql(text)
        )
    if source.name.startswith(_FEATURES):
        allowed, _ = _OTHER_WORDS.get(source.name, (set(), ""))
        for node in _placed(source.tree):
            if node.value in _WORDS.keys() - allowed:
                yield source.at(node.lineno, f'"{node.value}" is the state of a {_WORDS[str(node.value)]}: write the member of its enum')


def _in_sql(text: str) -> Iterator[str]:
    """The state words that are compared with the column of a state, or assigned to it. Other tables have states of their own."""
    tables = set(_NAMES_TABLE.findall(text))
    if tables and not tables & _TABLES:
        return
    places = _CONDITION.findall(text)
    if _TABLES & set(_INSERTS.findall(text)):
        places.append(text)
    yield from (word for place in places for word in _QUOTED.findall(place) if word in _WORDS)


def _placed(tree: ast.Module) -> Iterator[ast.Constant]:
    """The texts that are compared, handed over or a default."""
    for node in ast.walk(tree):
        for place in _places(node):
            parts = place.elts if isinstance(place, ast.Tuple | ast.List | ast.Set) else [place]
            yield from (part for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))


def _places(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Compare():
            return [node.left, *node.comparators]
        case ast.Call():
            return [*node.args, *(keyword.value for keyword in node.keywords)]
        case ast.MatchValue():
            return [node.value]
        case ast.arguments():
            named = [*node.posonlyargs, *node.args]
            defaults = [*zip(named[len(named) - len(node.defaults) :], node.defaults, strict=True)]
            defaults += [(name, value) for name, value in zip(node.kwonlyargs, node.kw_defaults, strict=True) if value is not None]
            return [value for name, value in defaults if not _is_vocabulary(name.annotation)]
        case ast.AnnAssign(value=ast.expr() as value) if not _is_vocabulary(node.annotation):
            return [value]
    return []


def _is_vocabulary(annotation: ast.expr | None) -> bool:
    return annotation is not None and ast.unparse(annotation).startswith("Literal[")
