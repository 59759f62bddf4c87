"""Answers whether a device's token is good (in the spirit of RFC 7662): yes with the essentials, or a bare no."""

from dataclasses import dataclass

from handfast.db.raw import Row, fetch_row
from handfast.devices import store
from handfast.devices.rules import Current, judge_generation
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


async def _is_good(context: Context, row: Row) -> bool:
    """Good for a request now: the newest credential, or its predecessor in its minute of grace."""
    newest = await fetch_row(context.reads, store.CURRENT, row["id"], row["generation"])
    current = Current(newest["cause"], newest["issued_at"], newest["used_at"]) if newest else None
    return judge_generation(row["shown"], row["generation"], current, context.now) in ("current", "in_grace")


async def validate(context: Context, token: str) -> Done[Valid | None] | Refused:
    """None for anything but a live token of the caller's tenant or, if a device asks, of that device. The reason is not disclosed."""
    if not is_device_token(token):
        return Done(None)
    row = await fetch_row(context.reads, store.BY_TOKEN, digest(token))
    if row is None or row["tenant_id"] != context.caller.tenant or (context.caller.kind == "device" and row["id"] != context.caller.id):
        return Done(None)
    if row["status"] != "active" or row["expires_at"] <= context.now or not await _is_good(context, row):
        return Done(None)
    return Done(Valid(row["id"], row["name"], row["tenant_id"], row["expires_at"]))
