"""Step 4. A service account has expired: it is refused from that moment on, and this job says so once in the trail and ends its tokens."""

from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.runner.context import Context
from handfast.users.service_accounts import store


async def note_expired(context: Context, _: None) -> Done[int]:
    """Handles up to 20; `Done.view` is their number."""
    expired = await context.fetch_all(store.expired(context.now))
    for one in expired:
        context.write(store.note_expiry(one, context.now), store.drop_tokens(one.id, tenant_id=one.tenant_id))
    events = [DomainEvent("SERVICE_ACCOUNT_EXPIRED", one.tenant_id, Subject("service", one.id, one.name)) for one in expired]
    return Done(len(expired), events)
