"""A PgBouncer of the test's own in front of a cluster, with the settings it comes with but for the pool mode."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.support.postgres import Cluster
from tests.support.programs import free_port

SECONDS = 10


class PgBouncer:
    def __init__(self, cluster: Cluster, pool_mode: str = "session", **settings: str) -> None:
        program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if program is None:
            raise LookupError("The tests need PgBouncer: install the package pgbouncer.")
        self._program = program
        self._folder = Path(tempfile.mkdtemp(prefix="handfast-pgbouncer-"))
        self.port = free_port()
        lines = {
            "listen_addr": "127.0.0.1",
            "listen_port": str(self.port),
            "unix_socket_dir": "",
            "auth_type": "any",
            "pool_mode": pool_mode,
            **settings,
        }
        target = f"* = host=127.0.0.1 port={cluster.port} user=handfast"
        words = "\n".join(f"{name} = {value}" for name, value in lines.items())
        (self._folder / "pgbouncer.ini").write_text(f"[databases]\n{target}\n[pgbouncer]\n{words}\n")
        # It refuses to run as root.
        self._as = {"user": "nobody", "group": cluster.group, "extra_groups": []} if os.getuid() == 0 else {}
        if self._as:
            shutil.chown(self._folder, "nobody", cluster.group)
            shutil.chown(self._folder / "pgbouncer.ini", "nobody", cluster.group)
        self.start()

    def url(self, url: str) -> str:
        """The same database, by way of this."""
        return f"postgresql://handfast@127.0.0.1:{self.port}/{url.rpartition('/')[2]}"

    def start(self) -> None:
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, self._folder / "pgbouncer.ini"], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", **self._as
            )  # type: ignore[call-overload]
        until = time.monotonic() + SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.01)
            else:
                return
        raise RuntimeError(f"PgBouncer did not start: {(self._folder / 'log').read_text()}")

    def end(self) -> None:
        """Gone, with all connections through it."""
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(SECONDS)

    def stop(self) -> None:
        self.end()
        shutil.rmtree(self._folder)
