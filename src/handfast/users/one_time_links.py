"""One-time links. Where they lead is in the fragment, which no server and no log ever sees; wrong ones are counted by source."""

from handfast.kernel.outcomes import Reason, Refused
from handfast.limits import store as limits
from handfast.limits.rules import LINK, Bucket, source
from handfast.runner.run import Act


def link(act: Act, page: str, secret: str) -> str:
    return f"{act.policy.public_url}/{page}#{secret}"


def _bucket(act: Act) -> Bucket:
    return Bucket(LINK, source(act.caller.address))


async def too_many(act: Act) -> Refused | None:
    """The refusal for a source that showed too many wrong links."""
    retry_in = await limits.wait(act.reads, [_bucket(act)], act.now)
    return None if retry_in is None else Refused(Reason.RATE_LIMITED, retry_in)


def right(act: Act) -> None:
    """Leaves the guard for telling that a link is right: no crowd of wrong ones has used up the source's tries meanwhile."""
    act.compared = "right"
    act.write(limits.has_room(_bucket(act), act.now))


def wrong(act: Act, reason: Reason = Reason.LINK_EXPIRED) -> Refused:
    act.compared = "wrong"
    act.write(limits.spend(_bucket(act), act.now))
    return Refused(reason)
