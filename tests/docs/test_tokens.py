"""The resource servers on the page about tokens, as they are printed: they take a token offline, until it is revoked."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import blocks, section
from tests.support.oauth import REVOKE, App, ask, register
from tests.support.programs import ROOT
from tests.support.server import Server

PAGE = "docs/integrate/tokens.md"
NODE_TOOLS = (ROOT / "web/tools/openapi/node_modules/.bin", ROOT / "web/node_modules/.bin")
SECONDS = 120


@pytest.fixture(scope="module")
def page_server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    """At the time that it is, since the resource servers look at the clock of the machine."""
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "handfast.db").write_bytes(sqlite_template.read_bytes())
    server = Server(f"sqlite:///{folder / 'handfast.db'}", folder)
    server.clock.moment = int(time.time() * 1000)
    server.start()
    yield server
    server.stop()


class Reader:
    """Types the commands of the page, with the pinned tools in place of the newest ones."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.app: App = register(server, exchanges=True)
        self.device = server.pair()
        self._folder = folder
        here = folder / "bin"
        here.mkdir()
        (here / "npx").write_text('#!/bin/sh\nexec "$@"\n')
        (here / "npx").chmod(0o755)
        (folder / "node_modules").symlink_to(ROOT / "web/node_modules")
        (folder / "package.json").write_text('{"type": "module"}')
        path = ":".join(map(str, [here, Path(sys.executable).parent, *NODE_TOOLS, os.environ["PATH"]]))
        given = {"URL": server.url, "CLIENT": self.app.id, "CREDENTIAL": self.device.token}
        self._environment = {"PATH": path, "HOME": str(folder), **given}

    def exchange(self) -> str:
        _, exchange, *_ = (block.text for block in blocks(PAGE))
        token = self._environment["TOKEN"] = self.run(f'{exchange}\nprintf %s "$TOKEN"').stdout
        return token

    def save(self, name: str, heading: str, language: str) -> None:
        [program] = re.findall(rf"^```{language}\n(.*?)^```", section(PAGE, heading), re.MULTILINE | re.DOTALL)
        (self._folder / name).write_text(program)

    def run(self, script: str, *, fails: bool = False) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env=self._environment,
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert (done.returncode != 0) is fails, f"{done.stdout}{done.stderr}"
        return done


@pytest.mark.parametrize(
    ("heading", "name", "language"),
    [("A resource server in Python", "check.py", "python"), ("A resource server in TypeScript", "check.ts", "ts")],
)
def test_a_resource_server_checks_a_token_offline_and_honours_the_list(
    page_server: Server, tmp_path: Path, heading: str, name: str, language: str
) -> None:
    reader = Reader(page_server, tmp_path)
    token = reader.exchange()
    reader.save(name, heading, language)
    [run] = [block.text for block in blocks(PAGE) if block.not_run is None and block.text in section(PAGE, heading)]
    says = f"{reader.device.id} of {page_server.tenants[0].id} may menu.read orders.write"

    assert says in reader.run(run).stdout
    last = run.strip().splitlines()[-1]
    assert re.search(r'audience|"aud"', reader.run(f"AUDIENCE=https://elsewhere.example {last}", fails=True).stderr, re.IGNORECASE)
    assert ask(page_server, REVOKE, {"token": token} | reader.app.named).status_code == 200
    assert "its jti was revoked" in reader.run(last, fails=True).stderr
