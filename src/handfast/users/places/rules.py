"""What counts as a place, in words that its user recognises. Pure."""

import ipaddress
import re

MOST = 20
"""So many places are remembered for an account; a further one takes the room of the one not seen for longest."""

_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9 ._-]{0,39}")


def network_of(address: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 address: what one connection keeps while its address changes."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    ip = (ip.ipv4_mapped or ip) if isinstance(ip, ipaddress.IPv6Address) else ip
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))


def browser_of(user_agent: str) -> str:
    """`Chrome on Windows`, without a version, since that changes every month; else the name that the program calls itself."""
    browser = next((name for part, name in _BROWSERS if part in user_agent), None)
    system = next((name for part, name in _SYSTEMS if part in user_agent), None)
    if browser and system:
        return f"{browser} on {system}"
    named = _NAME.match(user_agent)
    return browser or system or (named[0].strip() if named else "an unknown program")
