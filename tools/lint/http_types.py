"""HTTP stays in `http.py` and `schemas.py`: requests, answers and the models of their JSON.

A use case, a rule or a store that takes a request, or answers with a model, cannot be called by a job, an importer or another feature.
`edge/` and the files beside the folders (`app.py`, `sockets.py`, `pages.py` …) are the HTTP side itself.
"""

import ast
from collections.abc import Iterator

from tools.lint.source import Source

PACKAGES = ("fastapi", "pydantic", "pydantic_core", "socketio", "starlette", "handfast.edge")
AT_HOME = ("/http.py", "/schemas.py")
PLACES = {
    "src/handfast/devices/identify.py": "the edge asks it who sends a request: it reads the headers and the proof",
    "src/handfast/oauth/tokens/identify.py": "the edge asks it who sends a request with an access token",
    "src/handfast/users/identify.py": "the edge asks it who sends a request: it reads address and browser",
    "src/handfast/kernel/json_text.py": "the encoder alone, which is fast",
    "src/handfast/rustdesk/client_api/": "another program's wire: each of its files reads and answers to the letter",
}
_FOLDER = "src/handfast/"
_EDGE = "src/handfast/edge/"


def check(source: Source) -> Iterator[str]:
    is_in_a_folder = source.name.startswith(_FOLDER) and "/" in source.name.removeprefix(_FOLDER)
    if not is_in_a_folder or source.name.startswith((_EDGE, *PLACES)) or source.name.endswith(AT_HOME):
        return
    for line, modules in _imported(source.tree):
        if found := next((module for module in modules if _is_http(module)), None):
            yield source.at(line, f"{found} belongs into http.py or schemas.py: give this file what it needs, not the request")


def _is_http(module: str) -> bool:
    ours = module.startswith("handfast.") and module.endswith((".http", ".schemas"))
    return ours or any(f"{module}.".startswith(f"{package}.") for package in PACKAGES)


def _imported(tree: ast.Module) -> Iterator[tuple[int, list[str]]]:
    """The line of each import and what it may name as a module: of `from a import b`, `a` and `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield node.lineno, [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
