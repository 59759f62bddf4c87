"""Step 1. Shows the customer's own personal code; the first call makes it."""

from dataclasses import dataclass

from handfast.ceremonies.linking import codes
from handfast.ceremonies.linking.customers import customer
from handfast.kernel.ids import RustdeskId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class PersonalCode:
    code: str
    rustdesk_id: RustdeskId | None


async def show_code(context: Context, _: None) -> Done[PersonalCode] | Refused:
    who = await customer(context, context.caller.user_id, tenant_id=context.caller.tenant)
    if who is None or not who.is_paid_up:
        return Refused(Reason.SUBSCRIPTION_REQUIRED)
    paired = who.link.rustdesk_id if who.link else None
    if (known := codes.unseal(context.keys, who.sealed_code)) is not None:
        return Done(PersonalCode(known, paired))
    code = await codes.draw_unused(context)
    codes.write_code(context, who.id, code, instead_of=who.sealed_code, tenant_id=who.tenant_id)
    return Done(PersonalCode(code, paired), [DomainEvent("PERSONAL_CODE_MADE", who.tenant_id, who.subject)])
