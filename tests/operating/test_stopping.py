"""A server that is told to stop does so, however early it is told."""

import subprocess
import sys
from pathlib import Path

from tests.support.programs import SECONDS

_TOLD_BEFORE_IT_SERVES = """
import os, signal, sys
import uvloop
from handfast import settings
from handfast.serving import listen, run_one

async def say(world):
    os.kill(os.getpid(), signal.SIGTERM)

uvloop.run(run_one(settings.read({"HANDFAST_DATA_DIR": sys.argv[1]}), listen("127.0.0.1", 0), say))
print("ended in order")
"""


def test_a_signal_that_comes_before_the_first_request_is_served_ends_it_in_order(tmp_path: Path) -> None:
    server = subprocess.run(
        [sys.executable, "-c", _TOLD_BEFORE_IT_SERVES, str(tmp_path)], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert (server.returncode, server.stdout.splitlines()[-1:]) == (0, ["ended in order"]), server.stderr
