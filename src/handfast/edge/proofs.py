"""DPoP proofs (RFC 9449): a signed statement that whoever sends this request holds the device's key.

Freshness comes from a nonce of ours, not from the device's clock, which on a tablet may be years off. A proof is good once: its `jti` is
remembered while its nonce lives. Nonces are per process and per start, so a proof shown to one node is worth nothing at another.
"""

import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from handfast.kernel.moments import MINUTE, SECOND
from handfast.kernel.outcomes import Reason
from handfast.kernel.ports import Clock, Random
from handfast.kernel.secrets import Keys, base64url, digest

ALGORITHM = "ES256"
WINDOW = MINUTE
LONGEST = 4_096
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Proven:
    thumbprint: str
    """RFC 7638, SHA-256, base64url."""


@dataclass(slots=True)
class Proofs:
    keys: Keys
    clock: Clock
    random: Random
    public_url: str
    _boot: str = ""
    _seen: dict[int, set[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._boot = self.random.bytes(16).hex()

    def nonce(self) -> str:
        return self._nonce(self.clock.now() // WINDOW)

    def check(self, proof: str, method: str, path: str, token: str | None = None) -> Proven | Reason:
        """Who signed `proof` for this request. `token`: the credential it must also be bound to; then a nonce of ours is required."""
        if len(proof) > LONGEST:
            return Reason.INVALID_DPOP_PROOF
        try:
            signed = jws.extract_compact(proof.encode())
            headers = signed.headers()
            if headers.get("typ") != "dpop+jwt" or headers.get("alg") != ALGORITHM:
                return Reason.INVALID_DPOP_PROOF
            jwk = headers.get("jwk")
            if not isinstance(jwk, dict) or "d" in jwk or jwk.get("crv") != "P-256":
                return Reason.INVALID_DPOP_PROOF
            key = ECKey.import_key(jwk)
            if not jws.validate_compact(signed, key, [ALGORITHM]):
                return Reason.INVALID_DPOP_PROOF
            claims = json.loads(signed.payload)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError):
            return Reason.INVALID_DPOP_PROOF
        thumbprint = key.thumbprint()
        refused = self._check_claims(claims, thumbprint, method, path, token)
        return refused or Proven(thumbprint)

    def _check_claims(self, claims: object, thumbprint: str, method: str, path: str, token: str | None) -> Reason | None:
        if not isinstance(claims, dict) or claims.get("htm") != method or not self._is_here(claims.get("htu"), path):
            return Reason.INVALID_DPOP_PROOF
        if token is not None and claims.get("ath") != base64url(digest(token)):
            return Reason.INVALID_DPOP_PROOF
        jti, issued_at, nonce = claims.get("jti"), claims.get("iat"), claims.get("nonce")
        if not isinstance(jti, str) or not 8 <= len(jti) <= 128 or not isinstance(issued_at, (int, float)):
            return Reason.INVALID_DPOP_PROOF
        window = self.clock.now() // WINDOW
        if nonce is None and token is None:
            if not abs(self.clock.now() - issued_at * SECOND) <= WINDOW:  # NaN is nowhere near
                return Reason.USE_DPOP_NONCE
        elif nonce not in (self._nonce(window), self._nonce(window - 1)):
            return Reason.USE_DPOP_NONCE
        return None if self._first_time(window, f"{thumbprint}.{jti}") else Reason.INVALID_DPOP_PROOF

    def _is_here(self, htu: object, path: str) -> bool:
        if not isinstance(htu, str):
            return False
        try:
            there = urlsplit(htu)
            is_loopback = there.hostname in _LOOPBACK
        except ValueError:
            return False
        origin = f"{there.scheme}://{there.netloc}"
        return there.path == path and (origin == self.public_url or is_loopback) and not there.query and not there.fragment

    def _first_time(self, window: int, name: str) -> bool:
        for old in [number for number in self._seen if number < window - 2]:
            del self._seen[old]
        mark = digest(name)[:16]
        if any(mark in marks for marks in self._seen.values()):
            return False
        self._seen.setdefault(window, set()).add(mark)
        return True

    def _nonce(self, window: int) -> str:
        return base64url(self.keys.mac("dpop-nonce", self._boot, str(window))[:16])
