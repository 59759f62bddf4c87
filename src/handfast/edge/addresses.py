"""Whose address a request has. A header counts only when the operator named the proxy that set it."""

import ipaddress
from collections.abc import Sequence
from functools import lru_cache

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(names: Sequence[str]) -> list[Network]:
    """Raises ValueError for what is not an address or network; `*` is none, on purpose."""
    return [ipaddress.ip_network(name, strict=False) for name in names]


def client_address(peer: str, forwarded_for: str | None, trusted: Sequence[Network]) -> str:
    """The socket's peer; behind trusted proxies the rightmost `X-Forwarded-For` entry that is not one of them."""
    if not trusted or forwarded_for is None or not is_trusted(peer, trusted):
        return peer
    for hop in reversed(forwarded_for.split(",")):
        address = hop.strip()
        if _parsed(address) is None:
            return peer
        if not is_trusted(address, trusted):
            return address
        peer = address
    return peer


def is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    ip = _parsed(address)
    return ip is not None and any(ip in network for network in trusted)


@lru_cache(1024)
def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Remembered: the proxies in front of us are asked after with every request."""
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None
