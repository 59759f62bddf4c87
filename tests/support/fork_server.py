"""Starts the `handfast` command again and again without importing it each time: every start is a fork of this process.

What runs is a real process with a real exit, to be killed like any other; only the second of imports is saved. One JSON object a line on
standard input, see `programs.py`; on standard output `{"id", "pid"}` at the start and `{"pid", "status"}` at the end of each.
"""

import asyncio.unix_events  # noqa: F401 - what commands import when they run is imported here, once
import contextlib
import gc
import json
import os
import pwd
import select
import signal
import sys
import time
from pathlib import Path
from typing import Any

import sqlalchemy.dialects.postgresql.asyncpg  # noqa: F401
import uvicorn.lifespan.off
import uvicorn.loops.uvloop
import uvicorn.protocols.http.httptools_impl
import uvicorn.protocols.websockets.websockets_sansio_impl  # noqa: F401

import handfast.app
import handfast.db.migrating
import handfast.doctor
import handfast.importers.import_rows
import handfast.importers.read_lejianwen
import handfast.importers.read_spear
import handfast.reports.trail.chain
import handfast.serving
import handfast.users.passwords.make_link
from handfast.cli import app
from tests.support.hurried import hurry


def tell(**words: object) -> None:
    os.write(1, json.dumps(words).encode() + b"\n")


def main() -> None:
    reading, writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(writing)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    handfast.app.routes()  # imports the modules that every server looks for
    gc.freeze()
    tell(ready=True)
    buffer = b""
    while True:
        ready, _, _ = select.select([0, reading], [], [])
        if reading in ready:
            os.read(reading, 4096)
            report_ends()
        if 0 in ready:
            content = os.read(0, 1 << 16)
            if not content:
                return
            *lines, buffer = (buffer + content).split(b"\n")
            for line in lines:
                start(json.loads(line))


def report_ends() -> None:
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            tell(pid=ended[0], status=os.waitstatus_to_exitcode(ended[1]))


def start(order: dict[str, Any]) -> None:
    pid = os.fork()
    if pid:
        tell(id=order["id"], pid=pid)
        return
    code = 70
    try:
        become(order)
        code = run(order["arguments"])
    except BaseException:  # noqa: BLE001 - the child must never fall into the loop of its parent
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def become(order: dict[str, Any]) -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for descriptor, name, how in ((0, "input", os.O_RDONLY), (1, "output", os.O_WRONLY), (2, "errors", os.O_WRONLY)):
        opened = os.open(f"{order['folder']}/{name}", how)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    if order["user"]:
        user = pwd.getpwnam(order["user"])
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    if order["wall_clock"]:
        set_wall_clock(Path(order["wall_clock"]))
    if order["hurried"]:
        name, go, dies = order["hurried"]
        hurry(name, Path(go), dies)
    if order["die_at"]:
        sys.addaudithook(death(order["die_at"]))
    for forbidden in order["never_open"]:
        sys.addaudithook(refusal(os.path.realpath(forbidden)))


def set_wall_clock(ahead: Path) -> None:
    """From now on this machine's clock is ahead by the seconds that stand in the file, for this process."""
    right = time.time_ns

    def set_ns() -> int:
        return right() + int(ahead.read_text()) * 1_000_000_000

    time.time_ns = set_ns
    time.time = lambda: set_ns() / 1_000_000_000


def refusal(path: str) -> Any:
    """Ends the process when anything but SQLite opens the path or a file of its name beside it."""
    names = {path, f"{path}-wal", f"{path}-shm"}

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or not isinstance(arguments[0], str | bytes) or (arguments[2] or 0) & os.O_EXCL:
            return
        if os.path.realpath(os.fsdecode(arguments[0])) in names:
            os.write(2, f"opened {arguments[0]!r}\n".encode())
            os._exit(71)

    return hook


def death(number: int) -> Any:
    """Kills the process when it touches a file or a database for the so-manieth time."""
    left = number

    def hook(event: str, _: tuple[Any, ...]) -> None:
        nonlocal left
        if event in ("open", "sqlite3.connect", "os.remove", "os.rename"):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    return hook


def run(arguments: list[str]) -> int:
    try:
        app(arguments, prog_name="handfast")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


if __name__ == "__main__":
    main()
