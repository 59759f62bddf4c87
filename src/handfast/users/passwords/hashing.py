"""Argon2id as OWASP sizes it (19 MiB, two passes), 22 ms; older hashes are still read and replaced at the next sign-in.

Everything here is slow on purpose: call it through `context.hash_in_pool`.
"""

from dataclasses import dataclass

import bcrypt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SALT_BYTES = 16
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Hash of a password nobody has: an unknown person costs the same work as a known one.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$aGFuZGZhc3Qtbm9ib2R5IQ$unX/j6AQ3sFQt9JjOQKQBgNHKrvfK0S29ZYSEBNGn5s"
# bcrypt never looked further, and its newer versions raise instead of cutting.
_BCRYPT_BYTES = 72


@dataclass(frozen=True, slots=True)
class Checked:
    right: bool
    outdated: bool = False
    """Right, but kept in a form we no longer make."""


def make(password: str, salt: bytes) -> str:
    return _HASHER.hash(password, salt=salt)


def check(stored: str | None, password: str) -> Checked:
    if stored is None:
        _argon2(_NOBODY, password)
        return Checked(right=False)
    if stored.startswith("$2"):
        return Checked(right=_bcrypt(stored, password), outdated=True)
    return Checked(_argon2(stored, password), _HASHER.check_needs_rehash(stored))


def _argon2(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _bcrypt(stored: str, password: str) -> bool:
    try:
        return bcrypt.checkpw(password.encode()[:_BCRYPT_BYTES], stored.encode())
    except ValueError:
        return False
