"""The access token: a JWT by RFC 9068 that a resource server checks by itself, for a quarter of an hour."""

from dataclasses import dataclass
from typing import Any

from handfast.kernel.ids import ClientId, DeviceId, TenantId
from handfast.kernel.secrets import Keys, Secret
from handfast.kernel.time import SECOND
from handfast.oauth.tokens.rules import ACCESS_LIFE, Granted
from handfast.oauth.tokens.signing import sign, verified

KIND = "at+jwt"
_TEXTS = ("iss", "sub", "jti", "client_id", "scope", "tenant_id")
_MOMENTS = ("iat", "exp")


@dataclass(frozen=True, slots=True)
class Claims:
    id: str
    """`jti`"""
    issuer: str
    audiences: tuple[str, ...]
    device_id: DeviceId
    tenant_id: TenantId
    client_id: ClientId
    scope: str
    issued_at: int
    """Milliseconds, like all times here."""
    expires_at: int
    thumbprint: str | None


@dataclass(frozen=True, slots=True)
class AccessToken:
    text: Secret
    expires_in: int
    """Milliseconds."""


def issue(keys: Keys, issuer: str, granted: Granted, id: str, now: int, until: int | None = None) -> AccessToken:
    """`until`: when it ends at the latest."""
    second = now // SECOND
    expires = min(second + ACCESS_LIFE // SECOND, until // SECOND if until is not None else 2**53)
    claims: dict[str, Any] = {
        "iss": issuer,
        "sub": granted.device_id,
        "aud": list(granted.audiences or (issuer,)),
        "exp": expires,
        "iat": second,
        "jti": id,
        "client_id": granted.client_id,
        "scope": " ".join(granted.scopes),
        "tenant_id": granted.tenant_id,
    }
    if granted.thumbprint is not None:
        claims["cnf"] = {"jkt": granted.thumbprint}
    return AccessToken(Secret(sign(keys, KIND, claims)), (expires - second) * SECOND)


def read(keys: Keys, issuer: str, text: str, now: int) -> Claims | None:
    """What a token says that this server signed and that has not expired; None for anything else. It may have been revoked."""
    claims = verified(keys, KIND, text)
    if claims is None or not all(isinstance(claims.get(name), str) for name in _TEXTS):
        return None
    if not all(type(claims.get(name)) is int for name in _MOMENTS):
        return None
    audiences, bound = claims.get("aud"), claims.get("cnf", {})
    if not isinstance(audiences, list) or not all(isinstance(one, str) for one in audiences) or not isinstance(bound, dict):
        return None
    thumbprint = bound.get("jkt")
    if (thumbprint is None) != (not bound) or not isinstance(thumbprint, str | None):
        return None
    if claims["iss"] != issuer or claims["exp"] * SECOND <= now:
        return None
    return Claims(
        claims["jti"],
        claims["iss"],
        tuple(audiences),
        DeviceId(claims["sub"]),
        TenantId(claims["tenant_id"]),
        ClientId(claims["client_id"]),
        claims["scope"],
        claims["iat"] * SECOND,
        claims["exp"] * SECOND,
        thumbprint,
    )
