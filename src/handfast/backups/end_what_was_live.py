"""Ends in a restored database what was live when it was saved: nobody knows whether it was used or taken back since."""

from handfast.backups import store
from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.runner.run import Context


async def end_what_was_live(context: Context, _: None) -> Done[None]:
    context.write(store.end_codes(context.now), *store.end_sessions())
    tenants = [row["id"] for row in await context.reads.fetch_all(store.TENANTS)]
    return Done(None, [DomainEvent("SERVER_RESTORED", tenant_id, Subject("server", None, "Handfast")) for tenant_id in tenants])
