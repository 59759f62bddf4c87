"""Signs out everywhere: every session of the user ends, including this one, and every access token."""

from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.runner.context import Context
from handfast.users.access_tokens import store as tokens
from handfast.users.memberships import store as memberships
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.passwords.store import KIND as RESET
from handfast.users.sessions import store


async def end_all(context: Context, _: None) -> Done[None]:
    caller = context.caller
    context.write(
        memberships.end_all_access(caller.user_id, tenant_id=caller.tenant),
        store.end_all_of(caller.user_id, tenant_id=caller.tenant),
        *tokens.end_all_of(caller.user_id, tenant_id=caller.tenant),
        one_time_tokens.drop(caller.user_id, RESET),
    )
    return Done(None, [DomainEvent("SIGNED_OUT_EVERYWHERE", caller.tenant, Subject("person", caller.user_id, caller.name))])
