"""DPoP proofs (RFC 9449): a signed statement that whoever sends this request holds the device's key.

Freshness comes from the server's nonce, not from the device's clock, which on a tablet may be years off. A proof is good once: the
process that saw it remembers its `jti` while its nonce is valid. Nonces are derived from the server's key and the minute, so one node's
nonce is valid at all nodes. Proofs of what a device can do only once are also stored in the database (`Proven.mark`, devices/replays.py).
"""

import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from handfast.edge.paths import tidy
from handfast.kernel.outcomes import Reason
from handfast.kernel.ports import Clock
from handfast.kernel.secrets import Key, Keys, base64url, digest
from handfast.kernel.texts import is_storable
from handfast.kernel.time import MINUTE, SECOND

ALGORITHM = "ES256"
WINDOW = MINUTE
# In windows. A proof with the nonce of the next minute is good until the end of the minute after that.
REMEMBERED = 3
LONGEST = 4_096
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Proven:
    thumbprint: str
    """RFC 7638, SHA-256, base64url."""
    mark: str
    """Identifies this one proof: a digest of its key and `jti`, base64url."""


@dataclass(slots=True)
class Proofs:
    keys: Keys
    clock: Clock
    public_url: str
    _seen: dict[int, set[bytes]] = field(default_factory=dict)

    def nonce(self) -> str:
        return _nonce(self.keys.active, self.clock.now() // WINDOW)

    def check(self, proof: str, method: str, path: str, token: str | None = None) -> Proven | Reason:
        """Who signed `proof`, or why it is not valid for this request.

        `token`: the credential that it must also be bound to; the server's nonce is required then.
        """
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
        if refused := self._check_claims(claims, method, path, token):
            return refused
        mark = digest(f"{thumbprint}.{claims['jti']}")[:16]
        return Proven(thumbprint, base64url(mark)) if self._first_time(mark) else Reason.INVALID_DPOP_PROOF

    def _check_claims(self, claims: object, method: str, path: str, token: str | None) -> Reason | None:
        if not isinstance(claims, dict) or claims.get("htm") != method or not self._is_here(claims.get("htu"), path):
            return Reason.INVALID_DPOP_PROOF
        if token is not None and claims.get("ath") != base64url(digest(token)):
            return Reason.INVALID_DPOP_PROOF
        jti, issued_at, nonce = claims.get("jti"), claims.get("iat"), claims.get("nonce")
        if not isinstance(jti, str) or not 8 <= len(jti) <= 128 or not is_storable(jti) or not isinstance(issued_at, (int, float)):
            return Reason.INVALID_DPOP_PROOF
        if nonce is None and token is None:
            if not abs(self.clock.now() - issued_at * SECOND) <= WINDOW:  # refuses NaN too
                return Reason.USE_DPOP_NONCE
        elif nonce not in self._good_nonces():
            return Reason.USE_DPOP_NONCE
        return None

    def _good_nonces(self) -> list[str]:
        """The nonces of this minute and the last, and of the next, which may have begun at another node."""
        window = self.clock.now() // WINDOW
        return [_nonce(key, near) for key in self.keys.live for near in (window, window - 1, window + 1)]

    def _is_here(self, htu: object, path: str) -> bool:
        if not isinstance(htu, str):
            return False
        try:
            there = urlsplit(htu)
            is_loopback = there.hostname in _LOOPBACK
        except ValueError:
            return False
        origin = f"{there.scheme}://{there.netloc}"
        return tidy(there.path) == path and (origin == self.public_url or is_loopback) and not there.query and not there.fragment

    def _first_time(self, mark: bytes) -> bool:
        window = self.clock.now() // WINDOW
        for old in [number for number in self._seen if number < window - REMEMBERED]:
            del self._seen[old]
        if any(mark in marks for marks in self._seen.values()):
            return False
        self._seen.setdefault(window, set()).add(mark)
        return True


def _nonce(key: Key, window: int) -> str:
    return base64url(key.mac("dpop-nonce", str(window))[:16])
