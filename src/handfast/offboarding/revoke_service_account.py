"""Revokes a service account. Its tokens are refused from the next request on, its live codes are cancelled, its sockets are closed."""

from handfast.ceremonies.pairing.cancel import cancel_issued_by
from handfast.kernel.ids import ServiceId
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.context import Context
from handfast.users.service_accounts.revoke import revoke


async def revoke_service_account(context: Context, account_id: ServiceId) -> Done[None] | Refused:
    outcome = await revoke(context, account_id)
    if isinstance(outcome, Refused):
        return outcome
    return Done(None, [*outcome.events, *await cancel_issued_by(context, account_id)])
