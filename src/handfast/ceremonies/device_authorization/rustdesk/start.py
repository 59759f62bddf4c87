"""Step 1. A client starts a request."""

from dataclasses import dataclass

from handfast.ceremonies.device_authorization.rustdesk import store
from handfast.ceremonies.device_authorization.rustdesk.rules import CODE_BYTES, LIFE
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.kernel.time import HOUR
from handfast.limits import store as limits
from handfast.limits.rules import RUSTDESK_REQUEST, Bucket, source
from handfast.runner.context import Context
from handfast.rustdesk.registry.rules import ClientIdentity


@dataclass(frozen=True, slots=True)
class Start:
    identity: ClientIdentity
    hostname: str
    os: str
    is_ours: bool
    """Whether the client asks for the only sign-in provider that is offered here."""


async def start(context: Context, command: Start) -> Done[Secret] | Refused:
    bucket = Bucket(RUSTDESK_REQUEST, source(context.caller.address))
    if (wait := await limits.wait(context.reads, [bucket], context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)
    if not command.is_ours:
        return Refused(Reason.NOT_FOUND)
    code = context.random.bytes(CODE_BYTES).hex()
    device = (command.identity, command.hostname, command.os, context.caller.address)
    context.write(
        limits.spend(bucket, context.now),
        store.start(digest(code), *device, context.now, context.now + LIFE),
        store.purge(context.now - HOUR),
    )
    return Done(Secret(code))
