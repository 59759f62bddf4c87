"""What happens to an account concerns every company it belongs to: each has it in its trail, and closes its own sockets."""

from typing import Any

from handfast.kernel.outcomes import DomainEvent, Subject
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts.store import Account


async def events_of(context: Context, kind: str, account: Account, details: dict[str, Any] | None = None) -> list[DomainEvent]:
    """One event for each user as whom the account may act; one of the server if there is none."""
    members = await context.fetch_all(store.members_of(account.id))
    if not members:
        return [DomainEvent(kind, None, Subject("person", account.id, account.name), details or {})]
    return [DomainEvent(kind, member.tenant_id, Subject("person", member.id, member.name), details or {}) for member in members]
