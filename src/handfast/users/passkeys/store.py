"""The tables `passkeys` and `passkey_challenges`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handfast.db.database import Statement
from handfast.db.query import Query
from handfast.kernel.ids import AccountId
from handfast.users.passkeys.rules import Purpose

# --- passkeys ---


@dataclass(frozen=True, slots=True)
class Passkey:
    id: str
    account_id: AccountId
    credential_id: bytes
    """By which the authenticator knows it."""
    public_key: bytes
    """As COSE."""
    sign_count: int
    """What the authenticator counted when it was used last; 0 for one that does not count."""
    name: str
    transports: str
    """A JSON array."""
    is_synced: int
    """Whether it may be on several devices of its user."""
    is_backed_up: int
    created_at: int
    last_used_at: int | None

    @property
    def reached_by(self) -> list[str]:
        reached: list[str] = json.loads(self.transports)
        return reached


_PASSKEY = """SELECT id, account_id, credential_id, public_key, sign_count, name, transports, is_synced, is_backed_up, created_at,
last_used_at FROM passkeys"""


def by_credential(credential_id: bytes) -> Query[Passkey]:
    return Query(f"{_PASSKEY} WHERE credential_id = $1", (credential_id,), Passkey)


def of_account(account_id: AccountId) -> Query[Passkey]:
    return Query(f"{_PASSKEY} WHERE account_id = $1 ORDER BY created_at, id", (account_id,), Passkey)


def own(passkey_id: str, account_id: AccountId) -> Query[Passkey]:
    """A row if the passkey is this account's."""
    return Query(f"{_PASSKEY} WHERE account_id = $1 AND id = $2", (account_id, passkey_id), Passkey)


def count(account_id: AccountId) -> Query[int]:
    return Query("SELECT count(*) FROM passkeys WHERE account_id = $1", (account_id,), int)


def insert(passkey: Passkey) -> Statement:
    """Conflict if somebody registered the same credential in the meantime."""
    sql = """INSERT INTO passkeys (id, account_id, credential_id, public_key, sign_count, name, transports, is_synced, is_backed_up,
    created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""
    kept = (passkey.id, passkey.account_id, passkey.credential_id, passkey.public_key, passkey.sign_count, passkey.name)
    return Statement(sql, (*kept, passkey.transports, passkey.is_synced, passkey.is_backed_up, passkey.created_at))


def use(passkey: Passkey, sign_count: int, now: int, *, is_backed_up: bool) -> Statement:
    """Conflict if it was used with another count in the meantime, or removed."""
    return Statement(
        "UPDATE passkeys SET sign_count = $3, is_backed_up = $4, last_used_at = $5 WHERE id = $1 AND sign_count = $2",
        (passkey.id, passkey.sign_count, sign_count, int(is_backed_up), now),
        guard=True,
    )


def rename(passkey_id: str, name: str, account_id: AccountId) -> Statement:
    return Statement("UPDATE passkeys SET name = $3 WHERE account_id = $1 AND id = $2", (account_id, passkey_id, name), guard=True)


def remove(passkey_id: str, account_id: AccountId) -> Statement:
    return Statement("DELETE FROM passkeys WHERE account_id = $1 AND id = $2", (account_id, passkey_id))


# --- challenges ---


class Challenge(NamedTuple):
    challenge: bytes
    account_id: AccountId | None
    """None where the passkey itself will say whose it is."""


def put_challenge(bound_to: bytes, purpose: Purpose, challenge: Challenge, expires_at: int) -> Statement:
    """In place of the last one that the same browser was given for this."""
    sql = """INSERT INTO passkey_challenges (bound_to, purpose, challenge, account_id, expires_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (bound_to, purpose) DO UPDATE SET challenge = $3, account_id = $4, expires_at = $5"""
    return Statement(sql, (bound_to, purpose, *challenge, expires_at))


def challenge(bound_to: bytes, purpose: Purpose, now: int) -> Query[Challenge]:
    sql = "SELECT challenge, account_id FROM passkey_challenges WHERE bound_to = $1 AND purpose = $2 AND expires_at > $3"
    return Query(sql, (bound_to, purpose, now), Challenge)


def take_challenge(bound_to: bytes, purpose: Purpose, challenge: bytes) -> Statement:
    """Uses it up. Conflict if that happened in the meantime."""
    sql = "DELETE FROM passkey_challenges WHERE bound_to = $1 AND purpose = $2 AND challenge = $3"
    return Statement(sql, (bound_to, purpose, challenge), guard=True)


def drop_challenges() -> Statement:
    return Statement("DELETE FROM passkey_challenges")


def purge_challenges(now: int) -> Statement:
    """1,000 at a time."""
    sql = """DELETE FROM passkey_challenges WHERE (bound_to, purpose) IN (
    SELECT bound_to, purpose FROM passkey_challenges WHERE expires_at <= $1 LIMIT 1000)"""
    return Statement(sql, (now,))


def transports_text(transports: Sequence[str]) -> str:
    return json.dumps(list(transports))
