"""Argon2id with OWASP's parameters (19 MiB, two passes), 22 ms; older hashes still work and are replaced at the next sign-in.

Everything here is slow on purpose: call it through `context.hash_in_pool`.
"""

from dataclasses import dataclass

import bcrypt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SALT_BYTES = 16
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Hash of a password nobody has, so that checking an unknown account takes the same work as checking a known one.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$aGFuZGZhc3Qtbm9ib2R5IQ$unX/j6AQ3sFQt9JjOQKQBgNHKrvfK0S29ZYSEBNGn5s"
# bcrypt ignores all bytes after these; newer versions of the library raise ValueError instead of truncating.
_BCRYPT_BYTES = 72


@dataclass(frozen=True, slots=True)
class Checked:
    right: bool
    outdated: bool = False
    """The stored hash has a form, or parameters, that we no longer use. Matters only when `right`."""


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
