"""Notes that a person was here, by a session or by a token."""

from handfast.kernel.outcomes import Done
from handfast.runner.run import Context
from handfast.users import store


async def see(context: Context, _: None) -> Done[None]:
    caller = context.caller
    if caller.session_id is not None:
        context.write(store.session_seen(caller.tenant, caller.session_id, context.now))
    elif caller.credential is not None:
        context.write(store.token_used(caller.tenant, caller.credential, context.now))
    context.write(store.person_seen(caller.tenant, caller.own_id, context.now))
    return Done(None)
