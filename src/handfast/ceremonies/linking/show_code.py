"""Step 1. The customer's own personal code, made when they first look."""

from dataclasses import dataclass

from handfast.ceremonies.linking import codes
from handfast.ceremonies.linking.customers import customer
from handfast.kernel.outcomes import Done, Fact, Reason, Refused
from handfast.runner.run import Act


@dataclass(frozen=True, slots=True)
class Shown:
    code: str
    rustdesk_id: str | None


async def show_code(act: Act, _: None) -> Done[Shown] | Refused:
    who = await customer(act, act.caller.tenant, act.caller.own_id)
    if who is None or not who.is_paid_up:
        return Refused(Reason.SUBSCRIPTION_REQUIRED)
    paired = who.link.rustdesk_id if who.link else None
    if (known := codes.unseal(act.keys, who.sealed_code)) is not None:
        return Done(Shown(known, paired))
    code = codes.draw(act)
    codes.write_code(act, who.id, who.tenant_id, code, instead_of=who.sealed_code)
    return Done(Shown(code, paired), [Fact("PERSONAL_CODE_MADE", who.tenant_id, who.subject)])
