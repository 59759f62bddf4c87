"""Makes a link to choose a new password, for the operator to hand over when there is no e-mail, or nobody else who could help."""

from handfast.kernel import texts
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import digest
from handfast.runner.context import Context
from handfast.users import store
from handfast.users.accounts import new_secret
from handfast.users.one_time_tokens.links import link
from handfast.users.passwords.store import insert_link
from handfast.users.rules import RESET_LIFE


async def make_link(context: Context, email: str) -> Done[str] | Refused:
    account = await context.fetch_one(store.account_by_email(texts.email(email) or ""))
    if account is None or account.password_hash is None:
        return Refused(Reason.NOT_FOUND)
    if account.disabled_at is not None:
        return Refused(Reason.ACCOUNT_DISABLED)
    secret = new_secret(context)
    context.write(insert_link(digest(secret), account.id, context.now, context.now + RESET_LIFE))
    asked = DomainEvent("PASSWORD_RESET_ASKED", account.tenant_id, Subject("person", account.id, account.name))
    return Done(link(context, "reset", secret), [asked])
