"""What gives lasting access requires a session that was confirmed recently, at sign-in or again (OWASP ASVS 5.0, 7.5.3).

By the password, or by the second factor where there is one; a session that a provider opened, by that provider.

Lasting access is an access token, a service account, a second factor, a role that can let in others, a provider that decides who comes in,
or a secret that signs what the server trusts. What would hide such a change, or weaken how people sign in, takes the same.
A stolen session must not be able to create any of these.
"""

from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.time import is_within
from handfast.runner.context import Context
from handfast.users.rules import CONFIRMED_FOR
from handfast.users.sessions import store

_NO_TOKEN = "An access token is not enough for this: sign in and do it in a browser."


async def unconfirmed(context: Context) -> Refused | None:
    """The refusal; None if the session was confirmed within the last five minutes, or for a command at the machine."""
    caller = context.caller
    if caller.kind == "system":
        return None
    if caller.session_id is None:
        return Refused(Reason.FORBIDDEN, extra={"detail": _NO_TOKEN})
    confirmed_at = await context.fetch_one(store.confirmed_at(caller.session_id))
    if confirmed_at is None:
        return Refused(Reason.UNAUTHENTICATED)
    return None if is_within(CONFIRMED_FOR, confirmed_at, context.now) else Refused(Reason.REAUTHENTICATION_REQUIRED)
