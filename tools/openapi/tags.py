"""The groups of operations. What each is for stands in the `http.py` that declares its routes."""

from collections.abc import Iterable

from handfast.edge.route import Route

_ORDER = (
    "Pairing",
    "For devices",
    "Devices",
    "OAuth",
    "A customer's device",
    "Requests from the RustDesk app",
    "RustDesk devices",
    "Subscriptions",
    "Reports",
    "Audit",
    "People",
    "Session",
    "Access tokens",
    "Tenant",
    "Server",
)
_DESCRIBED_BY_HAND = {
    "RustDesk client": "The API of the stock RustDesk client, which compares some answers byte for byte.",
    "Monitoring": "For load balancers, orchestrators and Prometheus.",
}


def described(routes: Iterable[Route]) -> dict[str, str]:
    """What each tag stands for, in the order in which a reader meets them; one that has no place in it comes after."""
    says = {route.tag: route.tag_says for route in routes if route.tag_says}
    return {tag: says[tag] for tag in (*_ORDER, *sorted(says.keys() - {*_ORDER}))} | _DESCRIBED_BY_HAND
