"""How a short code is stored: keyed HMAC-SHA-256, or bcrypt of that HMAC if the operator chose it.

Both can be looked up, so a typed code alone is enough: bcrypt uses one salt for the whole server, derived from its key. Live codes are
unique and random, so a salt per code would hide nothing. Each guess at a stolen hash is still slow, which is what bcrypt is for.
"""

import base64

import bcrypt

from handfast.kernel.secrets import Keys, base64url

ROUNDS = 12
_BCRYPT = b"$2b$"
_SALT_BYTES = 16
_TO_BCRYPT = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
)


def keyed(keys: Keys, code: str) -> bytes:
    return keys.mac("code", code)


def slow(keys: Keys, code: str) -> bytes:
    """Takes about 0.2 s of processor time."""
    return bcrypt.hashpw(base64url(keyed(keys, code)).encode(), _salt(keys))


def is_slow(stored: bytes) -> bool:
    return stored.startswith(_BCRYPT)


def matches_slow(keys: Keys, code: str, stored: bytes) -> bool:
    """As slow as `slow`. Takes hashes with another salt, too: those from before the server's key was changed."""
    return bcrypt.checkpw(base64url(keyed(keys, code)).encode(), stored)


def _salt(keys: Keys) -> bytes:
    """The server's salt in the format of `bcrypt.gensalt`, which has its own base64 alphabet."""
    raw = keys.mac("code-salt")[:_SALT_BYTES]
    return b"$2b$%d$" % ROUNDS + base64.b64encode(raw).rstrip(b"=").translate(_TO_BCRYPT)
