"""A device's key, and the proofs it signs (RFC 9449)."""

import json
from collections.abc import Generator
from urllib.parse import urlsplit, urlunsplit

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.jwk import ECKey

from handfast.kernel.secrets import base64url, digest
from handfast.kernel.time import SECOND
from tests.support.clock import MovableClock, SeededRandom


class DeviceKey:
    """A P-256 key that never leaves the device."""

    def __init__(self, clock: MovableClock, random: SeededRandom) -> None:
        self._clock = clock
        self._random = random
        private = int.from_bytes(random.bytes(31), "big") + 1
        self._key = ECKey.import_key(ec.derive_private_key(private, ec.SECP256R1()))

    @property
    def thumbprint(self) -> str:
        return self._key.thumbprint()

    def proof(self, method: str, url: str, token: str | None = None, nonce: str | None = None, **changes: object) -> str:
        """A proof for one request; `changes` replace claims, None leaves one out."""
        claims: dict[str, object] = {
            "htm": method,
            "htu": urlunsplit(urlsplit(url)._replace(query="", fragment="")),
            "iat": self._clock.now() // SECOND,
            "jti": base64url(self._random.bytes(16)),
            "nonce": nonce,
            "ath": base64url(digest(token)) if token else None,
        } | changes
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self._key.as_dict(private=False)}
        payload = json.dumps({name: value for name, value in claims.items() if value is not None})
        return jws.serialize_compact(header, payload, self._key, ["ES256"])


class Bearer(httpx.Auth):
    def __init__(self, token: str) -> None:
        self.token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self.token}"
        yield request


class Dpop(httpx.Auth):
    """Signs every request, and once more when the server asks for its newest nonce."""

    def __init__(self, token: str, key: DeviceKey, nonce: str | None = None) -> None:
        self.token = token
        self.key = key
        self.nonce = nonce

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        response = yield self._signed(request)
        self.nonce = response.headers.get("DPoP-Nonce", self.nonce)
        if response.status_code == 401 and "use_dpop_nonce" in response.headers.get("WWW-Authenticate", ""):
            response = yield self._signed(request)
            self.nonce = response.headers.get("DPoP-Nonce", self.nonce)

    def _signed(self, request: httpx.Request) -> httpx.Request:
        request.headers["Authorization"] = f"DPoP {self.token}"
        request.headers["DPoP"] = self.key.proof(request.method, str(request.url), self.token, self.nonce)
        return request
