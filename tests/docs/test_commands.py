"""Every shell command of the documentation is run by a test as it is printed, or says why not.

Pages for operators run on a machine that is played by a folder (`tests/support/machine.py`), pages for programmers against a server that
answers. A page is one story: its blocks share a shell.
"""

import json
import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, Block, blocks, name_of, section
from tests.support.inside import settings as choose
from tests.support.machine import Machine
from tests.support.programs import Installation
from tests.support.server import Server

BACKUP = "docs/operate/backup.md"  # tests/operating/test_backup_docs.py
BY_OPERATORS = ("docs/operate/install.md", "docs/operate/audit.md", "docs/operate/import.md")
CLIENTS = "docs/integrate/clients.md"  # test_clients.py
TOKENS = "docs/integrate/tokens.md"  # test_tokens.py
BY_PROGRAMMERS = ("docs/integrate/quick-start.md", "docs/integrate/pairing.md", "docs/integrate/lists.md", "docs/operate/subscriptions.md")
GRANT = "docs/integrate/device-grant.md"


def to_run(page: str) -> list[Block]:
    return [block for block in blocks(page) if block.not_run is None]


def test_every_block_is_run_or_says_why_not() -> None:
    run = {BACKUP, CLIENTS, GRANT, TOKENS, *BY_OPERATORS, *BY_PROGRAMMERS}
    silent = [str(block) for page in PAGES for block in blocks(name_of(page)) if block.not_run is None and block.page not in run]
    assert silent == [], "run it here, or put <!-- not run: why --> above it"


def test_a_reason_stands_directly_above_its_block() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert text.count("<!-- not run:") == sum(block.not_run is not None for block in blocks(name_of(page))), name_of(page)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    data = tmp_path / "var/lib/handfast"
    there = Installation(data, f"sqlite:///{data / 'handfast.db'}")
    return Machine(tmp_path, {name: value for name, value in there.environment.items() if name.startswith("HANDFAST_")})


def test_the_first_owner_is_made_as_the_page_says(machine: Machine) -> None:
    link, setup, doctor = (block.text for block in to_run("docs/operate/install.md"))
    handfast = "/opt/handfast/.venv/bin/handfast"
    machine.run(f"cd {machine.root}; set -a; . /etc/handfast.env; {handfast} migrate")
    assert "/setup#" in machine.run(link)
    (machine.root / "password.txt").write_text("ordinary-walnut-kettle\n")
    assert '"tenant_id"' in machine.run(f"cd {machine.root}\n{setup}")
    assert "answers" in machine.run(doctor)

    verify, export = to_run("docs/operate/audit.md")
    said = machine.run(f"alias handfast={handfast}; set -a; . /etc/handfast.env\n{verify.text}")
    assert re.fullmatch(r"The audit trail is intact: \d+ rows?\.\n", said)
    said = machine.run(f"cd {machine.root}; alias handfast={handfast}; set -a; . /etc/handfast.env\n{export.text}")
    assert re.search(r"^trail\.jsonl is intact: \d+ rows?, exported at ", said, re.MULTILINE)

    [bring] = to_run("docs/operate/import.md")
    (machine.root / "customers.json").write_text(section("docs/operate/import.md", "SPEAR as JSON").split("```json\n")[1].split("```")[0])
    spear, applied, _ = bring.text.splitlines()  # the third line is a pattern, of which the tests of the import run every part
    shell = f"cd {machine.root}; alias handfast={handfast}; set -a; . /etc/handfast.env\n"
    assert "Would import: " in machine.run(shell + spear)
    assert "Imported: " in machine.run(shell + applied)


@pytest.fixture(scope="module")
def page_server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Server:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "handfast.db").write_bytes(sqlite_template.read_bytes())
    return Server(f"sqlite:///{folder / 'handfast.db'}", folder)


@pytest.fixture
def typed(page_server: Server, tmp_path: Path) -> "Typed":
    return Typed(page_server, tmp_path)


class Typed:
    """A shell in which a reader types the commands of pages one after another."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server, self._folder = server, folder

    def run(self, script: str) -> str:
        # An answer that is an error is an error of the page.
        curl = self._folder / "bin" / "curl"
        curl.parent.mkdir(exist_ok=True)
        curl.write_text('#!/bin/sh\nPATH="${PATH#*:}" exec curl --fail-with-body "$@"\n')
        curl.chmod(0o755)
        environment = {"PATH": f"{curl.parent}:{os.environ['PATH']}", "HOME": str(self._folder)}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env=environment,
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}{done.stderr}"
        return done.stdout


def _a_device_that_shows_a_code(server: Server, typed: Typed) -> None:
    ask, poll = (block.text.replace("http://127.0.0.1:8000", server.url) for block in to_run(GRANT))
    here = ask.splitlines()[0]
    choose(server, device_authorization="on", number_matching="off")
    asked = json.loads(typed.run(ask))
    assert asked["verification_uri_complete"] == f"{server.url}/activate#{asked['user_code']}"
    told = json.loads(typed.run(f"{here}\n{poll.rstrip()} || true"))
    assert told["error"] == "authorization_pending"
    code = {"user_code": asked["user_code"]}
    assert server.behind_the_scenes("manager", 0, "POST", "/api/device-grants/approve", json=code).json()["device_name"] == "Kitchen screen"
    assert json.loads(typed.run(f"{here}\n{poll}"))["refresh_token"].startswith("hfr_")


def test_a_programmers_pages_run_from_the_first_line_to_the_last(page_server: Server, typed: Typed) -> None:
    page_server.start()
    try:
        manager, owner = page_server.person("manager"), page_server.with_token("owner", "subscriptions:write", "devices:read", "audit:read")
        settings, *steps = (block.text for block in to_run("docs/integrate/quick-start.md"))
        settings = settings.replace("http://127.0.0.1:8000", page_server.url)
        settings = settings.replace("the password the demo printed", manager.password.reveal())
        assert f"EMAIL={manager.email}" in settings
        last = steps.pop()
        check, clean = last.rsplit("\n\n", 1)
        [validate] = (block.text for block in to_run("docs/integrate/pairing.md"))
        devices, csv = (block.text for block in to_run("docs/integrate/lists.md"))
        said = typed.run("\n".join([settings, *steps, check, validate, devices, clean]))
        for expected in ('"pairing_code"', '"needs_approval"', '"auth_token"', '"next_in"', '"active":true', "online\tBar tablet"):
            assert expected in said.replace(": ", ":"), expected

        token = owner.headers.get("Authorization") or owner.auth.token  # type: ignore[union-attr]
        [subscribe] = (block.text for block in to_run("docs/operate/subscriptions.md"))
        subscribe = subscribe.replace("https://pair.example.com", page_server.url).replace("hfp_…", token)
        person = page_server.person("customer").id
        assert '"good":true' in typed.run(f"PERSON={person}\n{subscribe}")
        typed.run(f"URL={page_server.url}; TOKEN={shlex.quote(token)}\n{csv}\ngrep -q DEVICE_PAIR pairings.csv")
        _a_device_that_shows_a_code(page_server, typed)
    finally:
        page_server.stop()
