"""Runs a part of a test as another user, since root may read and write everything."""

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def folder_for_all() -> Iterator[Path]:
    """A folder that every user may enter; those that pytest makes are closed, again and again, by every run that begins beside this one."""
    folder = Path(tempfile.mkdtemp(prefix="handfast-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for inner, _, _ in os.walk(folder):
            Path(inner).chmod(0o700)
        shutil.rmtree(folder)


@contextmanager
def as_nobody(*own: Path) -> Iterator[str]:
    """As root: become a user who owns these. As anybody else: stay who one is. Gives the user's name."""
    if os.geteuid() != 0:
        yield pwd.getpwuid(os.geteuid()).pw_name
        return
    for path in own:
        os.chown(path, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield pwd.getpwuid(NOBODY).pw_name
    finally:
        os.seteuid(0)
