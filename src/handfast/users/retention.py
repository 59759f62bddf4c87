"""Deletes expired sessions, tokens and links. A job calls it; nothing depends on it, since each is checked when it is presented.

Accounts go too to which nobody can sign in any more, with what signed them in. Mostly that happens with their last user; not where an
operator stopped being one, or two companies were deleted at the same moment.
"""

from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.runner.turns import next_span
from handfast.users.access_tokens import store as access_tokens
from handfast.users.accounts import store as accounts
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.passkeys import store as passkeys
from handfast.users.recipients import store as recipients
from handfast.users.second_factors import store as second_factors
from handfast.users.sessions import store as sessions


async def purge(context: Context, _: None) -> Done[None]:
    span = await next_span(context, "sessions", sessions.nth_after)
    context.write(sessions.purge(context.now, *span), access_tokens.purge(context.now), one_time_tokens.purge(context.now))
    context.write(second_factors.purge_steps(context.now), passkeys.purge_challenges(context.now), recipients.purge(context.now))
    context.write(accounts.purge(*await next_span(context, "accounts", accounts.nth_after)))
    return Done(None)
