"""The account of an e-mail address for a new user of it; made if there is none yet."""

from handfast.kernel.ids import AccountId
from handfast.runner.context import Context
from handfast.users.accounts import store


async def find_or_make(context: Context, email: str, name: str) -> AccountId:
    """The id. Of two that make it at once, one gets a conflict and finds it at the next attempt; so does who finds one that is deleted."""
    account = await context.fetch_one(store.by_email(email))
    if account is not None:
        context.write(store.keep_password(account.id, account.session_version, None))
        return account.id
    account_id = AccountId(context.random.id())
    context.write(store.insert(account_id, email, name, context.now))
    return account_id
