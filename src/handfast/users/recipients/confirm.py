"""Step 2. Confirms an address with the link that was sent there. Works once, and takes no sign-in."""

from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.kernel.secrets import Secret, digest
from handfast.runner.context import Context
from handfast.users.one_time_tokens.links import right, too_many, wrong
from handfast.users.recipients import store
from handfast.users.recipients.store import Waiting


async def confirm_recipient(context: Context, token: Secret) -> Done[Waiting] | Refused:
    if refused := await too_many(context):
        return refused
    waiting = await context.fetch_one(store.waiting(digest(token.reveal()), context.now))
    if waiting is None:
        return wrong(context)
    right(context)
    context.write(store.confirm(waiting.id, context.now, tenant_id=waiting.tenant_id))
    about = Subject("tenant", waiting.tenant_id, waiting.tenant_name)
    return Done(waiting, [DomainEvent("RECIPIENT_CONFIRMED", waiting.tenant_id, about, {"email": waiting.email})])
