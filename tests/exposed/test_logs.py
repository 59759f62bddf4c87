"""What the server says is one JSON object a line, whoever says it, and nobody can make it say the same thing for ever."""

import contextlib
import json
import logging
import subprocess
import sys
from pathlib import Path

import structlog

from handfast.logs import MOST_OF_ONE_EVENT, MOST_OF_ONE_SOURCE, WINDOW_SECONDS, Limiter
from tests.support.programs import Installation, Programs, answering, free_port
from tests.support.wire import Wire

ATTACHMENT = '451-["x",{"_placeholder":true,"num":0}]'
PROGRAM = """
import asyncio, logging, sys, threading, warnings, structlog
from handfast import failures
from handfast.logs import configure_logs
configure_logs("DEBUG")

class Lost:
    def __del__(self):
        raise RuntimeError("lost")

async def never_asked():
    raise RuntimeError("nobody\\nasks")

async def main():
    task = asyncio.ensure_future(never_asked())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task

for name in ("engineio", "engineio.server", "socketio", "uvicorn.error", "anything"):
    try:
        raise ValueError("two\\nlines")
    except ValueError:
        logging.getLogger(name).exception("by %s", name)
asyncio.run(main())
warnings.warn("a warning")
Lost()
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
structlog.get_logger("ours").error("forged\\nline", value="\\n{}")
try:
    1 / 0
except ZeroDivisionError:
    failures.note("water the plants")
print("to the end")
"""


def test_every_line_is_json_tracebacks_of_anybody_too() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout == "to the end\n"
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    said = "\n".join(f"{line['event']} {line.get('exception', '')}" for line in lines)
    for words in (
        "by engineio",
        "by socketio",
        "by uvicorn.error",
        "nobody\nasks",
        "a warning",
        "lost",
        "division by zero",
        "forged\nline",
    ):
        assert words in said
    [failure] = [line for line in lines if line["event"] == "job failed"]
    assert failure["job"] == "water the plants"
    assert "ZeroDivisionError: division by zero" in failure["exception"]


def test_a_log_that_cannot_be_written_stops_nothing() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=full, text=True, check=False)
    assert done.stdout == "to the end\n"


def limited() -> tuple[Limiter, list[float]]:
    clock = [0.0]
    return Limiter(lambda: clock[0]), clock


def say(limiter: Limiter, **fields: object) -> dict[str, object] | None:
    with contextlib.suppress(structlog.DropEvent):
        return dict(limiter(None, "warning", dict(fields)))
    return None


def test_of_one_complaint_about_one_source_a_minute_sees_ten_lines_and_the_next_says_how_many_were_not_written() -> None:
    limiter, clock = limited()
    written = [line for _ in range(1000) if (line := say(limiter, event="capped", source="192.0.2.1"))]
    assert len(written) == MOST_OF_ONE_SOURCE
    assert say(limiter, event="capped", source="192.0.2.2") == {"event": "capped", "source": "192.0.2.2", "not_written": 990}
    clock[0] += WINDOW_SECONDS
    assert say(limiter, event="capped", source="192.0.2.1") == {"event": "capped", "source": "192.0.2.1"}


def test_a_thousand_sources_together_do_not_get_past_sixty_lines_a_minute() -> None:
    limiter, _ = limited()
    assert sum(say(limiter, event="capped", source=f"192.0.2.{number}") is not None for number in range(1000)) == MOST_OF_ONE_EVENT
    assert say(limiter, event="job failed", job="digest")


def test_the_words_of_a_library_are_told_apart_before_anything_is_put_into_them() -> None:
    limiter, _ = limited()
    records = [logging.LogRecord("engineio", logging.ERROR, "", 0, "%s is unknown", (number,), None) for number in range(100)]
    assert sum(map(limiter.filter, records)) == MOST_OF_ONE_SOURCE


def test_a_flood_of_attachments_and_of_garbage_leaves_a_few_lines(programs: Programs, sqlite_url: str, tmp_path: Path) -> None:
    port = free_port()
    where = Installation(tmp_path, sqlite_url).with_(HANDFAST_TRUSTED_PROXIES="", HANDFAST_LOG_LEVEL="DEBUG")
    program = programs.start(where, "serve", "--port", str(port))
    with contextlib.closing(answering(program, port)) as client:
        url = f"http://127.0.0.1:{port}"
        for _ in range(60):
            with Wire(url) as wire:
                wire.open_websocket()
                for _ in range(200):
                    wire.say(ATTACHMENT)
            with Wire(url) as wire:
                wire.send("no HTTP\r\n\r\n")
                assert wire.answer().status == 400
        assert client.get("/healthz").status_code == 200
    program.kill()
    program.wait()
    lines = program.errors.splitlines()
    assert len(lines) < 60
    assert all(isinstance(json.loads(line), dict) for line in lines)
