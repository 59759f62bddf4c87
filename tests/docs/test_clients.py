"""The clients that a reader generates by the page about them: each compiles, is typed, and pairs a device."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import blocks, section
from tests.support.programs import ROOT
from tests.support.server import Server

PAGE = "docs/integrate/clients.md"
GENERATORS = ROOT / ".venv/clients/bin"
NODE_TOOLS = (ROOT / "web/node_modules/.bin", ROOT / "web/tools/openapi/node_modules/.bin")
PAIRED = re.compile(r"Bar tablet belongs to \S.* until \d{4}-\d\d-\d\d")
SECONDS = 300


@pytest.fixture(scope="module")
def page_server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("clients")
    (folder / "handfast.db").write_bytes(sqlite_template.read_bytes())
    server = Server(f"sqlite:///{folder / 'handfast.db'}", folder)
    server.start()
    yield server
    server.stop()


class Reader:
    """Types the commands of the page in a folder of their own, with the pinned tools in place of the newest ones."""

    def __init__(self, server: Server, folder: Path, *tools: Path) -> None:
        self._folder = folder
        token = server.with_token("manager", "codes:write", "devices:read").auth.token  # type: ignore[union-attr]
        here = folder / "bin"
        here.mkdir()
        (here / "npx").write_text('#!/bin/sh\nexec "$@"\n')
        (here / "npx").chmod(0o755)
        path = ":".join(map(str, [here, Path(sys.executable).parent, *tools, os.environ["PATH"]]))
        self._environment = {"PATH": path, "HOME": str(folder), "URL": server.url, "TOKEN": token}

    def save(self, name: str, heading: str, language: str) -> None:
        [program] = re.findall(rf"^```{language}\n(.*?)^```", section(PAGE, heading), re.MULTILINE | re.DOTALL)
        (self._folder / name).write_text(program)

    def run(self, *script: str) -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "\n".join(script)],
            env=self._environment,
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}{done.stderr}"
        return done.stdout


def commands(heading: str) -> list[str]:
    told = section(PAGE, heading)
    return [block.text for block in blocks(PAGE) if block.not_run is None and block.text in told]


def test_the_page_begins_with_what_its_commands_are_given() -> None:
    first, *_ = blocks(PAGE)

    assert re.findall(r"export (\w+)=", first.text) == ["URL", "TOKEN"]


def test_a_python_client_is_generated_typed_and_pairs_a_device(page_server: Server, tmp_path: Path) -> None:
    reader = Reader(page_server, tmp_path, GENERATORS)
    reader.save("pair.py", "Python", "python")
    generate, pair = commands("Python")

    reader.run(f"{generate.strip()} --fail-on-warning")
    reader.run("python3 -m compileall -q handfast_client", "python3 -m mypy --config-file= --strict --follow-imports=silent pair.py")

    assert PAIRED.search(reader.run(pair))


def test_a_typescript_client_is_generated_typed_and_pairs_a_device(page_server: Server, tmp_path: Path) -> None:
    reader = Reader(page_server, tmp_path, *NODE_TOOLS)
    (tmp_path / "node_modules").symlink_to(ROOT / "web/node_modules")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    reader.save("pair.ts", "TypeScript", "ts")
    generate, pair = commands("TypeScript")

    reader.run(generate)

    assert PAIRED.search(reader.run(pair))


def test_the_description_is_one_by_the_standard() -> None:
    subprocess.run([GENERATORS / "openapi-spec-validator", ROOT / "src/handfast/openapi.json"], check=True, capture_output=True)
