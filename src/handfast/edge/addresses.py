"""The client address of a request. A header counts only if the operator named the proxy that set it."""

import ipaddress
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_PORT = r"(?::[0-9]{1,5})?"
# The ways proxies write a hop: with or without a port, IPv6 in brackets if a port follows, in quotes, or with the `for=` of RFC 7239.
_HOP = re.compile(rf"(?:for=)?(\"?)(?:\[([0-9a-f:.]+)\]{_PORT}|([0-9.]+){_PORT}|([0-9a-f:.]+))\1", re.IGNORECASE)


def networks(names: Sequence[str]) -> list[Network]:
    """Raises ValueError for what is no address or network, and for the network of all addresses: `*` and `0.0.0.0/0` name no proxy."""
    found = [_unmapped(ipaddress.ip_network(name, strict=False)) for name in names]
    for name, network in zip(names, found, strict=True):
        if network.prefixlen == 0:
            raise ValueError(f"{name!r} names every address, not a proxy")
    return found


def client_address(
    peer: str, forwarded_for: str | None, trusted: Sequence[Network], unreadable: Callable[[str], None] = lambda _hop: None
) -> str:
    """The socket's peer; behind trusted proxies the rightmost `X-Forwarded-For` entry that is not one of them.

    An entry that cannot be read ends the search at the proxy that wrote it, and is passed to `unreadable`.
    """
    if not trusted or not is_trusted(peer, trusted):
        return plain(peer)
    for hop in reversed(forwarded_for.split(",") if forwarded_for is not None else ()):
        address = hop_address(hop.strip())
        if address is None:
            unreadable(hop.strip())
            return plain(peer)
        if not is_trusted(address, trusted):
            return address
        peer = address
    return plain(peer)


@lru_cache(1024)
def plain(address: str) -> str:
    """One spelling per address; an IPv4 address that a dual-stack socket reports as IPv6 (RFC 4291, 2.5.5.2) becomes IPv4 again."""
    ip = _parsed(address)
    return address if ip is None else str(ip)


@lru_cache(1024)
def hop_address(hop: str) -> str | None:
    """The address in one entry of `X-Forwarded-For`; None when it cannot be read."""
    found = _HOP.fullmatch(hop)
    if found is None:
        return None
    address = found[2] or found[3] or found[4]
    return plain(address) if _parsed(address) is not None else None


def is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    ip = _parsed(address)
    return ip is not None and any(ip in network for network in trusted)


def _unmapped(network: Network) -> Network:
    """`::ffff:10.0.0.0/104` is `10.0.0.0/8`."""
    mapped = network.network_address.ipv4_mapped if isinstance(network, ipaddress.IPv6Network) else None
    return ipaddress.IPv4Network((mapped, network.prefixlen - 96)) if mapped is not None and network.prefixlen >= 96 else network


@lru_cache(1024)
def _parsed(address: str) -> _Address | None:
    """Cached, since the addresses of the proxies are looked up with every request."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return None
    return (ip.ipv4_mapped or ip) if isinstance(ip, ipaddress.IPv6Address) else ip
