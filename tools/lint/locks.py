"""A lock pins what is installed, not where it comes from: a mirror, a proxy or a closed network must do as well."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from tools.lint.source import ROOT

HOST = re.compile(r"https?://|file:|--(?:extra-)?index-url|--find-links")
PINNED = re.compile(r"^[A-Za-z0-9]")


def check() -> Iterator[str]:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            where = f"{path.relative_to(ROOT)}:{number}"
            if HOST.search(line):
                yield f"{where}: a lock names no host"
            if PINNED.match(line) and not ("==" in line and line.endswith("\\")):
                yield f"{where}: every package is pinned and has its hashes"
    for path in (ROOT / "web" / "package-lock.json", ROOT / "web" / "tools" / "mutation" / "package-lock.json"):
        yield from _npm(path)


def _npm(path: Path) -> Iterator[str]:
    packages = json.loads(path.read_text(encoding="utf-8"))["packages"]
    for name, package in packages.items():
        where = f"{path.relative_to(ROOT)}: {name}"
        if "resolved" in package and not package.get("link"):
            yield f"{where}: a lock names no host (omit-lockfile-registry-resolved is set in .npmrc)"
        is_for_another_platform = package.get("optional") and ("os" in package or "cpu" in package)
        is_fetched = name.startswith("node_modules/") and not package.get("link") and not package.get("inBundle")
        if is_fetched and "integrity" not in package and not is_for_another_platform:
            yield f"{where}: every package has its hash"
