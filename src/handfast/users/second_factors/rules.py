"""Codes of the second factor: which one is right, how it is typed, and the buckets that count wrong ones. Pure."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pyotp

from handfast.kernel.ids import AccountId
from handfast.kernel.json_text import json_text
from handfast.kernel.secrets import base64url
from handfast.kernel.time import MINUTE, SECOND
from handfast.limits.rules import SECOND_FACTOR, SECOND_FACTOR_ACCOUNT, SECOND_FACTOR_SOURCE, Bucket, source

STEP = 30 * SECOND
WINDOW = 1
"""A code is also accepted one step early or late: clocks differ, and typing takes time."""
SECRET_BYTES = 20
"""160 bits, the length of the HMAC-SHA-1 that every app supports (RFC 4226, 4)."""
STEP_LIFE = 5 * MINUTE
"""How long the second step of a sign-in may take."""
RECOVERY_CODES = 10
RECOVERY_BYTES = 10
"""80 bits: too many to guess, also for whoever has the digest."""
LONGEST_CODE = 60

# Without the letters that look like digits. Thirty-two of them, so that each stands for five bits.
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_LOOK_ALIKE = str.maketrans("oil", "011")
_SEPARATORS = re.compile(r"[\s-]+")
_TOTP = re.compile(r"[0-9]{6}")
_RECOVERY = re.compile(f"[{_LETTERS}]{{16}}")


def secret_text(raw: bytes) -> str:
    """As base32, the form in which apps take a secret that is typed."""
    return "".join(_base32(raw, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))


def uri(secret: str, email: str, issuer: str) -> str:
    """What the QR code says."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def valid_codes(secret: str, now: int, after: int) -> dict[int, str]:
    """The codes that are good now, by their time steps, which must be later than `after`: that of the last code that was used."""
    current, codes = now // STEP, pyotp.HOTP(secret)
    return {step: codes.at(step) for step in range(current - WINDOW, current + WINDOW + 1) if step > after}


def typed_totp(text: str) -> str | None:
    """Six digits, however they are grouped; None for anything else."""
    digits = _SEPARATORS.sub("", text)
    return digits if _TOTP.fullmatch(digits) else None


def typed_recovery_code(text: str) -> str | None:
    letters = _SEPARATORS.sub("", text).lower().translate(_LOOK_ALIKE)
    return letters if _RECOVERY.fullmatch(letters) else None


def recovery_code(raw: bytes) -> str:
    letters = "".join(_base32(raw, _LETTERS))
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def recovery_digest(account_id: AccountId, code: str) -> bytes:
    """`code` as `typed_recovery_code` gives it. With the account, so that equal digests never show equal codes."""
    return hashlib.sha256(f"{account_id}\x00{code}".encode()).digest()


def carrying(random: str, words: Sequence[str | None] | None) -> str:
    """What binds a step to its browser, with what the first step learned: its digest covers both, so nobody changes it."""
    return random if words is None else f"{random}.{base64url(json_text(list(words)).encode())}"


def carried(bound_to: str) -> list[Any] | None:
    """The words, of a browser whose step was found by its digest."""
    text = bound_to.partition(".")[2]
    words: list[Any] | None = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))) if text else None
    return words


def step_digest(token: str, bound_to: str) -> bytes:
    """Of a sign-in's second step: only who has both the token and what it is bound to can go on with it."""
    return hashlib.sha256(f"{token}\x00{bound_to}".encode()).digest()


def app_binding(rustdesk_id: str, uuid: str) -> str:
    """What a RustDesk app, which keeps no cookie, sends with both steps. Hashed, because neither has a fixed length."""
    return base64url(hashlib.sha256(f"{len(rustdesk_id)}:{rustdesk_id}{uuid}".encode()).digest())


def buckets(account_id: AccountId, address: str) -> list[Bucket]:
    """Whose codes are guessed here already knows the password, or has somebody's open browser."""
    origin = source(address)
    return [
        Bucket(SECOND_FACTOR, f"{account_id}:{origin}"),
        Bucket(SECOND_FACTOR_ACCOUNT, account_id),
        Bucket(SECOND_FACTOR_SOURCE, origin),
    ]


def _base32(raw: bytes, letters: str) -> Iterator[str]:
    number = int.from_bytes(raw)
    for shift in range(len(raw) * 8 - 5, -1, -5):
        yield letters[number >> shift & 31]
