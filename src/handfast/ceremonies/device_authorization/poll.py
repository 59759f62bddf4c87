"""Step 4. The device asks whether it is let in, and gets what its tokens are made from (RFC 8628, 3.4).

Only while nobody has decided can a poll come too early. What was decided is answered whatever the timing: a client that polls too often
would else be told to slow down again and again, and never learn that it was let in.
"""

from dataclasses import dataclass

from handfast.ceremonies.device_authorization import store
from handfast.ceremonies.device_authorization.deliver import deliver, deliver_again
from handfast.ceremonies.device_authorization.lifecycle import GrantState
from handfast.ceremonies.device_authorization.store import Polled
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.kernel.time import SECOND
from handfast.oauth.clients.rules import Client
from handfast.oauth.tokens.rules import Granted
from handfast.runner.context import Context, Once

_POLLED: Once[Polled] = Once("polled")


@dataclass(frozen=True, slots=True)
class Poll:
    client: Client
    device_code: Secret
    thumbprint: str | None
    """Of the key that signed the request's DPoP proof."""
    has_waited: bool = False
    """The server held the answer back itself (`waits.py`), so it cannot come too early."""


async def poll(context: Context, command: Poll) -> Done[Granted] | Refused:
    """Refused with AUTHORIZATION_PENDING, SLOW_DOWN, ACCESS_DENIED, EXPIRED_TOKEN, INVALID_GRANT, INVALID_CLIENT or INVALID_DPOP_PROOF.

    A pending one has in its extra the `interval` in seconds, and the `number` that the device must show from now on.
    """
    client = command.client
    if reason := _not_from(command):
        return Refused(reason)
    grant = await _poll(context, command)
    if grant is None:
        return Refused(Reason.INVALID_GRANT)
    if grant.state == GrantState.DENIED:
        return Refused(Reason.ACCESS_DENIED)
    if grant.state == GrantState.DELIVERED:
        return await deliver_again(context, client, grant, command.device_code)
    if grant.expires_at <= context.now:
        return Refused(Reason.EXPIRED_TOKEN)
    if grant.state == GrantState.APPROVED:
        return await deliver(context, client, grant, command.device_code, command.thumbprint)
    return _pending(grant)


def _not_from(command: Poll) -> Reason | None:
    """Why nothing is given to who asks, whatever their code is."""
    if command.client.disabled_at is not None:
        return Reason.INVALID_CLIENT
    return Reason.INVALID_DPOP_PROOF if command.client.settings.requires_dpop and command.thumbprint is None else None


def _pending(grant: Polled) -> Refused:
    extra: dict[str, object] = {"interval": grant.interval // SECOND}
    if grant.number is not None:
        extra["number"] = grant.number
    return Refused(Reason.SLOW_DOWN if grant.early else Reason.AUTHORIZATION_PENDING, extra=extra)


async def _poll(context: Context, command: Poll) -> Polled | None:
    """Counts the poll once, however often the use case runs; when it runs again, what it reads is what another poll has left."""
    this = (digest(command.device_code.reveal()), command.client.id, command.thumbprint)
    if context.has_done(_POLLED):
        return await context.fetch_one(store.polled(*this))
    counted = store.poll(*this, context.now, has_waited=command.has_waited)
    return await context.once(_POLLED, lambda: context.commit_now(counted))
