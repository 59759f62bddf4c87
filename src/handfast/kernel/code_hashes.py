"""How a short code is stored: keyed HMAC-SHA-256, or bcrypt of that HMAC if the operator chose it.

Both can be looked up, so a typed code alone is enough: bcrypt uses one salt for the whole server, derived from its key. Live codes are
unique and random, so a salt per code would hide nothing. Each guess at a stolen hash is still slow, which is what bcrypt is for.
"""

import base64

import bcrypt

from handfast.kernel.secrets import Key, Keys, base64url, same

ROUNDS = 12
_BCRYPT = b"$2b$"
_SALT_BYTES = 16
_TO_BCRYPT = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
)


def keyed(keys: Key | Keys, code: str) -> bytes:
    return keys.mac("code", code)


def slow(keys: Key | Keys, code: str) -> bytes:
    """Takes about 0.2 s of processor time."""
    return bcrypt.hashpw(base64url(keyed(keys, code)).encode(), _salt(keys))


def is_slow(stored: bytes) -> bool:
    return stored.startswith(_BCRYPT)


def matches(keys: Keys, code: str, stored: bytes) -> bool:
    return any(same(keyed(key, code), stored) for key in keys.live)


def matches_slow(keys: Keys, code: str, stored: bytes) -> bool:
    """As slow as `slow`, times the number of live keys. The salt is that of the stored hash, which tells whose it is."""
    return any(bcrypt.checkpw(base64url(keyed(key, code)).encode(), stored) for key in keys.live)


def _salt(keys: Key | Keys) -> bytes:
    """The server's salt in the format of `bcrypt.gensalt`, which has its own base64 alphabet."""
    raw = keys.mac("code-salt")[:_SALT_BYTES]
    return b"$2b$%d$" % ROUNDS + base64.b64encode(raw).rstrip(b"=").translate(_TO_BCRYPT)
