"""Step 1. `POST /api/oidc/auth`: a client asks to be let in."""

from dataclasses import dataclass

from starlette.responses import Response

from handfast.ceremonies.device_authorization import store
from handfast.ceremonies.device_authorization.rules import CODE_BYTES, LIFE
from handfast.edge.calls import Call
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.kernel.time import HOUR
from handfast.limits import store as limits
from handfast.limits.rules import RUSTDESK_REQUEST, Bucket, source
from handfast.runner.run import Act
from handfast.rustdesk.client_api.client_runtime import desk_of
from handfast.rustdesk.client_api.login_options import PROVIDER
from handfast.rustdesk.client_api.users import place, waiting_time
from handfast.rustdesk.client_api.wire import answer, read, trouble
from handfast.rustdesk.registry.contact.rules import Claim

UNREADABLE = trouble("This request cannot be read.", 400)
_NO_SUCH_PROVIDER = trouble("This server has no way to sign in by that name.")


@dataclass(frozen=True, slots=True)
class Begin:
    claim: Claim
    hostname: str
    os: str
    is_ours: bool
    """Whether it asks for the one way to sign in that is offered here."""


async def start(call: Call) -> Response:
    body = await read(call)
    claim = await desk_of(call).claim(call, body)
    if claim is None or body is None:
        return UNREADABLE
    begun = await call.run(begin, Begin(claim, *place(body), body.get("op") == PROVIDER), call.anonymous())
    if isinstance(begun, Refused):
        if begun.reason is Reason.NOT_FOUND:
            return _NO_SUCH_PROVIDER
        return trouble(f"Too many requests. Please wait {waiting_time(begun)}.")
    code = begun.view.reveal()
    return answer({"code": code, "url": f"{call.house.public_url}/approve#{code}"})


async def begin(act: Act, wish: Begin) -> Done[Secret] | Refused:
    bucket = Bucket(RUSTDESK_REQUEST, source(act.caller.address))
    if (wait := await limits.wait(act.reads, [bucket], act.now)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)
    if not wish.is_ours:
        return Refused(Reason.NOT_FOUND)
    code = act.random.bytes(CODE_BYTES).hex()
    device = (wish.claim, wish.hostname, wish.os, act.caller.address)
    act.write(limits.spend(bucket, act.now), store.start(digest(code), *device, act.now, act.now + LIFE), store.purge(act.now - HOUR))
    return Done(Secret(code))
