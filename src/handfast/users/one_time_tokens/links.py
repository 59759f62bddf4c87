"""One-time links. The secret is in the fragment, which never reaches a server or a log; wrong links are counted by source."""

from handfast.kernel.outcomes import Reason, Refused
from handfast.limits import store as limits
from handfast.limits.rules import LINK, Bucket, source
from handfast.runner.context import Context


def link(context: Context, page: str, secret: str) -> str:
    return f"{context.policy.public_url}/{page}#{secret}"


def _bucket(context: Context) -> Bucket:
    return Bucket(LINK, source(context.caller.address))


async def too_many(context: Context) -> Refused | None:
    """The refusal for a source that presented too many wrong links; None for any other."""
    retry_in = await limits.wait(context.reads, [_bucket(context)], context.now)
    return None if retry_in is None else Refused(Reason.RATE_LIMITED, retry_in)


def right(context: Context) -> None:
    """Adds the guard for answering that a link is right. Conflict if wrong links used up the source's attempts in the meantime."""
    context.compared = "right"
    context.write(limits.has_room(_bucket(context), context.now))


def wrong(context: Context, reason: Reason = Reason.LINK_EXPIRED) -> Refused:
    context.compared = "wrong"
    context.write(limits.spend(_bucket(context), context.now))
    return Refused(reason)
