"""Answers whether a device's token is good (in the spirit of RFC 7662): yes with the essentials, or a bare no."""

from dataclasses import dataclass

from handfast.devices import store
from handfast.devices.lifecycle import DeviceStatus
from handfast.devices.rules import judge_generation
from handfast.devices.store import DeviceOfToken
from handfast.kernel.ids import DeviceId, TenantId
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import digest, is_device_token
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Valid:
    device_id: DeviceId
    name: str
    tenant_id: TenantId
    expires_at: int


async def _is_good(context: Context, known: DeviceOfToken) -> bool:
    """Good for a request now: the newest credential, or its predecessor in its minute of grace."""
    current = await context.fetch_one(store.current(known))
    return judge_generation(known.shown_generation, known.generation, current, context.now) in ("current", "in_grace")


async def validate(context: Context, token: str) -> Done[Valid | None] | Refused:
    """None for anything but a live token of a device that the caller reaches or, if a device asks, of that device.

    The reason is not disclosed.
    """
    if not is_device_token(token):
        return Done(None)
    known = await context.fetch_one(store.by_token_within(digest(token), within=context.sight))
    if known is None or (context.caller.kind == "device" and known.id != context.caller.id):
        return Done(None)
    if known.status != DeviceStatus.ACTIVE or known.expires_at <= context.now or not await _is_good(context, known):
        return Done(None)
    return Done(Valid(known.id, known.name, known.tenant_id, known.expires_at))
