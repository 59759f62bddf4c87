"""The keys that sign tokens: one of P-256 for each key of the server, derived from it (docs/decisions/0039-tokens.md).

So every node has them, `handfast keys rotate` rotates them, and a key is published before it signs and until it is retired.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from handfast.kernel.secrets import Key, Keys

ALGORITHM = "ES256"
LONGEST = 4_096
_PURPOSE = "token-signing"
# The order of the group of P-256 (SEC 2, 2.4.2).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# 128 bits more than the order has, so that the remainder is even (FIPS 186-5, A.2.1).
_SEED_BYTES = 48
_REMEMBERED = 16


@dataclass(frozen=True, slots=True)
class SigningKey:
    id: str
    """RFC 7638, which is `kid` of what it signs."""
    private: ECKey
    public: dict[str, Any]
    """As JWK (RFC 7517)."""


@lru_cache(_REMEMBERED)
def signing_key(key: Key) -> SigningKey:
    number = int.from_bytes(key.derived(_PURPOSE, _SEED_BYTES)) % (_ORDER - 1) + 1
    private = ECKey.import_key(ec.derive_private_key(number, ec.SECP256R1()))
    id = private.thumbprint()
    return SigningKey(id, private, {**private.as_dict(private=False), "kid": id, "alg": ALGORITHM, "use": "sig"})


def public_keys(keys: Keys) -> list[dict[str, Any]]:
    """The active one first."""
    return [signing_key(key).public for key in keys.live]


def sign(keys: Keys, kind: str, claims: dict[str, Any]) -> str:
    """`kind`: `typ` of the header, which keeps one kind of token from being taken for another (RFC 8725, 3.11)."""
    key = signing_key(keys.active)
    header = {"typ": kind, "alg": ALGORITHM, "kid": key.id}
    return jws.serialize_compact(header, json.dumps(claims, separators=(",", ":")), key.private, [ALGORITHM])


def verified(keys: Keys, kind: str, text: str) -> dict[str, Any] | None:
    """The claims of what this server signed as `kind`; None for anything else. Whether they hold is for the caller to judge."""
    if len(text) > LONGEST or not text.isascii():
        return None
    try:
        signed = jws.extract_compact(text.encode())
        header = signed.headers()
        if header.get("typ") != kind or header.get("alg") != ALGORITHM or "crit" in header:
            return None
        key = next((known for known in map(signing_key, keys.live) if known.id == header.get("kid")), None)
        if key is None or not jws.validate_compact(signed, key.private, [ALGORITHM]):
            return None
        claims = json.loads(signed.payload)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None
