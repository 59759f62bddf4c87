"""An operator's machine, played by a folder: the commands of the documentation run in it as they are printed.

Only what they take from the machine is played: the paths lie in the folder, `sudo` runs the rest of its line, `systemctl` is written
down, and `sqlite3` is Python's where there is no such program.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.postgres import binaries

SUDO = '#!/bin/sh\n[ "$1" = -u ] && shift 2\nexec "$@"\n'
INSTALL = '#!/bin/sh\nfor folder; do :; done\nexec /usr/bin/install -d -m 700 "$folder"\n'
SQLITE3 = """#!{python}
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
if sys.argv[2].startswith(".backup "):
    database.backup(sqlite3.connect(sys.argv[2].split(" ", 1)[1]))
else:
    for row in database.execute(sys.argv[2]):
        print(*row, sep="|")
"""


class Machine:
    """A folder that stands for `/`."""

    def __init__(self, root: Path, environment: dict[str, str]) -> None:
        self.root = root
        for folder in ("bin", "etc", "var/lib/handfast", "opt/handfast/.venv/bin"):
            (root / folder).mkdir(parents=True)
        self.program("sudo", SUDO)
        self.program("install", INSTALL)
        self.program("systemctl", f'#!/bin/sh\necho "$@" >>{root}/systemctl.log\n')
        if shutil.which("sqlite3") is None:
            self.program("sqlite3", SQLITE3.format(python=sys.executable))
        (root / "opt/handfast/.venv/bin/handfast").write_text(f'#!/bin/sh\nexec {sys.executable} -m handfast "$@"\n')
        (root / "opt/handfast/.venv/bin/handfast").chmod(0o755)
        (root / "etc/handfast.env").write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in environment.items()))

    def program(self, name: str, text: str) -> None:
        (self.root / "bin" / name).write_text(text)
        (self.root / "bin" / name).chmod(0o755)

    def run(self, block: str) -> str:
        # The longest first: `/backup` is also a part of other paths.
        for path in ("/var/lib/handfast", "/opt/handfast", "/etc/handfast.env"):
            block = block.replace(path, f"{self.root}{path}")
        block = re.sub(r"(?<![\w/.])/backup", f"{self.root}/backup", block)
        path = f"{self.root}/bin:{os.environ['PATH']}:{binaries()}"
        environment = {"PATH": path, "HOME": str(self.root)}
        done = subprocess.run(["sh", "-euc", block], env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def backups(self, ending: str) -> list[Path]:
        return sorted(path for path in (self.root / "backup").iterdir() if path.suffix == ending)
