"""What happens to an account concerns every company it belongs to: each has it in its trail, and closes its own sockets.

One that is suspended or closed has it too. There it is erased when the company is deleted; in the trail of the server, which is kept, the
name would stay.
"""

from typing import Any

from handfast.kernel.outcomes import DomainEvent, Subject
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts.store import Account


async def events_of(context: Context, kind: str, account: Account, details: dict[str, Any] | None = None) -> list[DomainEvent]:
    """One event for each company to which the account belongs; where it was disabled everywhere, for those where it was.

    One of the server for an operator who belongs to no company, whether they never did or were disabled.
    """
    joined = await context.fetch_all(store.joined_by(account.id))
    belongs = [one for one in joined if one.disabled_at is None]
    concerned = belongs if belongs or account.is_operator else joined
    if not concerned:
        return [DomainEvent(kind, None, Subject("person", account.id, account.name), details or {})]
    return [DomainEvent(kind, one.tenant_id, Subject("person", one.id, one.name), details or {}) for one in concerned]
