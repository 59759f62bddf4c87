"""Lets a proof sign for only one renewal or unpairing: an intercepted one is useless even at another node, or after a restart.

Every process remembers the proofs it saw, which costs nothing and is enough for requests that can be repeated. Renewing and
unpairing cannot, so the database remembers their proofs.
"""

from handfast.kernel.outcomes import Reason, Refused
from handfast.limits import store as limits
from handfast.limits.rules import PROOF, Bucket
from handfast.runner.context import Context


async def use_up(context: Context, proof: str | None) -> Refused | None:
    """Uses up the proof in the batch it signs for; INVALID_DPOP_PROOF if it was used before. A device without a key has no proof."""
    if proof is None:
        return None
    bucket = Bucket(PROOF, proof)
    if await limits.wait(context.reads, [bucket], context.now) is not None:
        return Refused(Reason.INVALID_DPOP_PROOF)
    context.write(limits.spend(bucket, context.now))
    return None
