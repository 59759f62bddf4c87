"""Step 1. A client asks to be let in."""

from dataclasses import dataclass

from handfast.ceremonies.device_authorization import store
from handfast.ceremonies.device_authorization.rules import CODE_BYTES, LIFE
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.kernel.time import HOUR
from handfast.limits import store as limits
from handfast.limits.rules import RUSTDESK_REQUEST, Bucket, source
from handfast.runner.run import Act
from handfast.rustdesk.registry.rules import Claim


@dataclass(frozen=True, slots=True)
class Start:
    claim: Claim
    hostname: str
    os: str
    is_ours: bool
    """Whether it asks for the one way to sign in that is offered here."""


async def start(act: Act, wish: Start) -> Done[Secret] | Refused:
    bucket = Bucket(RUSTDESK_REQUEST, source(act.caller.address))
    if (wait := await limits.wait(act.reads, [bucket], act.now)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)
    if not wish.is_ours:
        return Refused(Reason.NOT_FOUND)
    code = act.random.bytes(CODE_BYTES).hex()
    device = (wish.claim, wish.hostname, wish.os, act.caller.address)
    act.write(limits.spend(bucket, act.now), store.start(digest(code), *device, act.now, act.now + LIFE), store.purge(act.now - HOUR))
    return Done(Secret(code))
