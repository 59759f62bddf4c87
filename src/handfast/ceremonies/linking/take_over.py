"""A customer acted on another installation that claims to be a known device: a reinstalled phone, for instance, has a new uuid.

Their action counts if the device is theirs or unclaimed, and if the installation has sent two heartbeats lately (`stand_in`) or sends them
within ten minutes (`take_over`). It then takes the device's place, the admins are alerted, and the customer is told by mail if the device
was not linked to them before. A device of somebody else does not change; the admins see who contests it.
"""

from handfast.ceremonies.linking import rules
from handfast.ceremonies.linking.confirm_link import Evidence, Outcome, acted, conflict
from handfast.ceremonies.linking.customers import Customer, customer, device
from handfast.db.raw import Row, fetch_row
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.rustdesk.registry import store as rustdesk
from handfast.rustdesk.registry.rules import ENOUGH_HEARTBEATS, ClientIdentity
from handfast.rustdesk.registry.store import KNOWN
from handfast.rustdesk.registry.uuid_conflicts import store
from handfast.rustdesk.registry.uuid_conflicts.rules import is_heard, is_vouched


async def stand_in(context: Context, evidence: Evidence, row: Row, pk: str | None) -> Done[Outcome] | Refused:
    """`row` is the known device, which has another uuid than the evidence."""
    who = await customer(context, evidence.tenant_id, evidence.user_id or "")
    if who is None or who.is_disabled:
        return Refused(Reason.NOT_FOUND)
    if not who.is_paid_up:
        return Refused(Reason.SUBSCRIPTION_REQUIRED)
    known = await device(context, evidence.tenant_id, evidence.rustdesk_id)
    reason = rules.device_refused(known, who.id)
    if reason is Reason.DEVICE_BLOCKED:
        return Refused(reason)
    if reason is None and who.link is not None and who.link.device_id != row["id"] and not evidence.may_change:
        return Refused(Reason.ALREADY_LINKED)
    rival = await fetch_row(context.reads, store.ONE, evidence.tenant_id, row["id"], evidence.uuid)
    if reason is None and rival is not None and is_heard(rival["beats"], rival["last_seen_at"], context.now):
        return await _replace(context, evidence, row, who, pk)
    place = (row["id"], evidence.tenant_id, row["uuid"], evidence.uuid)
    context.write(store.vouch(context.random.id(), *place, pk, who.id, context.caller.address, context.now))
    if reason is not None:
        return conflict(evidence, known, f"{who.name} acted on another installation of it, and it is not theirs", reason)
    subject = Subject("device", row["id"], row["name"])
    return Done("vouched", [DomainEvent("DEVICE_VOUCHED", evidence.tenant_id, subject, {"customer": who.name}, row["version"])])


async def take_over(context: Context, identity: ClientIdentity) -> Done[Outcome] | Refused:
    """The heartbeats that were missing in `stand_in` have arrived."""
    row = await fetch_row(context.reads, KNOWN, identity.tenant_id, identity.rustdesk_id)
    if row is None or row["removed_at"] is not None or row["uuid"] in (None, identity.uuid):
        return Done("nothing")
    rival = await fetch_row(context.reads, store.ONE, identity.tenant_id, row["id"], identity.uuid)
    if rival is None or rival["person_id"] is None or not is_vouched(rival["vouched_at"], context.now):
        return Done("nothing")
    who = await customer(context, identity.tenant_id, rival["person_id"])
    known = await device(context, identity.tenant_id, identity.rustdesk_id)
    if who is None or who.is_disabled or not who.is_paid_up or rules.device_refused(known, who.id):
        return Done("nothing")
    place = (identity.tenant_id, identity.rustdesk_id, identity.uuid)
    evidence = Evidence("device", *place, who.id, context.caller.address, may_change=True)
    return await _replace(context, evidence, row, who, rival["pk"])


async def _replace(context: Context, evidence: Evidence, row: Row, who: Customer, pk: str | None) -> Done[Outcome] | Refused:
    known = await device(context, evidence.tenant_id, evidence.rustdesk_id)
    outcome = acted(context, evidence, known, who)
    if isinstance(outcome, Refused):
        return outcome
    place, rustdesk_id = (row["id"], evidence.tenant_id), evidence.rustdesk_id
    context.write(rustdesk.replace_installation(*place, row["uuid"], evidence.uuid, pk, ENOUGH_HEARTBEATS, rustdesk_id))
    context.write(store.forget(*place))
    subject = Subject("device", row["id"], row["name"])
    details = {"rustdesk_id": evidence.rustdesk_id, "why": f"{who.name} acted on it"}
    return Done("linked", [*outcome.events, DomainEvent("DEVICE_UUID_REPLACED", evidence.tenant_id, subject, details, row["version"])])
