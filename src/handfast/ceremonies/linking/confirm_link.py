"""Step 3. The device itself was heard of, or acted: the claim that fits becomes the link.

The RustDesk dialect calls this: with `seen` when a device comes online, with `device` when somebody acted on it as a known customer
(their code typed into the app, or an approval in their browser). What does not fit changes nothing; the admins see it in the trail.
"""

from dataclasses import dataclass
from typing import Literal

from handfast.ceremonies.linking import rules, store
from handfast.ceremonies.linking.bind import bind
from handfast.ceremonies.linking.customers import Customer, customer, device
from handfast.ceremonies.linking.rules import Device
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Evidence:
    kind: Literal["seen", "device"]
    tenant_id: str
    rustdesk_id: str
    uuid: str
    user_id: str | None = None
    """Whom the act on the device speaks for; `seen` speaks for nobody."""
    address: str = ""
    may_change: bool = False
    """Whether it may take the place of the device that the person has linked: they showed their code on it."""
    is_signed_in: bool = False
    """The person signed in to act: whatever is wrong is their mistake, and they are told."""


Outcome = Literal["linked", "already", "nothing", "vouched"]
"""`vouched`: the device is another installation than the known one, and takes its place once it has beaten enough."""


async def confirm_link(context: Context, evidence: Evidence) -> Done[Outcome] | Refused:
    known = await device(context, evidence.tenant_id, evidence.rustdesk_id)
    if known is not None and known.uuid not in (None, evidence.uuid):
        return conflict(evidence, known, "a device with another uuid used its ID", Reason.DEVICE_LINKED_ELSEWHERE)
    if evidence.kind == "seen":
        return await _seen(context, evidence, known)
    who = await customer(context, evidence.tenant_id, evidence.user_id or "")
    if who is None or who.is_disabled:
        return Refused(Reason.NOT_FOUND)
    return acted(context, evidence, known, who)


async def _seen(context: Context, evidence: Evidence, known: Device | None) -> Done[Outcome] | Refused:
    """Counts only where the tenant lets it, and only for a device that is nobody's."""
    if known is None or known.owner is not None or known.status != "active":
        return Done("nothing")
    claims = await context.reads.fetch_all(store.CLAIMS_OF, evidence.tenant_id, evidence.rustdesk_id, context.now, evidence.address)
    for claim in claims:
        who = await customer(context, evidence.tenant_id, claim["person_id"])
        if who is not None and who.is_paid_up and not who.is_disabled and who.settings.link_proof == "seen":
            return Done("linked", bind(context, who, evidence.rustdesk_id, known, "seen"))
    return Done("nothing")


def acted(context: Context, evidence: Evidence, known: Device | None, who: Customer) -> Done[Outcome] | Refused:
    if not who.is_paid_up:
        return Refused(Reason.SUBSCRIPTION_REQUIRED)
    if reason := rules.device_refused(known, who.id):
        if reason is Reason.DEVICE_BLOCKED:
            return Refused(reason)
        return conflict(evidence, known, f"{who.name} acted on it, and it is not theirs", reason)
    if who.link is not None and who.link.rustdesk_id == evidence.rustdesk_id:
        if rules.is_stronger("device", who.link.proof):
            context.write(store.set_proof(who.id, who.tenant_id, who.link.device_id, "device"))
        return Done("already")
    claimed = who.claim is not None and who.claim.rustdesk_id == evidence.rustdesk_id
    if who.link is not None and not claimed and not evidence.may_change:
        return Refused(Reason.ALREADY_LINKED)
    return Done("linked", bind(context, who, evidence.rustdesk_id, known, "device"))


def conflict(evidence: Evidence, known: Device | None, what: str, reason: Reason) -> Refused:
    subject = Subject("device", known.id if known else None, known.name if known else evidence.rustdesk_id)
    details = {"what": what, "rustdesk_id": evidence.rustdesk_id} | ({"signed_in": True} if evidence.is_signed_in else {})
    version = known.version if known else 0
    return Refused(reason, events=[DomainEvent("LINK_CONFLICT", evidence.tenant_id, subject, details, version)])
