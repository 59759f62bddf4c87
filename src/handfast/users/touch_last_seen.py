"""Records that a user was seen just now, with a session or an access token."""

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.access_tokens import store as tokens
from handfast.users.memberships import store as memberships
from handfast.users.sessions import store as sessions


async def touch_last_seen(context: Context, _: None) -> Done[None]:
    caller = context.caller
    if caller.session_id is not None:
        context.write(sessions.seen(caller.tenant, caller.session_id, context.now))
    elif caller.credential is not None:
        context.write(tokens.used(caller.tenant, caller.credential, context.now))
    context.write(memberships.seen(caller.tenant, caller.user_id, context.now))
    return Done(None)
