"""A known customer acted on a device: typed their code into the app, approved its request, or signed in on it.

All of these arrive over HTTP, and a client could send them in the name of another device. So they count only for a device that has
lately sent heartbeats with that very uuid.
"""

from dataclasses import dataclass

from handfast.ceremonies.linking.confirm_link import Evidence, Outcome, confirm_link
from handfast.ceremonies.linking.customers import customer
from handfast.ceremonies.linking.take_over import stand_in
from handfast.devices.lifecycle import DeviceStatus
from handfast.kernel.ids import UserId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.limits import store as limits
from handfast.limits.rules import LINK_CLAIM, Bucket
from handfast.runner.context import Context
from handfast.rustdesk.registry import store
from handfast.rustdesk.registry.rules import ClientIdentity, Recognition, recognition
from handfast.rustdesk.registry.store import KnownDevice


@dataclass(frozen=True, slots=True)
class DeviceAction:
    identity: ClientIdentity
    user_id: UserId
    pk: str | None = None
    """The device's public key, which only `deploy` receives."""
    may_change: bool = False
    """The code was typed on it: it becomes the customer's device, whichever one they had."""
    is_signed_in: bool = False
    """The customer was signed in, in the browser or the app, and used no code."""


async def is_heard(context: Context, identity: ClientIdentity) -> bool:
    """Whether an action on the device can count at all."""
    known = await context.fetch_one(store.known(identity.rustdesk_id, tenant_id=identity.tenant_id))
    return known is not None and known.removed_at is None and _recognition(known, identity, context.now) == "heard"


def _recognition(known: KnownDevice, identity: ClientIdentity, now: int) -> Recognition:
    return recognition(known.uuid, known.heartbeats, known.last_seen_at, identity.uuid, now)


async def link_by_action(context: Context, action: DeviceAction) -> Done[Outcome] | Refused:
    """Links the device. An action on somebody else's counts like naming one on the page, so that nobody can fill the audit trail."""
    outcome = await _link(context, action)
    if not outcome.events or (isinstance(outcome, Done) and outcome.view != "vouched"):
        return outcome
    bucket = Bucket(LINK_CLAIM, action.user_id)
    if (wait := await limits.wait(context.reads, [bucket], context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)
    context.write(limits.spend(bucket, context.now))
    return outcome


async def _link(context: Context, action: DeviceAction) -> Done[Outcome] | Refused:
    identity = action.identity
    known = await context.fetch_one(store.known(identity.rustdesk_id, tenant_id=identity.tenant_id))
    if known is None or known.removed_at is not None:
        return Refused(Reason.DEVICE_NOT_HEARD)
    if known.status == DeviceStatus.DISABLED and known.uuid in (None, identity.uuid):
        return Refused(Reason.DEVICE_BLOCKED)
    recognised = _recognition(known, identity, context.now)
    if recognised in ("unknown", "new"):
        return Refused(Reason.DEVICE_NOT_HEARD)
    place = (identity.tenant_id, identity.rustdesk_id, identity.uuid)
    evidence = Evidence("device", *place, action.user_id, context.caller.address, action.may_change, action.is_signed_in)
    if recognised == "foreign":
        return await stand_in(context, evidence, known, action.pk)
    outcome = await confirm_link(context, evidence)
    if isinstance(outcome, Done) and action.pk is not None:
        context.write(store.keep_key(known.id, action.pk, tenant_id=identity.tenant_id))
    return outcome


async def confirm_named_device(context: Context, action: DeviceAction) -> Done[Outcome] | Refused:
    """Proves a device that the customer has already named; merely signing in on a device does not link it."""
    who = await customer(context, action.user_id, tenant_id=action.identity.tenant_id)
    if who is None:
        return Done("nothing")
    named = (who.pending_link.rustdesk_id if who.pending_link else None, who.link.rustdesk_id if who.link else None)
    return await link_by_action(context, action) if action.identity.rustdesk_id in named else Done("nothing")
