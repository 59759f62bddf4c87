"""What another user may do, in this process: the rights of root hold for nobody."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def as_nobody(*own: Path) -> Iterator[str]:
    """As root: become a user who owns these files, and who may enter every folder above them. As anybody else: stay who one is.

    Gives the user's name.
    """
    if os.geteuid() != 0:
        yield pwd.getpwuid(os.geteuid()).pw_name
        return
    opened: list[tuple[Path, int]] = []
    for path in own:
        os.chown(path, NOBODY, NOBODY)
        for folder in path.parents:
            mode = folder.stat().st_mode & 0o7777
            if not mode & 0o001 and folder not in own:
                opened.append((folder, mode))
                folder.chmod(mode | 0o011)
    os.seteuid(NOBODY)
    try:
        yield pwd.getpwuid(NOBODY).pw_name
    finally:
        os.seteuid(0)
        for folder, mode in opened:
            folder.chmod(mode)
