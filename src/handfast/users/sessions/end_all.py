"""Signs out everywhere: every session of the person ends, this one too, and every access token."""

from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.runner.run import Context
from handfast.users import store as people
from handfast.users.passwords.store import KIND as RESET
from handfast.users.sessions import store


async def end_all(context: Context, _: None) -> Done[None]:
    caller = context.caller
    context.write(
        store.end_all(caller.tenant, caller.own_id),
        people.end_sessions_of(caller.tenant, caller.own_id),
        *people.end_tokens_of(caller.tenant, caller.own_id),
        people.drop_tickets(caller.own_id, RESET),
    )
    return Done(None, [DomainEvent("SIGNED_OUT_EVERYWHERE", caller.tenant, Subject("person", caller.own_id, caller.name))])
