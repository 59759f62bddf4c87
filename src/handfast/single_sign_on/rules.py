"""What a provider may say, and what follows from it. Pure."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from handfast.kernel import texts
from handfast.kernel.callers import RANK, Role
from handfast.kernel.secrets import base64url
from handfast.kernel.time import MINUTE, SECOND

TRANSACTION_LIFE = 10 * MINUTE
"""How long somebody may take at their provider."""
LEEWAY = 2 * MINUTE
"""How far the clock of a provider may be off."""
LONGEST_ISSUER = 500
LONGEST_SUBJECT = 255
"""OpenID Connect Core 1.0, section 2."""
LONGEST_SID = 255
LONGEST_VALUE = 200
MOST_VALUES = 500
"""Of a claim with the groups of a person: some directories list hundreds."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""What an ID token may be signed with: only by who has a private key. `none` and those with a shared secret are not among them."""
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"

Purpose = Literal["sign_in", "confirm", "connect"]
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NotValid(Exception):
    """A token is not valid; the message says why, for the admin who reads the trail."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What a company decides about who comes from its provider."""

    role_claim: str = ""
    """The claim that gives the role; empty if roles are given here alone."""
    roles: tuple[tuple[str, Role], ...] = ()
    """Which value of that claim gives which role."""
    default_role: Role | None = None
    """The role of whoever none of the values gives one; None for nobody without an invitation."""
    domains: tuple[str, ...] = ()
    """The domains of e-mail addresses from which people come; empty for any."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at a provider, as a verified ID token says."""

    issuer: str
    subject: str
    email: str | None = None
    """Normalised; None if the provider tells none or has not verified it."""
    name: str | None = None
    values: tuple[str, ...] = ()
    """Of the claim that gives the role."""
    sid: str | None = None
    auth_time: int | None = None
    """When the person last proved who they are, in milliseconds."""


# --- before the way to the provider ---


def digest_of(state: str, browser: str) -> bytes:
    """Of a transaction: only the browser that began it can end it."""
    return hashlib.sha256(f"sso\x00{state}\x00{browser}".encode()).digest()


def nonce_of(browser: str) -> str:
    """Derived from the cookie, so that an ID token fits one browser (OpenID Connect Core 1.0, 15.5.2)."""
    return base64url(hashlib.sha256(f"sso-nonce\x00{browser}".encode()).digest())


def verifier_of(browser: str) -> str:
    """The code verifier of PKCE: derived from the cookie, so that nothing secret is stored."""
    return base64url(hashlib.sha256(f"sso-verifier\x00{browser}".encode()).digest())


_ADDRESS = "%/?#:@[]!$&'()*+,;="
"""What stands for itself in an address, beside letters, digits and `-._~`."""


def local_path(path: str | None) -> str:
    """Where to go on after signing in: a path of this server, whatever was asked for, as it may stand in a header."""
    if not path or not path.isprintable() or "\\" in path:
        return "/"
    path = quote(path, safe=_ADDRESS)
    if len(path) > 500 or not path.startswith("/") or path.startswith(("//", "/api/")):
        return "/"
    return path


def issuer_problem(issuer: str, public_url: str) -> str | None:
    """Why this cannot be the address of a provider; None if it can."""
    try:
        parts = urlsplit(issuer)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "This is not an address"
    may_be_plain = host in _LOOPBACK and urlsplit(public_url).hostname in _LOOPBACK
    if parts.scheme != "https" and not (parts.scheme == "http" and may_be_plain):
        return "The address of the provider must begin with https://"
    if not host or parts.query or parts.fragment or parts.username is not None or not issuer.isascii() or not issuer.isprintable():
        return "This is not the address of a provider: it has no user name, no ? and no #"
    return "This address is too long" if len(issuer) > LONGEST_ISSUER or " " in issuer else None


def scopes_of(text: str) -> str | None:
    """In order and once each, with `openid`, without which there is no ID token; None for what no scope can be."""
    words = text.split()
    if not all(_SCOPE.fullmatch(word) for word in words):
        return None
    return " ".join(dict.fromkeys(["openid", *words]))


def domain_of(text: str) -> str | None:
    domain = text.strip().lower().removeprefix("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        return None
    return domain if _DOMAIN.fullmatch(domain) and len(domain) <= 253 else None


# --- what comes back ---


def check_id_token(claims: Mapping[str, Any], issuer: str, client_id: str, nonce: str, now: int) -> None:
    """OpenID Connect Core 1.0, 3.1.3.7. The signature is checked before. Raises `NotValid`."""
    _check_issuer_and_audience(claims, issuer, client_id)
    _check_times(claims, now)
    if claims.get("nonce") != nonce:
        raise NotValid("its nonce is not the one of this sign-in")
    if not _is_text(claims.get("sub"), LONGEST_SUBJECT):
        raise NotValid("it has no subject")


def check_logout_token(claims: Mapping[str, Any], issuer: str, client_id: str, now: int) -> None:
    """OpenID Connect Back-Channel Logout 1.0, 2.6. Raises `NotValid`."""
    _check_issuer_and_audience(claims, issuer, client_id)
    _check_times(claims, now)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise NotValid("it reports no logout")
    if "nonce" in claims:
        raise NotValid("it has a nonce, as an ID token has")
    if not _is_text(claims.get("jti"), 1_000):
        raise NotValid("it has no jti")
    if not _is_text(claims.get("sub"), LONGEST_SUBJECT) and not _is_text(claims.get("sid"), LONGEST_SID):
        raise NotValid("it names neither a person nor a session")


def _check_issuer_and_audience(claims: Mapping[str, Any], issuer: str, client_id: str) -> None:
    if claims.get("iss") != issuer:
        raise NotValid("it is of another issuer")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences:
        raise NotValid("it is for another client")
    party = claims.get("azp")
    if (party is not None or len(audiences) > 1) and party != client_id:
        raise NotValid("it is for several clients, and was not given to this one")


def _check_times(claims: Mapping[str, Any], now: int) -> None:
    expires, issued, starts = (_moment(claims.get(name)) for name in ("exp", "iat", "nbf"))
    if expires is None or issued is None:
        raise NotValid("it says not from when to when it is valid")
    if now > expires + LEEWAY:
        raise NotValid("it has expired; are both clocks right?")
    if max(issued, starts or 0) > now + LEEWAY:
        raise NotValid("it is of the future; are both clocks right?")
    if issued < now - LEEWAY - TRANSACTION_LIFE:
        raise NotValid("it is too old; are both clocks right?")


def _moment(value: object) -> int | None:
    """Seconds of a claim as milliseconds; None for what is no moment."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e11:
        return None
    return int(value * SECOND)


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest and texts.is_storable(value)


def identity_of(claims: Mapping[str, Any], role_claim: str) -> Identity:
    """From claims that were checked."""
    verified = claims.get("email_verified") in (True, "true")  # a few providers send it as text
    email, name, sid = claims.get("email"), claims.get("name"), claims.get("sid")
    return Identity(
        issuer=claims["iss"],
        subject=claims["sub"],
        email=texts.email(email) if verified and isinstance(email, str) and texts.is_storable(email) else None,
        name=texts.display_name(name) if isinstance(name, str) and texts.is_storable(name) else None,
        values=claimed(claims, role_claim),
        sid=sid if _is_text(sid, LONGEST_SID) else None,
        auth_time=_moment(claims.get("auth_time")),
    )


def claimed(claims: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """The texts that a claim has. `a.b` is found in the object `a`, unless the claim is called so (`https://example.com/roles`)."""
    value: Any = claims.get(path)
    if value is None:
        value = claims
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
    values = value if isinstance(value, list) else [value]
    return tuple(one for one in values[:MOST_VALUES] if _is_text(one, LONGEST_VALUE))


# --- who is let in ---


def may_be_given(role: Role) -> bool:
    """Owners are made by owners: an admin sets what the provider says, and must not become one by it."""
    return role is not Role.OWNER


def role_for(admission: Admission, identity: Identity, current: Role | None) -> Role | None:
    """The role after this sign-in; None for nobody. `current`: the one that the user has or is invited with."""
    if current is Role.OWNER:
        return current
    given = dict(admission.roles)
    found = [given[value] for value in identity.values if value in given and may_be_given(given[value])]
    if found:
        return max(found, key=RANK.__getitem__)
    if admission.role_claim and current is not None:
        return admission.default_role
    return current or admission.default_role


def is_of_domains(email: str, domains: Sequence[str]) -> bool:
    domain = email.rpartition("@")[2]
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        return False
    return not domains or domain in domains


def confirms(identity: Identity, began_at: int, now: int) -> bool:
    """Whether the person has proved who they are since the confirmation began."""
    return identity.auth_time is not None and began_at - LEEWAY <= identity.auth_time <= now + LEEWAY


def confirmed_at(identity: Identity, now: int) -> int:
    """From when a session of this sign-in counts as confirmed: the provider may have asked for a password hours ago."""
    return min(identity.auth_time, now) if identity.auth_time is not None else 0
