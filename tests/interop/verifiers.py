"""Resource servers that know nothing of us but the published keys and the list of what was revoked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from joserfc import jwt as joserfc
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tests.interop.deployment import Deployment

REVOKED, REFUSED = "revoked", "refused"
Verdict = str
"""The device that a token is of, or why it is good for nothing."""


@dataclass(frozen=True, slots=True)
class Published:
    issuer: str
    keys: dict[str, Any]
    revocations: str


def published(deployment: Deployment) -> Published:
    with deployment.anybody() as client:
        return Published(deployment.url, client.get("/oauth/jwks").json(), client.get("/oauth/revocations").text)


def claims_by_pyjwt(told: Published, token: str, kind: str = "at+jwt") -> dict[str, Any]:
    """Raises `jwt.PyJWTError`."""
    if jwt.get_unverified_header(token).get("typ") != kind:
        raise jwt.InvalidTokenError("another kind of token")
    keys = jwt.PyJWKSet.from_dict(told.keys)
    key = keys[jwt.get_unverified_header(token)["kid"]]
    audience = told.issuer if kind == "at+jwt" else None
    claims: dict[str, Any] = jwt.decode(token, key, algorithms=["ES256"], audience=audience, issuer=told.issuer)
    return claims


def with_pyjwt(told: Published, token: str) -> Verdict:
    try:
        revoked = claims_by_pyjwt(told, told.revocations, "revocations+jwt")["revoked"]
        return _verdict(claims_by_pyjwt(told, token), revoked)
    except (jwt.PyJWTError, KeyError):
        return REFUSED


def with_joserfc(told: Published, token: str) -> Verdict:
    keys = KeySet.import_key_set(told.keys)  # type: ignore[arg-type]
    of_ours = {"iss": {"essential": True, "value": told.issuer}, "exp": {"essential": True}}
    try:
        listed = joserfc.decode(told.revocations, keys, algorithms=["ES256"])
        read = joserfc.decode(token, keys, algorithms=["ES256"])
        joserfc.JWTClaimsRegistry(**of_ours).validate(listed.claims)  # type: ignore[arg-type]
        joserfc.JWTClaimsRegistry(**of_ours, aud={"essential": True, "value": told.issuer}).validate(read.claims)  # type: ignore[arg-type]
    except (JoseError, ValueError):
        return REFUSED
    if (listed.header["typ"], read.header["typ"]) != ("revocations+jwt", "at+jwt"):
        return REFUSED
    return _verdict(read.claims, listed.claims["revoked"])


def _verdict(claims: Mapping[str, Any], revoked: Mapping[str, int]) -> Verdict:
    ids = (claims[name] for name in ("jti", "sub", "client_id", "tenant_id"))
    return REVOKED if any(claims["iat"] <= revoked.get(id, 0) for id in ids) else str(claims["sub"])
