"""What a device does for good it signs for once: a proof that was seen in flight is worth nothing at another node, or after a restart.

Every process remembers the proofs it saw, which costs nothing and is enough for what can be repeated. Renewing and unpairing cannot.
"""

from handfast.kernel.outcomes import Reason, Refused
from handfast.limits import store as limits
from handfast.limits.rules import PROOF, Bucket
from handfast.runner.context import Context


async def use_up(context: Context, proof: str | None) -> Refused | None:
    """Takes the proof in the batch that it pays for; refused when it was taken before. A device without a key has none."""
    if proof is None:
        return None
    bucket = Bucket(PROOF, proof)
    if await limits.wait(context.reads, [bucket], context.now) is not None:
        return Refused(Reason.INVALID_DPOP_PROOF)
    context.write(limits.spend(bucket, context.now))
    return None
