"""The buckets that count failed sign-ins."""

from handfast.kernel.secrets import Keys
from handfast.limits.rules import SIGN_IN, SIGN_IN_ACCOUNT, SIGN_IN_SOURCE, Bucket, source


def account_key(keys: Keys, email: str) -> str:
    """A keyed digest, so that the table of buckets shows neither e-mail addresses nor which of the accounts exist.

    Made by the oldest live key: a new key must not give those who guess passwords a fresh start.
    """
    return keys.oldest.mac("account", email).hex()[:32]


def sign_in_buckets(keys: Keys, email: str, address: str) -> list[Bucket]:
    account, origin = account_key(keys, email), source(address)
    return [Bucket(SIGN_IN, f"{account}:{origin}"), Bucket(SIGN_IN_ACCOUNT, account), Bucket(SIGN_IN_SOURCE, origin)]
