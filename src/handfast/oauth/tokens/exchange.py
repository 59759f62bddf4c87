"""A device that was paired or linked exchanges its credential for an access token (RFC 8693). The credential stays what it is."""

from dataclasses import dataclass, replace

from handfast.devices import store as devices
from handfast.devices.lifecycle import DeviceStatus
from handfast.devices.refusals import end_family
from handfast.devices.rules import judge_generation
from handfast.devices.store import DeviceOfToken
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret, digest, is_device_token
from handfast.oauth.clients.rules import Client
from handfast.oauth.tokens import store
from handfast.oauth.tokens.rules import Granted
from handfast.runner.context import Context
from handfast.users.rules import invalid


@dataclass(frozen=True, slots=True)
class Exchange:
    client: Client
    credential: Secret
    thumbprint: str | None
    """Of the key that signed the request's DPoP proof."""
    scopes: tuple[str, ...]
    audiences: tuple[str, ...]


async def exchange(context: Context, command: Exchange) -> Done[Granted] | Refused:
    """`refresh_expires_at` of the view is when the credential ends; no token may outlive it."""
    client, token = command.client, command.credential.reveal()
    if not client.settings.exchanges:
        return Refused(Reason.UNAUTHORIZED_CLIENT)
    shown = digest(token)
    known = await context.fetch_one(devices.by_token(shown)) if is_device_token(token) else None
    if known is None or not _is_of(client, known) or known.expires_at <= context.now:
        return _invalid()
    context.caller = replace(context.caller, kind="device", id=known.id, name=known.name, tenant_id=known.tenant_id, credential=shown)
    if known.key_thumbprint is not None and command.thumbprint != known.key_thumbprint:
        return Refused(Reason.INVALID_DPOP_PROOF) if command.thumbprint is None else _invalid()
    if refused := await _judged(context, known):
        return refused
    if known.used_at is None:
        context.write(devices.use_credential(shown, context.now))
    granted = Granted(known.id, known.tenant_id, client.id, command.scopes, command.audiences, command.thumbprint, None, known.expires_at)
    return Done(granted, [DomainEvent("TOKEN_EXCHANGED", known.tenant_id, Subject("device", known.id, known.name))])


async def _judged(context: Context, known: DeviceOfToken) -> Refused | None:
    """Why a credential that is no secret to whoever shows it is not good now, as `devices/identify.py` judges it."""
    judgement = judge_generation(known.shown_generation, known.generation, await context.fetch_one(devices.current(known)), context.now)
    if judgement == "reused":
        ended = await end_family(context, known.generation)
        context.write(store.revoke(known.id, context.now))
        return replace(_invalid(), events=ended.events)
    if known.status == DeviceStatus.DISABLED:
        return Refused(Reason.DEVICE_DISABLED)
    if judgement not in ("current", "in_grace") or known.status != DeviceStatus.ACTIVE:
        return _invalid()
    return Refused(Reason.TENANT_SUSPENDED) if known.suspended_at is not None else None


def _is_of(client: Client, known: DeviceOfToken) -> bool:
    """A client of the server is for the devices of all companies."""
    return client.tenant_id in (None, known.tenant_id)


def _invalid() -> Refused:
    """RFC 8693, 2.2.2: `invalid_request`."""
    return invalid("subject_token", "this is not a credential that can be exchanged")
