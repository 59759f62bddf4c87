"""Step 4, when the device itself changed its ID: the same uuid is heard under another ID, and the old ID is silent.

Copied images share a uuid, so the link does not move by itself. The customer and the admins are told, and either can move it with one
click.
"""

from dataclasses import dataclass

from handfast.ceremonies.linking import rules, store
from handfast.ceremonies.linking.bind import bind
from handfast.ceremonies.linking.customers import Customer, customer
from handfast.ceremonies.linking.rules import Proof
from handfast.kernel.ids import DeviceId, RustdeskId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.limits import store as limits
from handfast.limits.rules import LINK_CLAIM, Bucket
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Follow:
    device_id: DeviceId
    """The linked device."""
    rustdesk_id: RustdeskId
    """The new ID as the user saw it: if it has changed since, the link does not move."""


async def follow_own(context: Context, rustdesk_id: RustdeskId) -> Done[None] | Refused:
    """The customer says that it is the same device. The known uuid is heard, which proves no more than `seen`."""
    who = await customer(context, context.caller.user_id, tenant_id=context.caller.tenant)
    if who is None or not who.is_paid_up:
        return Refused(Reason.SUBSCRIPTION_REQUIRED)
    if who.link is None:
        return Refused(Reason.NOTHING_TO_UPDATE)
    bucket = Bucket(LINK_CLAIM, who.id)
    if (wait := await limits.wait(context.reads, [bucket], context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)
    context.write(limits.spend(bucket, context.now))
    return await _move(context, who, who.link.device_id, rustdesk_id, "seen" if rules.is_verified(who.link.proof) else "none")


async def follow(context: Context, command: Follow) -> Done[None] | Refused:
    """An admin says that it is the same device."""
    tenant_id = context.caller.tenant
    owner = await context.fetch_one(store.owner(command.device_id, tenant_id=tenant_id))
    who = await customer(context, owner, tenant_id=tenant_id) if owner is not None else None
    if who is None:
        return Refused(Reason.NOT_FOUND)
    return await _move(context, who, command.device_id, command.rustdesk_id, "admin")


async def _move(context: Context, who: Customer, device_id: DeviceId, rustdesk_id: RustdeskId, proof: Proof) -> Done[None] | Refused:
    """Conflict if either device was linked or removed in the meantime."""
    if who.link is None or who.link.device_id != device_id:
        return Refused(Reason.NOT_FOUND)
    to = await context.fetch_one(store.successor(device_id, tenant_id=who.tenant_id))
    if to is None or to.rustdesk_id != rustdesk_id:
        return Refused(Reason.NOT_FOUND)
    known = await context.fetch_one(store.device(rustdesk_id, tenant_id=who.tenant_id))
    return Done(None, bind(context, who, rustdesk_id, known, proof))
