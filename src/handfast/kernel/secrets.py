"""Secrets: the type that hides them in memory, and the keyed and plain digests that represent them in the database."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_TOKEN = re.compile(r"[0-9a-f]{64}")
_QR_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


class Secret:
    """Text that must not be seen: prints as `***`, refuses `==` and pickling. `reveal()` is for the one reply that hands it out."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "***"

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("a secret is compared by its digest, never by ==")

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not serialised")


def digest(text: str) -> bytes:
    """SHA-256, enough for a token of 256 random bits; never for anything a person could guess."""
    return hashlib.sha256(text.encode()).digest()


def same(left: bytes, right: bytes) -> bool:
    return hmac.compare_digest(left, right)


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def is_device_token(text: str) -> bool:
    return _TOKEN.fullmatch(text) is not None


def is_qr_token(text: str) -> bool:
    return _QR_TOKEN.fullmatch(text) is not None


class Key:
    """One secret key of the server, and the keys derived from it, one per purpose."""

    __slots__ = ("_derived", "_macs", "_secret_key")

    def __init__(self, secret_key: bytes) -> None:
        self._secret_key = secret_key
        self._derived: dict[str, bytes] = {}
        self._macs: dict[str, hmac.HMAC] = {}

    @property
    def id(self) -> str:
        """What operators call it. It is made from a derived key, so it tells nothing about the secret one."""
        return hashlib.sha256(self.derived("key-id")).hexdigest()[:8]

    def derived(self, purpose: str, length: int = 32) -> bytes:
        """Each purpose has one length."""
        key = self._derived.get(purpose)
        if key is None:
            kdf = HKDF(hashes.SHA256(), length, salt=b"handfast", info=purpose.encode())
            key = self._derived[purpose] = kdf.derive(self._secret_key)
        return key

    def mac(self, purpose: str, *parts: str) -> bytes:
        """HMAC-SHA-256 over the parts, separated by a byte that no part contains."""
        keyed = self._macs.get(purpose)
        if keyed is None:
            keyed = self._macs[purpose] = hmac.new(self.derived(purpose), digestmod="sha256")
        mac = keyed.copy()  # the key is set up once: that takes longer than a short text
        mac.update("\x00".join(parts).encode())
        return mac.digest()

    def seal(self, purpose: str, nonce: bytes, text: str) -> bytes:
        """Encrypted and authenticated (AES-256-GCM); `nonce` is 12 fresh random bytes."""
        return nonce + AESGCM(self.derived(purpose)).encrypt(nonce, text.encode(), None)

    def unseal(self, purpose: str, sealed: bytes) -> str:
        return AESGCM(self.derived(purpose)).decrypt(sealed[:12], sealed[12:], None).decode()


@dataclass(frozen=True, slots=True)
class Retired:
    """A key that only proves old rows of the trail: those up to the number `until`, which had this seal when the key was retired."""

    key: Key
    until: int
    seal: bytes


class Keys:
    """The keys of the server. The active one signs and seals; the live ones, which include it, verify and unseal.

    `become` replaces all keys of the running server, in one assignment each, since hashes are made in other threads.
    """

    def __init__(self, secret_key: bytes, older: Sequence[bytes] = ()) -> None:
        self.become(Key(secret_key), None, [Key(secret) for secret in older], ())

    def become(self, active: Key, upcoming: Key | None, older: Sequence[Key], retired: Sequence[Retired]) -> None:
        """`upcoming` is not active yet, but may be at another node. `older` ones, the newest first, were active before."""
        self.retired = tuple(retired)
        self.oldest = older[-1] if older else active
        """Counters that must outlast a rotation are named by it."""
        self.live = (active, *([upcoming] if upcoming else []), *older)
        self.active = active

    def derived(self, purpose: str) -> bytes:
        return self.active.derived(purpose)

    def mac(self, purpose: str, *parts: str) -> bytes:
        return self.active.mac(purpose, *parts)

    def macs(self, purpose: str, *parts: str) -> Iterator[bytes]:
        """What `mac` returned, returns or will return, as long as these keys live; the active key's first."""
        return (key.mac(purpose, *parts) for key in self.live)

    def seal(self, purpose: str, nonce: bytes, text: str) -> bytes:
        return self.active.seal(purpose, nonce, text)

    def unseal(self, purpose: str, sealed: bytes) -> str:
        """Raises `InvalidTag` if no live key sealed it."""
        for key in self.live[:-1]:
            with suppress(InvalidTag):
                return key.unseal(purpose, sealed)
        return self.live[-1].unseal(purpose, sealed)

    def reseal(self, purpose: str, nonce: bytes, sealed: bytes) -> bytes | None:
        """The same, sealed by the active key; None if it is already, or no live key opens it."""
        try:
            self.active.unseal(purpose, sealed)
        except InvalidTag:
            with suppress(InvalidTag):
                return self.seal(purpose, nonce, self.unseal(purpose, sealed))
        return None
