"""Links for a forgotten password."""

from handfast.db.database import Statement
from handfast.kernel.ids import AccountId
from handfast.kernel.outcomes import DomainEvent, Subject
from handfast.users.accounts.store import Account
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.store import Member

KIND = "reset"


def insert_link(digest: bytes, account_id: AccountId | None, now: int, expires_at: int) -> Statement:
    """Without an account the link opens nothing: it is written so that the answer for an unknown address takes the same work."""
    return one_time_tokens.insert(digest, KIND, now, expires_at, account_id=account_id)


def reset_asked(account: Account, member: Member | None) -> DomainEvent:
    """In the trail of the company that the account used last; of the server if it is in none."""
    if member is None:
        return DomainEvent("PASSWORD_RESET_ASKED", None, Subject("person", account.id, account.name))
    return DomainEvent("PASSWORD_RESET_ASKED", member.tenant_id, Subject("person", member.id, member.name))
