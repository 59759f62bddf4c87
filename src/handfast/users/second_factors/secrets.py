"""The secret of an app, sealed for the database together with its account, so that no row can be moved to another one."""

from cryptography.exceptions import InvalidTag

from handfast.kernel.ids import AccountId
from handfast.kernel.secrets import Keys

PURPOSE = "totp"
NONCE_BYTES = 12


def seal(keys: Keys, nonce: bytes, account_id: AccountId, secret: str) -> bytes:
    return keys.seal(PURPOSE, nonce, f"{account_id}\n{secret}")


def unseal(keys: Keys, account_id: AccountId, sealed: bytes) -> str | None:
    """None if it was sealed with a key that is lost: then only a recovery code or the operator helps."""
    try:
        owner, _, secret = keys.unseal(PURPOSE, sealed).partition("\n")
    except InvalidTag:
        return None
    return secret if owner == account_id else None
