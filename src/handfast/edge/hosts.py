"""The host names by which the server may be called.

A foreign page whose name is made to lead to this machine (DNS rebinding) is refused: its `Host` is a name in the public DNS that the
operator has not listed. Addresses, names without a dot and names for local use cannot be abused in this way, and are allowed.
"""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

ANY = "*"
# RFC 6761, 6762, 8375 and ICANN's reservation of `internal`; `lan` is what home routers use.
_LOCAL = (".localhost", ".local", ".internal", ".home.arpa", ".lan")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{0,5})?")
_MOST_REMEMBERED = 1000


class Hosts:
    def __init__(self, public_url: str, more: Iterable[str] = ()) -> None:
        self._names = {urlsplit(public_url).hostname, *(name.lower() for name in more)}
        self._known: dict[bytes, bool] = {}

    def allows(self, host: bytes) -> bool:
        """Cached, since all requests name the same few hosts."""
        known = self._known.get(host)
        if known is None:
            known = self._judge(host.decode("latin-1").lower())
            if len(self._known) < _MOST_REMEMBERED:
                self._known[host] = known
        return known

    def _judge(self, host: str) -> bool:
        if (found := _HOST.fullmatch(host)) is None:
            return False
        name = found[1].removesuffix(".")
        return ANY in self._names or name in self._names or "." not in name or name.endswith(_LOCAL) or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
