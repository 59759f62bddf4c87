"""A customer acted on another installation that claims to be a known device: a reinstalled phone, for instance, has a new uuid.

Their action counts if the device is theirs or unclaimed, and if the installation has sent two heartbeats lately (`stand_in`) or sends them
within ten minutes (`take_over`). It then takes the device's place, the admins are alerted, and the customer is told by mail if the device
was not linked to them before. A device of somebody else does not change; the admins see who contests it.
"""

from handfast.ceremonies.linking import rules
from handfast.ceremonies.linking import store as links
from handfast.ceremonies.linking.confirm_link import Evidence, Outcome, acted, conflict, customer_of
from handfast.ceremonies.linking.customers import Customer, customer
from handfast.ceremonies.linking.rules import Device
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.rules import ENOUGH_HEARTBEATS, ClientIdentity
from handfast.rustdesk.registry.store import KnownDevice
from handfast.rustdesk.registry.uuid_conflicts import store
from handfast.rustdesk.registry.uuid_conflicts.rules import is_heard, is_vouched


async def stand_in(context: Context, evidence: Evidence, known: KnownDevice, pk: str | None) -> Done[Outcome] | Refused:
    """The known device has another uuid than the evidence."""
    tenant_id = evidence.tenant_id
    who = await customer_of(context, evidence)
    if who is None:
        return Refused(Reason.NOT_FOUND)
    if not who.is_paid_up:
        return Refused(Reason.SUBSCRIPTION_REQUIRED)
    device = await context.fetch_one(links.device(evidence.rustdesk_id, tenant_id=tenant_id))
    reason = rules.device_refused(device, who.id)
    if reason is Reason.DEVICE_BLOCKED:
        return Refused(reason)
    if reason is None and not who.may_link and not _is_theirs(who, known):
        return Done("nothing") if evidence.is_signed_in else Refused(Reason.LINKING_OFF)
    if reason is None and who.link is not None and who.link.device_id != known.id and not evidence.may_change:
        return Refused(Reason.ALREADY_LINKED)
    other = await context.fetch_one(store.by_uuid(known.id, evidence.uuid, tenant_id=tenant_id))
    if reason is None and other is not None and is_heard(other.heartbeats, other.last_seen_at, context.now):
        return _replace(context, evidence, known, device, who, pk)
    conflict_row = (known.id, known.uuid, evidence.uuid, pk)
    context.write(store.vouch(context.random.id(), *conflict_row, who.id, context.caller.address, context.now, tenant_id=tenant_id))
    if reason is not None:
        return conflict(evidence, device, f"{who.name} tried to link another installation of it, but it is linked to somebody else", reason)
    subject = Subject("device", known.id, known.name)
    return Done("vouched", [DomainEvent("DEVICE_VOUCHED", tenant_id, subject, {"customer": who.name}, known.version)])


def _is_theirs(who: Customer, known: KnownDevice) -> bool:
    return who.link is not None and who.link.device_id == known.id


async def take_over(context: Context, identity: ClientIdentity) -> Done[Outcome] | Refused:
    """The heartbeats that were missing in `stand_in` have arrived."""
    tenant_id = identity.tenant_id
    known = await context.fetch_one(rustdesk.known(identity.rustdesk_id, tenant_id=tenant_id))
    if known is None or known.removed_at is not None or known.uuid in (None, identity.uuid):
        return Done("nothing")
    other = await context.fetch_one(store.by_uuid(known.id, identity.uuid, tenant_id=tenant_id))
    if other is None or other.user_id is None or not is_vouched(other.vouched_at, context.now):
        return Done("nothing")
    who = await customer(context, other.user_id, tenant_id=tenant_id)
    device = await context.fetch_one(links.device(identity.rustdesk_id, tenant_id=tenant_id))
    if who is None or who.is_disabled or not who.is_paid_up or rules.device_refused(device, who.id):
        return Done("nothing")
    if not who.may_link and not _is_theirs(who, known):
        return Done("nothing")
    place = (tenant_id, identity.rustdesk_id, identity.uuid)
    evidence = Evidence("device", *place, who.id, context.caller.address, may_change=True)
    return _replace(context, evidence, known, device, who, other.pk)


def _replace(
    context: Context, evidence: Evidence, known: KnownDevice, device: Device | None, who: Customer, pk: str | None
) -> Done[Outcome] | Refused:
    outcome = acted(context, evidence, device, who)
    if isinstance(outcome, Refused):
        return outcome
    tenant_id, installation = evidence.tenant_id, (evidence.uuid, pk, ENOUGH_HEARTBEATS, evidence.rustdesk_id)
    context.write(rustdesk.replace_installation(known.id, known.uuid, *installation, tenant_id=tenant_id))
    context.write(store.forget(known.id, tenant_id=tenant_id))
    subject = Subject("device", known.id, known.name)
    details = {"rustdesk_id": evidence.rustdesk_id, "why": f"{who.name} confirmed it"}
    return Done("linked", [*outcome.events, DomainEvent("DEVICE_UUID_REPLACED", evidence.tenant_id, subject, details, known.version)])
