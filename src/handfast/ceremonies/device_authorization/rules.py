"""How long a request lives, how often it is asked for, what is unusual about it, and what its approver compares. Pure."""

from collections.abc import Sequence
from typing import Literal

from handfast.kernel.ports import Random
from handfast.kernel.secrets import Key
from handfast.kernel.time import DAY, HOUR, MINUTE, SECOND
from handfast.limits.rules import neighbourhood
from handfast.oauth.clients.rules import Client, ClientSettings, asked_in_earnest
from handfast.users.tenant_settings import NumberMatching

DEVICE_CODE_BYTES = 32
LIFE = 10 * MINUTE
INTERVAL = 5 * SECOND
SLOWER = 5 * SECOND
"""By how much a poll that came too early makes the interval longer (RFC 8628, 3.5)."""
LONGEST_INTERVAL = MINUTE
JITTER = SECOND
"""How much too early a poll may come: networks deliver one late and the next in time."""
FETCHED_WITHIN = 5 * MINUTE
"""How long tokens can be taken after the approval, even if the request was about to expire."""
REPEATED_WITHIN = 10 * MINUTE
"""How long the same tokens can be taken again while they are unused, because an answer can be lost."""
MOST_MISSES = 3
LONGEST_WAIT = 30 * SECOND

Risk = Literal["other_network", "first_seen", "unusual_hour", "repeated"]
_GRAVE = frozenset({"other_network", "repeated"})
"""What a device that shows no number is not approved with. The first device of a client, or a late hour, is no reason to refuse."""

REPEATED_IN = HOUR
REPEATED = 5
"""So many requests of one client from one address that came to nothing are many."""
HOURS_COMPARED = 50
_FEWEST_HOURS = 10
_USUAL_WITHIN = 2 * HOUR

NumberRule = Literal["not_needed", "needed", "not_shown"]


# --- what a client may ask for ---


def granted_scopes(asked: Sequence[str], client: Client) -> tuple[str, ...] | None:
    """What it gets: all that the client has, if it asks for nothing in particular (RFC 6749, 3.3). None if it may not have what it asks."""
    wanted = asked_in_earnest(asked, client)
    if any(scope not in client.scopes for scope in wanted):
        return None
    return wanted or client.scopes


def granted_audiences(asked: Sequence[str], client: Client) -> tuple[str, ...] | None:
    """The same of the resource servers (RFC 8707)."""
    wanted = tuple(dict.fromkeys(asked))
    if any(audience not in client.audiences for audience in wanted):
        return None
    return wanted or client.audiences


# --- what is unusual ---


def is_same_network(one: str, other: str) -> bool:
    return neighbourhood(one) == neighbourhood(other)


def is_unusual_hour(now: int, approvals: Sequence[int]) -> bool:
    """Whether nobody in the company approved a device within two hours of this time of day, of the approvals that are compared.

    Compared with its own habits, since the server does not know in which time zone it works. False while there are too few to compare.
    """
    if len(approvals) < _FEWEST_HOURS:
        return False
    return all(min((now - then) % DAY, (then - now) % DAY) > _USUAL_WITHIN for then in approvals)


def number_rule(policy: NumberMatching, risks: Sequence[Risk], client: ClientSettings) -> NumberRule:
    """Whether the approver must compare a number, or may not approve since the device cannot show one."""
    if policy == "off" or (policy == "risky" and not risks):
        return "not_needed"
    if client.shows_number:
        return "needed"
    return "not_shown" if policy == "always" or _GRAVE.intersection(risks) else "not_needed"


# --- the number that is compared ---


def draw_number(random: Random) -> int:
    """Two digits, the first not 0."""
    return int(random.symbols("123456789", 1) + random.symbols("0123456789", 1))


def choices(key: Key, grant_id: str, number: int) -> list[int]:
    """The number among two others, which are the same whenever the request is looked at: who looks twice must not learn which stays."""
    chance = key.mac("grant-numbers", grant_id, str(number))
    others: list[int] = []
    for byte in chance[2:]:
        other = 10 + byte % 90
        if other != number and other not in others:
            others.append(other)
    shown = others[:2]
    shown.insert(chance[0] % 3, number)
    return shown
