"""Step 3, alternative: the user did not begin this request, or changed their mind. The app is told when it next polls."""

from handfast.ceremonies.device_authorization import store
from handfast.db.raw import fetch_row
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret, digest
from handfast.runner.context import Context


async def deny(context: Context, code: Secret) -> Done[None] | Refused:
    hashed, caller = digest(code.reveal()), context.caller
    row = await fetch_row(context.reads, store.OPEN, hashed, caller.tenant, context.now)
    if row is None:
        return Refused(Reason.LINK_EXPIRED)
    context.write(store.deny(hashed, caller.tenant))
    details = {"rustdesk_id": row["rustdesk_id"], "hostname": row["hostname"], "from": row["address"]}
    return Done(None, [DomainEvent("LINK_DENIED", caller.tenant, Subject("person", caller.user_id, caller.name), details)])
