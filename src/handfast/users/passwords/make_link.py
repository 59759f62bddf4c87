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
    row = await store.account_by_email(context.reads, texts.email(email) or "")
    if row is None or row["password_hash"] is None:
        return Refused(Reason.NOT_FOUND)
    if row["disabled_at"] is not None:
        return Refused(Reason.ACCOUNT_DISABLED)
    secret = new_secret(context)
    context.write(insert_link(digest(secret), row["id"], context.now, context.now + RESET_LIFE))
    return Done(
        link(context, "reset", secret), [DomainEvent("PASSWORD_RESET_ASKED", row["tenant_id"], Subject("person", row["id"], row["name"]))]
    )
