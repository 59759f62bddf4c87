"""Changes of what an address is told."""

from dataclasses import dataclass

from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.users.recipients import store
from handfast.users.recipients.add import nothing_chosen
from handfast.users.recipients.rules import in_words
from handfast.users.recipients.store import Recipient
from handfast.users.sessions.unconfirmed import unconfirmed


@dataclass(frozen=True, slots=True)
class ChangeRecipient:
    id: str
    security: bool
    budget: bool


async def change_recipient(context: Context, command: ChangeRecipient) -> Done[Recipient] | Refused:
    tenant_id = context.caller.tenant
    before = await context.fetch_one(store.recipient(command.id, tenant_id=tenant_id))
    if before is None:
        return Refused(Reason.NOT_FOUND)
    if not (command.security or command.budget):
        return nothing_chosen()
    after = before._replace(security=int(command.security), budget=int(command.budget))
    if after == before:
        return Done(before)
    if refused := await unconfirmed(context):
        return refused
    context.write(store.change(command.id, security=command.security, budget=command.budget, tenant_id=tenant_id))
    details = {"email": before.email, "kinds": in_words(security=command.security, budget=command.budget)}
    return Done(after, [DomainEvent("RECIPIENT_CHANGED", tenant_id, Subject("tenant", tenant_id), details)])
