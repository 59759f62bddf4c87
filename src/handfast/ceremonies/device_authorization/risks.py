"""What is unusual about a request, whether the number must be compared, and whether the client lets such a device in at all."""

from dataclasses import dataclass

from handfast.ceremonies.device_authorization import store
from handfast.ceremonies.device_authorization.present import Presented
from handfast.ceremonies.device_authorization.rules import REPEATED, Risk, is_same_network, is_unusual_hour, number_rule
from handfast.kernel.outcomes import Reason, Refused
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Judged:
    same_network: bool
    risks: tuple[Risk, ...]
    needs_number: bool


async def judge(context: Context, presented: Presented) -> Judged | Refused:
    """Refused with OTHER_NETWORK, DEVICE_NOT_REGISTERED or NUMBER_NOT_SHOWN."""
    grant, tenant_id = presented.grant, presented.tenant_id
    same_network = is_same_network(grant.address, context.caller.address)
    if reason := await _not_allowed(context, presented, same_network=same_network):
        return Refused(reason)
    signs = await context.fetch_one(store.signs(grant, context.now, tenant_id=tenant_id))
    approvals = await context.fetch_all(store.approvals(tenant_id=tenant_id))
    found: list[tuple[Risk, bool]] = [
        ("other_network", not same_network),
        ("first_seen", signs is not None and not signs.has_devices),
        ("unusual_hour", is_unusual_hour(context.now, approvals)),
        ("repeated", signs is not None and signs.repeated >= REPEATED),
    ]
    risks = tuple(risk for risk, is_so in found if is_so)
    rule = number_rule(presented.settings.number_matching, risks, grant.client_settings)
    if rule == "not_shown":
        return Refused(Reason.NUMBER_NOT_SHOWN)
    # One that was drawn is on the device's screen, whatever has changed since.
    return Judged(same_network, risks, rule == "needed" or grant.number is not None)


async def _not_allowed(context: Context, presented: Presented, *, same_network: bool) -> Reason | None:
    grant, allowed = presented.grant, presented.grant.client_settings.allowed_devices
    if allowed == "same_network" and not same_network:
        return Reason.OTHER_NETWORK
    # A device that has not shown its key yet is judged when it takes its tokens.
    if allowed == "registered" and grant.thumbprint is not None:
        known = await context.fetch_one(store.registered(grant.thumbprint, tenant_id=presented.tenant_id))
        return Reason.DEVICE_NOT_REGISTERED if known is None else None
    return None
