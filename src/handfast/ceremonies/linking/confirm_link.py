"""Step 3. The device was seen, or a customer acted on it: the matching pending link becomes the link.

Called with `seen` when a device comes online, and with `device` when a known customer acted on it (they typed their code into the app, or
approved it in their browser). A mismatch changes nothing; the admins see it in the audit trail.
"""

from dataclasses import dataclass
from typing import Literal

from handfast.ceremonies.linking import rules, store
from handfast.ceremonies.linking.bind import bind
from handfast.ceremonies.linking.customers import Customer, customer
from handfast.ceremonies.linking.rules import Device
from handfast.devices.lifecycle import DeviceStatus
from handfast.kernel.ids import RustdeskId, TenantId, UserId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Evidence:
    kind: Literal["seen", "device"]
    tenant_id: TenantId
    rustdesk_id: RustdeskId
    uuid: str
    user_id: UserId | None = None
    """The customer who acted on the device; None with `seen`."""
    address: str = ""
    may_change: bool = False
    """Whether the device may replace the one that the customer has linked: they typed their code on it."""
    is_signed_in: bool = False
    """The customer signed in to act, so a conflict is their own mistake, and they are told."""


Outcome = Literal["linked", "already", "nothing", "vouched"]
"""`vouched`: the device is another installation than the known one, and replaces it once it has sent enough heartbeats."""


async def confirm_link(context: Context, evidence: Evidence) -> Done[Outcome] | Refused:
    known = await context.fetch_one(store.device(evidence.rustdesk_id, tenant_id=evidence.tenant_id))
    if known is not None and known.uuid not in (None, evidence.uuid):
        return conflict(evidence, known, "a device with another uuid used its ID", Reason.DEVICE_LINKED_ELSEWHERE)
    if evidence.kind == "seen":
        return await _seen(context, evidence, known)
    who = await customer_of(context, evidence)
    return acted(context, evidence, known, who) if who is not None else Refused(Reason.NOT_FOUND)


async def customer_of(context: Context, evidence: Evidence) -> Customer | None:
    """The customer who acted; None also if they are disabled."""
    who = None if evidence.user_id is None else await customer(context, evidence.user_id, tenant_id=evidence.tenant_id)
    return None if who is None or who.is_disabled else who


async def _seen(context: Context, evidence: Evidence, known: Device | None) -> Done[Outcome] | Refused:
    """Links only if the tenant accepts this proof, and only an unclaimed device."""
    if known is None or known.owner is not None or known.status != DeviceStatus.ACTIVE:
        return Done("nothing")
    waiting = store.waiting_for(evidence.rustdesk_id, evidence.address, context.now, tenant_id=evidence.tenant_id)
    for user_id in await context.fetch_all(waiting):
        who = await customer(context, user_id, tenant_id=evidence.tenant_id)
        if who is not None and who.is_paid_up and not who.is_disabled and who.may_link and who.settings.link_proof == "seen":
            return Done("linked", bind(context, who, evidence.rustdesk_id, known, "seen"))
    return Done("nothing")


def acted(context: Context, evidence: Evidence, known: Device | None, who: Customer) -> Done[Outcome] | Refused:
    if not who.is_paid_up:
        return Refused(Reason.SUBSCRIPTION_REQUIRED)
    if reason := rules.device_refused(known, who.id):
        if reason is Reason.DEVICE_BLOCKED:
            return Refused(reason)
        return conflict(evidence, known, f"{who.name} tried to link it, but it is linked to somebody else", reason)
    if who.link is not None and who.link.rustdesk_id == evidence.rustdesk_id:
        if rules.is_stronger("device", who.link.proof):
            context.write(store.set_proof(who.id, who.link.device_id, "device", tenant_id=who.tenant_id))
        return Done("already")
    if not who.may_link:
        return Done("nothing") if evidence.is_signed_in else Refused(Reason.LINKING_OFF)
    is_pending = who.pending_link is not None and who.pending_link.rustdesk_id == evidence.rustdesk_id
    if who.link is not None and not is_pending and not evidence.may_change:
        return Refused(Reason.ALREADY_LINKED)
    return Done("linked", bind(context, who, evidence.rustdesk_id, known, "device"))


def conflict(evidence: Evidence, known: Device | None, what: str, reason: Reason) -> Refused:
    subject = Subject("device", known.id if known else None, known.name if known else evidence.rustdesk_id)
    details = {"what": what, "rustdesk_id": evidence.rustdesk_id} | ({"signed_in": True} if evidence.is_signed_in else {})
    version = known.version if known else 0
    return Refused(reason, events=[DomainEvent("LINK_CONFLICT", evidence.tenant_id, subject, details, version)])
