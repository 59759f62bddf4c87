"""An authenticator in software, and the browser in front of it, which says what a test makes it say."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import cbor2
import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from handfast.kernel.secrets import base64url
from handfast.users.passkeys.rules import from_base64url
from tests.support.members import PUBLIC_URL, Browser

_PRESENT, _VERIFIED, _MAY_BE_SYNCED, _IS_SYNCED, _ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40


def raw(text: str) -> bytes:
    decoded = from_base64url(text)
    assert decoded is not None
    return decoded


@dataclass
class Authenticator:
    """Holds one passkey, made by `make`. What follows may be set to something wrong."""

    origin: str = PUBLIC_URL
    rp_id: str = "handfast.test"
    verifies: bool = True
    is_present: bool = True
    synced: bool = False
    counts: bool = True
    sign_count: int = 0
    credential_id: bytes = b""
    user_handle: bytes | None = None
    framed: dict[str, Any] = field(default_factory=dict)
    """What the browser adds on a page inside another one."""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any], **instead: Any) -> dict[str, Any]:
        """What the page gets from `navigator.credentials.create`."""
        self.credential_id = self.credential_id or hashlib.sha256(options["challenge"].encode()).digest()
        self.user_handle = raw(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
        attested = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + cose
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(_ATTESTED) + attested}
        response = {
            "clientDataJSON": base64url(self._client("webauthn.create", instead.get("challenge", options["challenge"]))),
            "attestationObject": base64url(cbor2.dumps(attestation)),
            "transports": ["internal", "telepathy"],
        }
        return {"id": base64url(self.credential_id), "rawId": base64url(self.credential_id), "type": "public-key", "response": response}

    def use(self, options: dict[str, Any], **instead: Any) -> dict[str, Any]:
        """What the page gets from `navigator.credentials.get`."""
        self.sign_count += int(self.counts)
        client = self._client(instead.get("type", "webauthn.get"), instead.get("challenge", options["challenge"]))
        data = self._data()
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"clientDataJSON": base64url(client), "authenticatorData": base64url(data), "signature": base64url(signature)}
        if self.user_handle is not None:
            response["userHandle"] = base64url(self.user_handle)
        return {"id": base64url(self.credential_id), "rawId": base64url(self.credential_id), "type": "public-key", "response": response}

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False, **self.framed}).encode()

    def _data(self, flags: int = 0) -> bytes:
        flags |= _PRESENT * self.is_present | _VERIFIED * self.verifies | (_MAY_BE_SYNCED | _IS_SYNCED) * self.synced
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.sign_count.to_bytes(4)


async def add_passkey(browser: Browser, authenticator: Authenticator, name: str = "Phone") -> httpx.Response:
    options = await browser.post("/api/session/passkeys/challenge")
    assert options.status_code == 201, options.text
    return await browser.post("/api/session/passkeys", json={"name": name, "credential": authenticator.make(options.json())})


async def with_passkey(browser: Browser, name: str = "Phone", **like: Any) -> Authenticator:
    authenticator = Authenticator(**like)
    added = await add_passkey(browser, authenticator, name)
    assert added.status_code == 201, added.text
    return authenticator


async def sign_in_with(browser: Browser, authenticator: Authenticator) -> httpx.Response:
    options = await browser.post("/api/session/passkey/challenge")
    assert options.status_code == 201, options.text
    return await browser.post("/api/session/passkey", json={"credential": authenticator.use(options.json())})


async def second_step_with(browser: Browser, first: httpx.Response, authenticator: Authenticator) -> httpx.Response:
    token = first.json()["token"]
    options = await browser.post("/api/session/second-factor/passkey", json={"token": token})
    assert options.status_code == 201, options.text
    return await browser.post("/api/session/second-factor", json={"token": token, "passkey": authenticator.use(options.json())})


async def confirm_with(browser: Browser, authenticator: Authenticator) -> httpx.Response:
    options = await browser.post("/api/session/confirm/passkey")
    assert options.status_code == 201, options.text
    return await browser.post("/api/session/confirm", json={"passkey": authenticator.use(options.json())})
