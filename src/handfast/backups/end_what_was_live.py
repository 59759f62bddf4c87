"""Ends in a restored database what was live when it was saved: nobody knows whether it was used or taken back since."""

from handfast.backups import store
from handfast.kernel.outcomes import Done, Fact, Subject
from handfast.runner.run import Act


async def end_what_was_live(act: Act, _: None) -> Done[None]:
    act.write(store.end_codes(act.now), *store.end_sessions())
    tenants = [row["id"] for row in await act.reads.all(store.TENANTS)]
    return Done(None, [Fact("SERVER_RESTORED", tenant_id, Subject("server", None, "Handfast")) for tenant_id in tenants])
