"""Which limits count an attempt to sign in. Strangers who fail on purpose must not lock users out at the addresses they always use."""

from handfast.db.raw import Row
from handfast.kernel.time import DAY
from handfast.limits import store as limits
from handfast.limits.rules import SIGN_IN_ACCOUNT, Bucket
from handfast.runner.context import Context
from handfast.users.sessions.rules import sign_in_buckets
from handfast.users.sessions.store import has_been_here

_REMEMBERED = 30 * DAY


async def limits_of(context: Context, email: str, row: Row | None) -> list[Bucket]:
    """Omits the account's daily limit if it is used up but the user signed in from this address within 30 days; the others still count."""
    address = context.caller.address
    buckets = sign_in_buckets(context.keys, email, address)
    per_account = [bucket for bucket in buckets if bucket.limit is SIGN_IN_ACCOUNT]
    if row is None or await limits.wait(context.reads, per_account, context.now) is None:
        return buckets
    if not await has_been_here(context.reads, row["tenant_id"], row["id"], address, context.now - _REMEMBERED):
        return buckets
    return [bucket for bucket in buckets if bucket not in per_account]
