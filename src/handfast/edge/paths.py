"""One spelling per path. Clients join the server's address and a path of the API, and the address may end with a slash."""

import re

_SLASHES = re.compile(r"/{2,}")
# Other code reads these paths as they are: that of Engine.IO ends with a slash.
_LEFT_ALONE = ("/socket.io/", "/assets/")
_OAUTH = ("/oauth/", "/.well-known/oauth-", "/.well-known/openid-")


def tidy(path: str) -> str:
    """The path with consecutive slashes merged into one, and without one at its end."""
    if "//" in path:
        path = _SLASHES.sub("/", path)
    return path if len(path) == 1 or path.startswith(_LEFT_ALONE) else path.removesuffix("/")


def holds_api(path: str) -> bool:
    return "/api/" in path or holds_oauth(path)


def holds_oauth(path: str) -> bool:
    """Whether the path is one of OAuth, whose errors have a form of their own (`oauth_errors.py`)."""
    return path.startswith(_OAUTH)
