"""Makes a link to choose a new password, for the operator to hand over when there is no e-mail, or nobody else who could help."""

from handfast.kernel import texts
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import digest
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.one_time_tokens.links import link
from handfast.users.passwords.store import insert_link, reset_asked
from handfast.users.rules import RESET_LIFE
from handfast.users.sessions.opening import new_secret
from handfast.users.store import can_sign_in, latest_member


async def make_link(context: Context, email: str) -> Done[str] | Refused:
    account = await context.fetch_one(accounts.by_email(texts.email(email) or ""))
    if account is None:
        return Refused(Reason.NOT_FOUND)
    member = await context.fetch_one(latest_member(account.id))
    if not can_sign_in(account, member):
        is_unused = account.password_hash is None and (member is None or member.joined_at is None)
        return Refused(Reason.NOT_FOUND if is_unused else Reason.ACCOUNT_DISABLED)
    secret = new_secret(context)
    context.write(insert_link(digest(secret), account.id, context.now, context.now + RESET_LIFE))
    return Done(link(context, "reset", secret), [reset_asked(account, member)])
