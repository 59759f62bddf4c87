"""Step 2. Links a device to a customer, or unlinks it. A device of another customer must deliberately be unlinked first."""

from dataclasses import dataclass

from handfast.ceremonies.linking import customers, rules
from handfast.ceremonies.linking import store as links
from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.bind import bind, unbind
from handfast.ceremonies.linking.customers import Link
from handfast.kernel.ids import DeviceId, UserId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.rustdesk.registry.ids import grouped


@dataclass(frozen=True, slots=True)
class AssignDevice:
    device_id: DeviceId
    user_id: UserId
    replaces: DeviceId | None = None
    """The id of the customer's present device, if this one replaces it: it is freed in the commit that links this one."""


async def assign(context: Context, command: AssignDevice) -> Done[None] | Refused:
    """Needs no subscription: an admin who assigns by hand has a reason."""
    tenant_id = context.caller.tenant
    device = await context.fetch_one(store.device(command.device_id, tenant_id=tenant_id))
    who = await customers.customer(context, command.user_id, tenant_id=tenant_id)
    if device is None or who is None:
        return Refused(Reason.NOT_FOUND)
    if who.link is not None:
        if who.link.device_id == device.id:
            return Done(None)
        if who.link.device_id != command.replaces:
            return _has_another(who.name, who.link)
    known = await context.fetch_one(links.device(device.rustdesk_id, tenant_id=tenant_id))
    if reason := rules.device_refused(known, who.id):
        return Refused(reason)
    return Done(None, bind(context, who, device.rustdesk_id, known, "admin"))


def _has_another(name: str, link: Link) -> Refused:
    detail = f"{name} has RustDesk {grouped(link.rustdesk_id)}. Unassign that one first, or confirm that this one replaces it."
    held = {"device_id": link.device_id, "rustdesk_id": link.rustdesk_id, "name": link.name}
    return Refused(Reason.ALREADY_LINKED, extra={"detail": detail, "held": held})


async def unassign(context: Context, device_id: DeviceId) -> Done[None] | Refused:
    tenant_id = context.caller.tenant
    device = await context.fetch_one(store.device(device_id, tenant_id=tenant_id))
    if device is None:
        return Refused(Reason.NOT_FOUND)
    if device.user_id is None:
        return Done(None)
    who = await customers.customer(context, device.user_id, tenant_id=tenant_id)
    if who is None or who.link is None or who.link.device_id != device_id:
        return Refused(Reason.BUSY, retry_in=1_000)
    return Done(None, unbind(context, who, is_kept=True))
