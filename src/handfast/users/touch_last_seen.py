"""Records that a user was seen just now, with a session or an access token, or a token of a service account was used."""

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.access_tokens import store as tokens
from handfast.users.memberships import store as memberships
from handfast.users.service_accounts import store as services
from handfast.users.sessions import store as sessions


async def touch_last_seen(context: Context, _: None) -> Done[None]:
    caller = context.caller
    if caller.session_id is not None:
        context.write(sessions.seen(caller.session_id, context.now))
    elif caller.kind == "service" and caller.credential is not None:
        context.write(services.used(caller.credential, caller.address, context.now, tenant_id=caller.tenant))
    elif caller.credential is not None:
        context.write(tokens.used(caller.credential, context.now, tenant_id=caller.tenant))
    if caller.kind == "person":
        context.write(memberships.seen(caller.user_id, context.now, tenant_id=caller.tenant))
    return Done(None)
