"""A process that may open few files still serves, and says at its start that they are few."""

import contextlib
import json
import subprocess
import sys
from pathlib import Path

import httpx

from tests.support.programs import Installation, free_port
from tests.support.wire import Wire


def test_with_256_files_silent_clients_keep_nobody_out(sqlite_url: str, tmp_path: Path) -> None:
    port = free_port()
    where = Installation(tmp_path, sqlite_url).with_(HANDFAST_TRUSTED_PROXIES="", HANDFAST_LOG_LEVEL="WARNING")
    command = f"ulimit -n 256; exec {sys.executable} -m handfast serve --port {port}"
    url = f"http://127.0.0.1:{port}"
    with (tmp_path / "errors").open("w") as errors, contextlib.ExitStack() as open_:
        process = subprocess.Popen(["sh", "-c", command], env=where.environment, stdout=subprocess.PIPE, stderr=errors)
        open_.callback(process.wait)
        open_.callback(process.kill)
        assert process.stdout is not None
        open_.enter_context(process.stdout)
        while b"Handfast is running" not in (line := process.stdout.readline()):
            assert line, (tmp_path / "errors").read_text()
        for source in ("127.0.0.2", "127.0.0.1", "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.6", "127.0.0.7"):
            for _ in range(60):
                open_.enter_context(Wire(url, source))
        assert {httpx.get(f"{url}/readyz").status_code for _ in range(20)} == {200}
        logged = [json.loads(line) for line in (tmp_path / "errors").read_text().splitlines()]
    assert logged[0]["event"] == "few connections are possible"
    assert logged[0]["open_files"] == 256
    assert logged[0]["most_connections"] < 256
    assert {"127.0.0.2", "127.0.0.1"} <= {line.get("source") for line in logged}


def test_a_soft_limit_is_raised_to_what_the_system_allows() -> None:
    program = "import resource; from handfast.edge.web_server import raise_file_limit; raise_file_limit()"
    program += "; print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    command = f'ulimit -S -n 256; ulimit -H -n 3000; exec {sys.executable} -c "{program}"'
    assert subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout == "3000\n"
