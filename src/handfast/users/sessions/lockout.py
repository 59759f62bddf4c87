"""Which limits count an attempt to sign in. Strangers who fail on purpose must not lock users out at the addresses they always use."""

from handfast.kernel.time import DAY
from handfast.limits import store as limits
from handfast.limits.rules import SIGN_IN_ACCOUNT, Bucket
from handfast.runner.context import Context
from handfast.users.sessions.rules import sign_in_buckets
from handfast.users.sessions.store import sign_in_from
from handfast.users.store import StoredMember

_REMEMBERED = 30 * DAY


async def limits_of(context: Context, email: str, member: StoredMember | None) -> list[Bucket]:
    """Omits the account's daily limit if it is used up but the user signed in from this address within 30 days; the others still count."""
    address = context.caller.address
    buckets = sign_in_buckets(context.keys, email, address)
    per_account = [bucket for bucket in buckets if bucket.limit is SIGN_IN_ACCOUNT]
    if member is None or await limits.wait(context.reads, per_account, context.now) is None:
        return buckets
    earlier = sign_in_from(address, member.id, context.now - _REMEMBERED, tenant_id=member.tenant_id)
    if await context.fetch_one(earlier) is None:
        return buckets
    return [bucket for bucket in buckets if bucket not in per_account]
