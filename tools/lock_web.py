"""Completes the locks of npm: names the builds for other platforms that the registry at hand does not carry.

Tools in native code bring one package a platform, each optional. Where a mirror lacks some, npm leaves them out of the lock, and `npm ci`
then refuses the lock on every machine. Their versions are pinned by the package that names them; only their hash is unknown here.
"""

import json
import re
from pathlib import Path
from typing import Any

WEB = Path(__file__).resolve().parents[1] / "web"
LOCKS = [WEB / "package-lock.json", WEB / "tools" / "mutation" / "package-lock.json"]
SYSTEMS = ("aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32")
PROCESSORS = ("arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64")
EXACT = re.compile(r"\d+\.\d+\.\d+\S*")


def missing(packages: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The entries to add, by their place in node_modules."""
    found = {}
    for package in packages.values():
        for name, version in package.get("optionalDependencies", {}).items():
            place = f"node_modules/{name}"
            if place in packages or not EXACT.fullmatch(version):
                continue
            found[place] = entry(name, version, dev=package.get("dev", False))
    return found


def entry(name: str, version: str, *, dev: bool) -> dict[str, Any]:
    """What the name tells of the platform, so that npm passes it by on any other."""
    words = re.split(r"[-/]", name)
    told = {
        "version": version,
        "cpu": [word for word in words if word in PROCESSORS],
        "dev": dev,
        "libc": ["musl" if word.startswith("musl") else "glibc" for word in words if word.startswith(("musl", "gnu"))],
        "optional": True,
        "os": [word for word in words if word in SYSTEMS],
    }
    return {field: value for field, value in told.items() if value}


def main() -> None:
    for path in LOCKS:
        lock = json.loads(path.read_text(encoding="utf-8"))
        lock["packages"] = dict(sorted((lock["packages"] | missing(lock["packages"])).items()))
        path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
