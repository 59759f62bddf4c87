"""Step 4. Changes to another device: the old one is unlinked and the new one linked in one commit, never both and never neither."""

from handfast.ceremonies.linking.bind import Bound, end_pending_link, is_wrong, link_or_wait, wrong_format
from handfast.ceremonies.linking.customers import customer
from handfast.ceremonies.linking.lifecycle import NAME_ANOTHER
from handfast.kernel.ids import RustdeskId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.rustdesk.registry.store import spelled

_FIELD = "newRustDeskId"


async def replace_device(context: Context, typed: RustdeskId) -> Done[Bound] | Refused:
    """Under a policy that wants proof, the old device stays linked until the new one has proven itself. A pending link can be corrected."""
    who = await customer(context, context.caller.user_id, tenant_id=context.caller.tenant)
    if who is None:
        return Refused(Reason.SUBSCRIPTION_REQUIRED)
    if is_wrong(who, typed):
        return wrong_format(who, _FIELD)
    if not who.is_paid_up:
        return Refused(Reason.SUBSCRIPTION_REQUIRED)
    if not who.may(NAME_ANOTHER):
        return Refused(Reason.NOTHING_TO_UPDATE)
    rustdesk_id = await spelled(context.reads, typed, tenant_id=who.tenant_id)
    if who.link is not None and who.link.rustdesk_id == rustdesk_id:
        return Done(Bound(rustdesk_id), end_pending_link(context, who))
    return await link_or_wait(context, who, rustdesk_id, _FIELD)
