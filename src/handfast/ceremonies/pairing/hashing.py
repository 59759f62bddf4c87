"""How a code is stored: keyed HMAC-SHA-256 by default, or bcrypt of that HMAC if the operator chose it.

Both can be looked up, so a typed code alone is enough: bcrypt uses one salt for the whole server, derived from its key. Live codes are
unique and random, so a salt per code would hide nothing. Each guess at a stolen hash is still slow, which is what bcrypt is for.
"""

import base64

import bcrypt

from handfast.kernel.secrets import base64url, same
from handfast.runner.context import Context

ROUNDS = 12
_BCRYPT = b"$2b$"
_SALT_BYTES = 16
_TO_BCRYPT = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
)


def lookup_hash(context: Context, code: str) -> bytes:
    return context.keys.mac("code", code)


async def code_hash(context: Context, code: str) -> bytes:
    keyed = lookup_hash(context, code)
    if context.policy.code_hash == "hmac":
        return keyed
    stored: bytes = await context.hash_in_pool(bcrypt.hashpw, base64url(keyed).encode(), _salt(context))
    return stored


def _salt(context: Context) -> bytes:
    """The server's salt in the format of `bcrypt.gensalt`, which has its own base64 alphabet."""
    raw = context.keys.mac("code-salt")[:_SALT_BYTES]
    return b"$2b$%d$" % ROUNDS + base64.b64encode(raw).rstrip(b"=").translate(_TO_BCRYPT)


async def matches(context: Context, code: str, stored: bytes | None) -> bool:
    if stored is None:
        return False
    keyed = lookup_hash(context, code)
    if not stored.startswith(_BCRYPT):
        return same(keyed, stored)
    matched: bool = await context.hash_in_pool(bcrypt.checkpw, base64url(keyed).encode(), stored)
    return matched
