"""The server opens few files, each in one known place, and the database's file only through SQLite.

Closing any descriptor of that file drops the locks that the process holds on it, so a stray `read_bytes` loses what the server
acknowledges (docs/decisions/0018-storage-promise.md). Which path a call opens is not seen in its text; so every call that opens a
file stands in this table, with what it opens.
"""

import ast
from collections.abc import Iterator

from tools.lint.source import Source

PLACES = {
    "src/handfast/importers/read_lejianwen.py": "another program's database, which the operator names",
    "src/handfast/importers/read_spear.py": "another program's export, which the operator names",
    "src/handfast/db/disks.py": "the kernel's list of mounts",
    "src/handfast/db/sqlite_copy.py": "backups: their drafts and finished files, never the database",
    "src/handfast/db/sqlite_file.py": "the database, through SQLite; the file is made before its first connection",
    "src/handfast/db/sqlite_lock.py": "the lock beside the database",
    "src/handfast/adapters/key_file.py": "the key file and its folder",
    "src/handfast/reports/company_export/archive.py": "a file inside a ZIP, which is made in memory",
    "src/handfast/tenant_commands.py": "the export of a company, a file that must not exist yet",
    "src/handfast/lan.py": "the certificate of the local network",
    "src/handfast/pages.py": "the built pages",
    "src/handfast/reports/trail/exports/files.py": "exports of the trail, which the operator names",
    "src/handfast/settings.py": "the secret key",
}
METHODS = {"read_bytes", "read_text", "write_bytes", "write_text", "touch", "mknod", "copyfile", "copyfileobj", "copy2", "copytree"}
MODULES = {"os": {"open", "mknod"}, "io": {"open", "open_code", "FileIO"}, "shutil": {"copy", "move"}, "sqlite3": {"connect"}}


def check(source: Source) -> Iterator[str]:
    if source.name in PLACES:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and (name := _opens(node.func)):
            yield source.at(
                node.lineno, f"{name} opens a file here: say in tools/lint/file_access.py which, and that it is not the database"
            )


def _opens(function: ast.expr) -> str | None:
    if isinstance(function, ast.Name):
        return function.id if function.id == "open" else None
    if not isinstance(function, ast.Attribute):
        return None
    name, of = function.attr, function.value
    module = of.id if isinstance(of, ast.Name) else None
    # A class may well have a method `open`; a path, a file or a module that has one opens a file.
    is_class = module is not None and module[:1].isupper()
    if name in METHODS or name in MODULES.get(module or "", ()) or (name == "open" and not is_class):
        return f"{module}.{name}" if module else name
    return None
