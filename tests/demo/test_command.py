"""The command itself: quiet, on a free port, and gone without a trace."""

import json
import signal
import socket
from pathlib import Path

import httpx
import pytest

from handfast import __version__
from handfast.demo import serve
from handfast.serving import CannotServe
from tests.support.programs import Installation, Programs


@pytest.fixture
def nothing(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "data", "")


def test_it_says_who_may_sign_in_in_one_line_and_leaves_nothing_behind(programs: Programs, nothing: Installation) -> None:
    demo = programs.start(nothing, "demo", "--port", "0", "--json")
    while not demo.output.endswith("\n"):
        assert not demo.ended.wait(0.01), demo.errors
    told = json.loads(demo.output)
    manager, owner = (next(person for person in told["tenants"][0]["people"] if person["role"] == role) for role in ("manager", "owner"))
    with httpx.Client(base_url=told["url"]) as browser:
        signed_in = browser.post("/api/session", json={"email": manager["email"], "password": manager["password"]})
        assert signed_in.status_code == 200
        assert browser.get("/api/devices").json()["counts"]["online"] > 10
    with httpx.Client(base_url=told["url"]) as browser:
        assert browser.post("/api/session", json={"email": owner["email"], "password": owner["password"]}).status_code == 200
        client = browser.get(f"/api/oauth-clients/{told['oauth_client']}").json()
        assert (client["id"], client["of_server"], client["confidential"]) == ("handfast-demo-screen", True, False)
    demo.kill(signal.SIGTERM)
    demo.wait()
    assert demo.errors == ""
    assert not nothing.data.exists()


def test_without_a_port_it_takes_the_next_one_that_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(serve, "FIRST_PORT", port)
        with serve.listen_somewhere("127.0.0.1", None) as listening:
            assert port < listening.getsockname()[1] < port + serve.PORTS_TRIED
        with pytest.raises(CannotServe, match=f":{port} "):
            serve.listen_somewhere("127.0.0.1", port)


def test_the_version_is_told(programs: Programs, nothing: Installation) -> None:
    told = programs.run(nothing, "--version")
    assert (told.wait(), told.output) == (0, f"handfast {__version__}\n")
