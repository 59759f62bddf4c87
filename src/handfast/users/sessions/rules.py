"""By what a failed sign-in is counted."""

from handfast.kernel.secrets import Keys
from handfast.limits.rules import SIGN_IN, SIGN_IN_ACCOUNT, SIGN_IN_SOURCE, Bucket, source


def account_key(keys: Keys, email: str) -> str:
    """The same for an account that exists and one that does not, and unreadable in the table of counts."""
    return keys.mac("account", email).hex()[:32]


def sign_in_buckets(keys: Keys, email: str, address: str) -> list[Bucket]:
    account, origin = account_key(keys, email), source(address)
    return [Bucket(SIGN_IN, f"{account}:{origin}"), Bucket(SIGN_IN_ACCOUNT, account), Bucket(SIGN_IN_SOURCE, origin)]
