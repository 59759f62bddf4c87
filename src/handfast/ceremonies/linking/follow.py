"""Step 4, when the device itself changed its ID: the same uuid is heard under another one, and the old one is silent.

Copied images share a uuid, so nothing moves by itself. The customer and the desk are told, and either of them moves the link by one press.
"""

from dataclasses import dataclass

from handfast.ceremonies.linking import rules, store
from handfast.ceremonies.linking.bind import bind
from handfast.ceremonies.linking.customers import Customer, customer, device
from handfast.ceremonies.linking.rules import Proof
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.limits import store as limits
from handfast.limits.rules import LINK_CLAIM, Bucket
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Successor:
    """What a linked device seems to call itself now."""

    device_id: str
    rustdesk_id: str
    name: str
    first_seen_at: int


@dataclass(frozen=True, slots=True)
class Follow:
    device_id: str
    """The linked one."""
    rustdesk_id: str
    """As it was shown to whoever pressed: another one meanwhile is not moved to."""


async def successor(context: Context, tenant_id: str, device_id: str) -> Successor | None:
    row = await context.reads.fetch_one(store.SUCCESSOR, tenant_id, device_id)
    return Successor(row["id"], row["rustdesk_id"], row["name"], row["first_seen_at"]) if row else None


async def follow_own(context: Context, rustdesk_id: str) -> Done[None] | Refused:
    """The customer says that it is the same device. The uuid that was known is heard, which proves no more than being seen."""
    who = await customer(context, context.caller.tenant, context.caller.own_id)
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
    """An admin says so."""
    owner = await context.reads.fetch_one(store.OWNER, context.caller.tenant, command.device_id)
    who = await customer(context, context.caller.tenant, owner["person_id"]) if owner else None
    if who is None:
        return Refused(Reason.NOT_FOUND)
    return await _move(context, who, command.device_id, command.rustdesk_id, "admin")


async def _move(context: Context, who: Customer, device_id: str, rustdesk_id: str, proof: Proof) -> Done[None] | Refused:
    """Conflict, and tried again, when either device was linked or went meanwhile."""
    if who.link is None or who.link.device_id != device_id:
        return Refused(Reason.NOT_FOUND)
    to = await successor(context, who.tenant_id, device_id)
    if to is None or to.rustdesk_id != rustdesk_id:
        return Refused(Reason.NOT_FOUND)
    return Done(None, bind(context, who, rustdesk_id, await device(context, who.tenant_id, rustdesk_id), proof))
