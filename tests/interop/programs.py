"""Devices with clients that are programs of their own: in Node, in Go, and two of Debian."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.interop.device import Device, Held, Surroundings

SOURCES = Path(__file__).parents[1] / "support" / "oauth_clients"
OIDC_CHILD = Path("/usr/libexec/sssd/oidc_child")
GO_LIBRARIES = Path("/usr/share/gocode")
_SECONDS = 90
_USER_CODE = re.compile(r"\b[B-Z]{4}-[B-Z]{4}\b")
INSTALL = "run tools/setup/system.sh oauth-clients: the OAuth clients of the tests are not installed"


def with_node(script: str) -> Device:
    def device(told: Surroundings) -> Held:
        assert (SOURCES / "node_modules").is_dir(), "run make setup-tests: the OAuth clients of the tests are not installed"
        return _talk(["node", script, told.issuer, told.client_id, told.scope], told, _node(told.ca), SOURCES)

    return device


def with_go(told: Surroundings) -> Held:
    """Knows neither refresh nor revocation: its user holds an access token."""
    assert (GO_LIBRARIES / "src/github.com/cli/oauth").is_dir(), INSTALL
    program, source = told.folder / "device", SOURCES / "cli_oauth" / "main.go"
    where = {"GO111MODULE": "off", "GOPATH": str(GO_LIBRARIES), "GOFLAGS": "", "GOCACHE": str(told.folder / "cache")}
    _run(["go", "build", "-o", str(program), str(source)], place=where)
    return _talk([str(program), told.issuer, told.client_id, told.scope], told, {"SSL_CERT_FILE": str(told.ca)})


def with_oidc_child(told: Surroundings) -> Held:
    """Polls once when it has asked, and again in another process. It does not know `slow_down`, and goes by what userinfo says."""
    assert OIDC_CHILD.exists(), INSTALL
    common = ["--issuer-url", told.issuer, "--client-id", told.client_id, "--scope", "openid", "--ca-db", str(told.ca), "--logger=stderr"]
    common += ["--client-secret", told.secret or ""]
    asked, shown = _run([str(OIDC_CHILD), "--get-device-code", *common]).splitlines()
    told.show(json.loads(shown.removeprefix("oauth2 "))["user_code"])
    # As sssd does, which starts it when the person says that they have approved.
    told.approved()
    user = _run([str(OIDC_CHILD), "--get-access-token", *common], asked)
    return Held([{"sub": user}])


def with_oidc_agent(told: Surroundings) -> Held:
    """An agent keeps the refresh token; deleting its account gives the token up."""
    assert shutil.which("oidc-gen"), INSTALL
    home = told.folder / "oidc"
    home.mkdir(mode=0o700)
    place = {"HOME": str(told.folder), "OIDC_CONFIG_DIR": str(home), "OIDC_ENCRYPTION_PW": "ordinary-walnut-kettle"}
    place |= dict(re.findall(r"(\w+)=([^;]+);", _run(["oidc-agent", "--no-autoload"], place=place)))
    try:
        account = [f"--issuer={told.issuer}", f"--client-id={told.client_id}", "--client-secret=", f"--scope=openid {told.scope}"]
        quietly = ["--flow=device", "--cp", str(told.ca), "--pw-env", "--prompt=none", "--confirm-default"]
        with subprocess.Popen(
            ["oidc-gen", "screen", *account, *quietly],
            env=os.environ | place,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as program:
            assert program.stdout is not None
            shown = next(found[0] for line in program.stdout if (found := _USER_CODE.search(line)))
            told.show(shown)
            program.stdout.read()
        assert program.returncode == 0
        token = _run(["oidc-token", "screen"], place=place).strip()
        renewed = _run(["oidc-token", "screen", "--force-new"], place=place).strip()
        _run(["oidc-gen", "--delete", "screen", "--pw-env", "--confirm-yes"], place=place)
    finally:
        _run(["oidc-agent", "--kill"], place=place)
    return Held([{"access_token": token}, {"access_token": renewed}])


def verdicts_of_jose(issuer: str, ca: Path, tokens: list[str]) -> list[str]:
    said = _run(["node", "jose.js", issuer], "\n".join(tokens), _node(ca), SOURCES)
    return [json.loads(line)["verdict"] for line in said.splitlines()]


def _node(ca: Path) -> dict[str, str]:
    return {"NODE_EXTRA_CA_CERTS": str(ca)}


def _talk(command: list[str], told: Surroundings, place: dict[str, str], cwd: Path | None = None) -> Held:
    """With a program that says its user code in JSON on one line, and what it holds on another."""
    process = subprocess.Popen(
        command, cwd=cwd, env=os.environ | place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        if first:
            told.show(json.loads(first)["user_code"])
        last, errors = process.stdout.read(), process.stderr.read()
    assert process.returncode == 0, errors
    held: dict[str, Any] = json.loads(last)
    return Held(held["tokens"], tuple(held.get("answers", ())))


def _run(command: list[str], given: str = "", place: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    """What it says. `place`: more of its environment."""
    env = os.environ | (place or {})
    done = subprocess.run(command, cwd=cwd, env=env, input=given, capture_output=True, text=True, timeout=_SECONDS, check=False)
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
    return done.stdout
