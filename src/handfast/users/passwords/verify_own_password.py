"""Checks that a signed-in user knows their own password. Whoever finds an open browser gets no more guesses here than at sign-in."""

from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.limits import store as limits
from handfast.runner.context import Context
from handfast.users.accounts.store import Account
from handfast.users.passwords import hashing
from handfast.users.passwords.rules import normalised
from handfast.users.sessions.lockout import limits_of
from handfast.users.store import latest_member


async def verify_own_password(context: Context, account: Account, password: Secret) -> Refused | None:
    """RATE_LIMITED, or WRONG_PASSWORD with the guess counted; None when the password is right."""
    buckets = await limits_of(context, account.email, await context.fetch_one(latest_member(account.id)))
    if (retry_in := await limits.wait(context.reads, buckets, context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, retry_in)
    checked = await context.hash_in_pool(hashing.check, account.password_hash, normalised(password.reveal()))
    context.compared = "right" if checked.right else "wrong"
    if not checked.right:
        context.write(*(limits.spend(bucket, context.now) for bucket in buckets))
        return Refused(Reason.WRONG_PASSWORD)
    context.write(*(limits.has_room(bucket, context.now) for bucket in buckets))
    return None
