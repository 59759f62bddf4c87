"""Writes a link or a pending link, for a customer who names a device, an action on a device and an admin who assigns one."""

from dataclasses import dataclass

from handfast.ceremonies.linking import rules, store
from handfast.ceremonies.linking.customers import Customer, Link
from handfast.ceremonies.linking.notifications import notify_linked, notify_unlinked
from handfast.ceremonies.linking.rules import Device, Proof
from handfast.devices import store as devices
from handfast.kernel.ids import DeviceId, RustdeskId, TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.limits import store as limits
from handfast.limits.rules import LINK_CLAIM, Bucket
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.ids import IdFormat, default_name, may_be_named, needs_record
from handfast.users.memberships import store as memberships
from handfast.users.tenants import store as tenants


@dataclass(frozen=True, slots=True)
class Bound:
    rustdesk_id: RustdeskId
    waits_until: int | None = None
    """When a pending link expires; None for a link."""


async def link_or_wait(context: Context, who: Customer, rustdesk_id: RustdeskId, field: str) -> Done[Bound] | Refused:
    """Links the device that a customer names, or notes a pending link.

    Every attempt counts towards the limit, right or wrong, so that nobody can try IDs until one is free.
    """
    if not who.may_link:
        return Refused(Reason.LINKING_OFF)
    bucket = Bucket(LINK_CLAIM, who.id)
    if (wait := await limits.wait(context.reads, [bucket], context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)
    context.write(limits.spend(bucket, context.now))
    record = rustdesk.any_of_id(rustdesk_id, tenant_id=who.tenant_id)
    if needs_record(rustdesk_id, who.settings.rustdesk_id_format) and await context.fetch_one(record) is None:
        return wrong_format(who, field)
    known = await context.fetch_one(store.device(rustdesk_id, tenant_id=who.tenant_id))
    if reason := rules.device_refused(known, who.id):
        details = {"rustdesk_id": rustdesk_id, "reason": reason.value}
        return Refused(reason, events=[DomainEvent("LINK_REFUSED", who.tenant_id, who.subject, details)])
    proof = rules.proof_at_hand(who.settings.link_proof, known)
    if known is None and proof is not None and not await has_room(context, who.tenant_id):
        return Refused(Reason.DEVICE_QUOTA)
    if proof is not None:
        return Done(Bound(rustdesk_id), bind(context, who, rustdesk_id, known, proof))
    expires_at = context.now + rules.PENDING_LINK_LIFE
    context.write(store.add_pending_link(who.id, rustdesk_id, context.caller.address, context.now, expires_at, tenant_id=who.tenant_id))
    pending = DomainEvent("LINK_CLAIMED", who.tenant_id, who.subject, {"rustdesk_id": rustdesk_id})
    return Done(Bound(rustdesk_id, expires_at), [pending])


async def has_room(context: Context, tenant_id: TenantId) -> bool:
    """Whether the tenant may have one more device."""
    room = await context.fetch_one(tenants.room(tenant_id=tenant_id))
    return room is not None and room.devices


def bind(context: Context, who: Customer, rustdesk_id: RustdeskId, known: Device | None, proof: Proof) -> list[DomainEvent]:
    """Links the customer to this device and to no other, and tells them by mail. Conflict if either side was linked in the meantime."""
    notify_linked(context, who.reader, rustdesk_id, who.link.rustdesk_id if who.link else None)
    return write_link(context, who, rustdesk_id, known, proof, context.now, is_named_only=True)


def write_link(
    context: Context, who: Customer, rustdesk_id: RustdeskId, known: Device | None, proof: Proof, at: int, *, is_named_only: bool = False
) -> list[DomainEvent]:
    """Like `bind`, without a mail to the customer. With `is_named_only`, a device that is not known here is added on their word alone."""
    tenant_id = who.tenant_id
    device_id = known.id if known else DeviceId(context.random.id())
    name = known.name if known else default_name(rustdesk_id)
    if known is None:
        added = rustdesk.add(
            device_id, rustdesk_id, name, context.now, tenant_id=who.tenant_id, is_named_only=is_named_only, has_owner=True
        )
        context.write(*added)
    else:
        context.write(devices.take(device_id, context.now, tenant_id=who.tenant_id))
    if who.link is not None:
        context.write(store.relink(who.id, who.link.device_id, device_id, proof, at, tenant_id=tenant_id))
    else:
        context.write(store.link(who.id, device_id, proof, at, tenant_id=tenant_id))
    context.write(memberships.count_link(who.id, tenant_id=tenant_id))
    is_pending = who.pending_link is not None and who.pending_link.rustdesk_id == rustdesk_id
    is_used = is_pending and rules.is_proven(proof)
    context.write(
        store.use_pending_link(who.id, rustdesk_id, context.now, tenant_id=tenant_id)
        if is_used
        else store.drop_pending_link(who.id, tenant_id=tenant_id)
    )
    details = {"rustdesk_id": rustdesk_id, "device_id": device_id, "proof": _WORDS[proof]}
    events = [owner_changed(device_id, name, known.version + 1 if known else 1, tenant_id=tenant_id)]
    if who.link is None:
        return [DomainEvent("LINKED", who.tenant_id, who.subject, details), *events]
    old = _let_go(context, who.link, is_kept=proof == "admin", tenant_id=tenant_id)
    return [DomainEvent("RELINKED", who.tenant_id, who.subject, details | {"old_id": who.link.rustdesk_id}), *events, old]


def _let_go(context: Context, link: Link, *, is_kept: bool, tenant_id: TenantId) -> DomainEvent:
    """Frees the device for others. One that was added on a customer's word alone is deleted, since it may never have existed."""
    if is_kept:
        context.write(rustdesk.take_up(link.device_id, tenant_id=tenant_id))
    if is_kept or not link.is_named_only:
        context.write(devices.release(link.device_id, context.now, tenant_id=tenant_id))
        return owner_changed(link.device_id, link.name, link.device_version + 1, tenant_id=tenant_id)
    context.write(*rustdesk.forget_named_only(link.device_id, tenant_id=tenant_id))
    return DomainEvent("DEVICE_FORGOTTEN", tenant_id, Subject("device", link.device_id, link.name), version=link.device_version + 1)


_WORDS: dict[Proof, str] = {
    "none": "without proof",
    "seen": "the device was online here",
    "device": "proven on the device",
    "admin": "by an admin",
}


def owner_changed(device_id: DeviceId, name: str, version: int, *, tenant_id: TenantId) -> DomainEvent:
    """A live event only: in the audit trail, the customer's own event says it."""
    return DomainEvent("DEVICE_OWNER_CHANGED", tenant_id, Subject("device", device_id, name), version=version)


def end_pending_link(context: Context, who: Customer) -> list[DomainEvent]:
    """Drops the customer's pending link, if there is one."""
    context.write(store.drop_pending_link(who.id, tenant_id=who.tenant_id))
    if who.pending_link is None:
        return []
    return [DomainEvent("LINK_CLAIM_ENDED", who.tenant_id, who.subject, {"rustdesk_id": who.pending_link.rustdesk_id})]


def unbind(context: Context, who: Customer, *, is_kept: bool = False, is_removed: bool = False) -> list[DomainEvent]:
    """Unlinks the customer's device, if there is one, and frees it for others. With `is_kept` it stays in the admins' list.

    With `is_gone` the batch also removes the device, so it is not freed.
    """
    if who.link is None:
        return []
    context.write(store.unlink(who.id, who.link.device_id, tenant_id=who.tenant_id))
    notify_unlinked(context, who.reader, who.link.rustdesk_id)
    details = {"rustdesk_id": who.link.rustdesk_id, "device_id": who.link.device_id}
    unlinked = DomainEvent("UNLINKED", who.tenant_id, who.subject, details)
    return [unlinked] if is_removed else [unlinked, _let_go(context, who.link, is_kept=is_kept, tenant_id=who.tenant_id)]


def wrong_format(who: Customer, field: str) -> Refused:
    """Why this cannot be a RustDesk ID, in words for the user who typed it."""
    errors = [{"field": field, "message": _FORMATS[who.settings.rustdesk_id_format]}]
    return Refused(Reason.INVALID_FORMAT, extra={"errors": errors})


def is_wrong(who: Customer, rustdesk_id: RustdeskId) -> bool:
    return not may_be_named(rustdesk_id, who.settings.rustdesk_id_format)


_FORMATS: dict[IdFormat, str] = {
    "strict9": "A RustDesk ID has exactly 9 digits, without spaces, and does not begin with 0",
    "known": "A RustDesk ID has 9 digits, without spaces. Another ID is accepted once its device has reported to this server",
    "any": "A RustDesk ID has 6 to 10 digits and does not begin with 0, or is a name with at least one letter, without spaces",
}
