"""Every limit of the server, one record each. `docs/generated/limits.md` is generated from it."""

import ipaddress
from dataclasses import dataclass
from functools import lru_cache

from handfast.kernel.time import DAY, MINUTE


@dataclass(frozen=True, slots=True)
class Limit:
    name: str
    most: int
    period: int
    """Milliseconds from the first count until the bucket is empty again."""
    counts: str


GENERATE = Limit("pairing.generate", 5, MINUTE, "requests for pairing codes, per person")
GENERATE_SOURCE = Limit("pairing.generate.source", 30, MINUTE, "requests for pairing codes, per source")
GUESS_SOURCE = Limit("pairing.guess.source", 10, MINUTE, "wrong typed codes, per source (IPv4 /32, IPv6 /64)")
GUESS_NETWORK = Limit("pairing.guess.network", 50, MINUTE, "wrong typed codes, per IPv6 /48")
GUESS_SOURCE_DAY = Limit("pairing.guess.source.day", 50, DAY, "wrong typed codes, per source: its share of the server's budget")
GUESS_NETWORK_DAY = Limit("pairing.guess.network.day", 100, DAY, "wrong typed codes, per IPv6 /48: its share of the server's budget")
NAMED_SOURCE = Limit("pairing.named.source", 10, MINUTE, "failed redemptions of a QR or a code with its id, per source")
NAMED_NETWORK = Limit("pairing.named.network", 50, MINUTE, "failed redemptions of a QR or a code with its id, per IPv6 /48")
GUESS_TENANT = Limit("pairing.guess.tenant", 50, DAY, "wrong typed codes that name a tenant; past it each typed code waits for approval")
GUESS_SERVER = Limit(
    "pairing.guess.server", 200, DAY, "wrong typed codes on this server, plus half of the day's pairings; past it each waits for approval"
)
GUESS_OFF = Limit("pairing.guess.off", 2_000, DAY, "wrong typed codes on this server; past it codes can only be scanned")
SIGN_IN = Limit("session.sign_in", 5, 15 * MINUTE, "failed sign-ins, per account and source")
SIGN_IN_SOURCE = Limit("session.sign_in.source", 50, 15 * MINUTE, "failed sign-ins, per source")
SIGN_IN_ACCOUNT = Limit("session.sign_in.account", 100, DAY, "failed sign-ins, per account")
SSO_START = Limit("sso.start", 300, 15 * MINUTE, "sign-ins begun at a provider, per source (an office is one source)")
SSO_CHECK = Limit("sso.check", 20, 15 * MINUTE, "trials of an OpenID provider, per tenant")
SSO_LOGOUT = Limit("sso.logout", 300, 15 * MINUTE, "reports of a logout that are not valid, per source")
SECOND_FACTOR = Limit("session.second_factor", 5, 15 * MINUTE, "wrong codes of a second factor, per account and source")
SECOND_FACTOR_SOURCE = Limit("session.second_factor.source", 50, 15 * MINUTE, "wrong codes of second factors, per source")
SECOND_FACTOR_ACCOUNT = Limit("session.second_factor.account", 30, DAY, "wrong codes of a second factor, per account")
PASSKEY_CHALLENGE = Limit("session.passkey.challenge", 300, 15 * MINUTE, "challenges for signing in with a passkey alone, per source")
PASSKEY_SOURCE = Limit("session.passkey.source", 50, 15 * MINUTE, "passkeys that were not accepted at sign-in, per source")
RESET = Limit("password.reset", 5, 60 * MINUTE, "requests for a password reset, per source")
RESET_ACCOUNT = Limit("password.reset.account", 3, 60 * MINUTE, "password resets mailed, per account")
LINK = Limit("links.open", 20, 15 * MINUTE, "wrong invitation, reset and set-up links, per source")
GRANT_REQUEST = Limit("grant.request", 300, 15 * MINUTE, "requests for device authorization, per source (an office is one source)")
GRANT_REQUEST_NETWORK = Limit("grant.request.network", 1_000, 15 * MINUTE, "requests for device authorization, per IPv6 /48")
GRANT_CODE = Limit("grant.code", 10, 15 * MINUTE, "wrong codes of devices that wait for approval, per account")
GRANT_CODE_SOURCE = Limit("grant.code.source", 50, 15 * MINUTE, "wrong codes of devices that wait for approval, per source")
GRANT_CODE_NETWORK = Limit("grant.code.network", 200, 15 * MINUTE, "wrong codes of devices that wait for approval, per IPv6 /48")
TOKENS_GIVEN_UP = Limit("oauth.given_up", 60, 15 * MINUTE, "access tokens given up one by one, per device; past it all of the device end")
MAIL_CODE = Limit("pairing.mail", 20, 60 * MINUTE, "pairing codes sent by e-mail, per tenant")
MAIL_RECIPIENT = Limit("notices.recipient", 20, 60 * MINUTE, "further addresses for warnings that are asked to confirm, per tenant")
LINK_CLAIM = Limit("link.claim", 12, 60 * MINUTE, "requests to link a device, and actions on devices of others, per customer")
LINK_CODE = Limit("link.code", 10, 60 * MINUTE, "wrong personal codes, per customer")
RUSTDESK_REQUEST = Limit("rustdesk.request", 60, 15 * MINUTE, "requests for approval from RustDesk clients, per source")
RUSTDESK_CODE = Limit("rustdesk.code", 10, 15 * MINUTE, "wrong personal codes typed into RustDesk clients, per source")
RUSTDESK_CODE_NETWORK = Limit("rustdesk.code.network", 50, 15 * MINUTE, "wrong personal codes typed into RustDesk clients, per IPv6 /48")
RUSTDESK_CODE_TENANT = Limit(
    "rustdesk.code.tenant",
    500,
    DAY,
    "wrong personal codes typed into RustDesk clients, per tenant; past it only from devices with heartbeats",
)
RUSTDESK_CODE_OFF = Limit(
    "rustdesk.code.off", 50_000, DAY, "wrong personal codes typed into RustDesk clients, per tenant; past it only the customer's page works"
)
RUSTDESK_STORY = Limit("rustdesk.story", 10, 60 * MINUTE, "changes to what a RustDesk device reports about itself, per device")
RUSTDESK_SESSIONS = Limit("rustdesk.sessions", 600, 60 * MINUTE, "sessions that a RustDesk device reports, per device")
NEW_RUSTDESK_BURST = Limit("rustdesk.new.burst", 20, MINUTE, "RustDesk devices seen for the first time, per source")
NEW_RUSTDESK = Limit("rustdesk.new", 500, 60 * MINUTE, "RustDesk devices seen for the first time, per source (an office is one source)")
NEW_RUSTDESK_NETWORK = Limit("rustdesk.new.network", 1_000, 60 * MINUTE, "RustDesk devices seen for the first time, per IPv6 /48")
CLIENT_SECRET = Limit("oauth.client", 20, 15 * MINUTE, "wrong secrets of an OAuth client, per client and source")
NOT_UNDERSTOOD = Limit(
    "subscription.not_understood", 1, 60 * MINUTE, "audit rows for events of the payment provider that are not understood, per reason"
)
RUSTDESK_CROWD = Limit("rustdesk.crowd", 1, 60 * MINUTE, "alerts about many new RustDesk devices, per source")
ALERTED = Limit("alert", 1, DAY, "alerts that a budget is spent, per budget and period")
REFUSED = Limit("refused", 1, MINUTE, "audit rows for refusals that no other row records, per source, person and reason")
PROOF = Limit("device.proof", 1, 5 * MINUTE, "renewals and unpairings with the same proof, on all nodes together")
REFUSED_DEVICE = Limit("device.refused", 1, 60 * MINUTE, "audit rows for refused requests, per device (the count goes on)")

ALL = [value for value in list(globals().values()) if isinstance(value, Limit)]


@dataclass(frozen=True, slots=True)
class Bucket:
    limit: Limit
    key: str

    @property
    def id(self) -> str:
        return f"{self.limit.name}:{self.key}"


# A request needs the same address several times, and parsing one costs as much as a point read.
REMEMBERED = 1024


def source(address: str) -> str:
    """What a source is counted by: an IPv4 address as it is, the /64 of an IPv6 address (one household has that many addresses)."""
    if ":" not in address:
        return address
    return _network(address, 64) or str(_parsed(address) or address)


def wide_source(address: str) -> str | None:
    """The /48 of an IPv6 address; None for IPv4, of which nobody gets addresses by the thousand."""
    return _network(address, 48) if ":" in address else None


@lru_cache(REMEMBERED)
def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return None
    return (ip.ipv4_mapped or ip) if ip.version == 6 else ip


def _network(address: str, bits: int) -> str | None:
    ip = _parsed(address)
    return str(ipaddress.ip_network((ip, bits), strict=False)) if ip is not None and ip.version == 6 else None


def neighbourhood(address: str) -> str:
    """The network two devices in one place share: IPv4 /24, IPv6 /64."""
    counted = source(address)
    return counted if ":" in counted else counted.rpartition(".")[0]


def per_source(limit: Limit, wide: Limit | None, address: str) -> list[Bucket]:
    buckets = [Bucket(limit, source(address))]
    network = wide_source(address)
    if wide is not None and network is not None:
        buckets.append(Bucket(wide, network))
    return buckets
