"""How a code is stored: keyed HMAC-SHA-256 by default, or bcrypt over it where the operator chose that.

The HMAC can be looked up, so a typed code alone is enough. A bcrypt hash is salted and cannot: such a server needs `codeId`, which only
the QR carries.
"""

import bcrypt

from handfast.kernel.secrets import base64url, same
from handfast.run import Act

ROUNDS = 12
_BCRYPT = b"$2b$"


def lookup_hash(act: Act, code: str) -> bytes:
    return act.keys.mac("code", code)


async def code_hash(act: Act, code: str) -> bytes:
    keyed = lookup_hash(act, code)
    if act.policy.code_hash == "hmac":
        return keyed
    stored: bytes = await act.slowly(bcrypt.hashpw, base64url(keyed).encode(), bcrypt.gensalt(ROUNDS))
    return stored


async def matches(act: Act, code: str, stored: bytes | None) -> bool:
    if stored is None:
        return False
    keyed = lookup_hash(act, code)
    if not stored.startswith(_BCRYPT):
        return same(keyed, stored)
    matched: bool = await act.slowly(bcrypt.checkpw, base64url(keyed).encode(), stored)
    return matched
