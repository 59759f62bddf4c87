"""One spelling of a path. Clients join a server's address and a path of ours, and the address may end with a slash."""

import re

_SLASHES = re.compile(r"/{2,}")
# Their own programs read these: Engine.IO ends its path with a slash.
_LEFT_ALONE = ("/socket.io/", "/assets/")


def tidy(path: str) -> str:
    """Slashes in a row are one, and none stands at the end."""
    if "//" in path:
        path = _SLASHES.sub("/", path)
    return path if len(path) == 1 or path.startswith(_LEFT_ALONE) else path.removesuffix("/")


def holds_api(path: str) -> bool:
    return "/api/" in path
