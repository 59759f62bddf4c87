"""Confirms a session, so that it may do what gives lasting access: by the password, or by the second factor of an account that has one.

There the password is not enough: it is what the second factor protects from being all that somebody needs. A session that a company's
provider opened is confirmed by that provider alone (`single_sign_on/confirm.py`): it neither guesses these nor uses up the tries.
"""

from dataclasses import dataclass

from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.passwords.verify_own_password import verify_own_password
from handfast.users.second_factors.factors import has_second_factor
from handfast.users.second_factors.verify import SecondFactor, verify_second_factor
from handfast.users.sessions import store


@dataclass(frozen=True, slots=True)
class Confirmation:
    given: Secret | SecondFactor
    """The password, or a code, or an assertion of a passkey."""


async def confirm(context: Context, command: Confirmation) -> Done[None] | Refused:
    """SECOND_FACTOR_REQUIRED for a password where a code is needed, NO_SECOND_FACTOR the other way round; neither is compared."""
    caller = context.caller
    if caller.company_only:
        return Refused(Reason.FORBIDDEN)
    account = await context.fetch_one(accounts.account(caller.account))
    if account is None or caller.session_id is None:
        return Refused(Reason.UNAUTHENTICATED)
    if await context.fetch_one(store.confirmed_at(caller.session_id)) is None:
        return Refused(Reason.UNAUTHENTICATED)
    has_one = await has_second_factor(context, account.id)
    if isinstance(command.given, SecondFactor):
        refused = await verify_second_factor(context, account, command.given) if has_one else Refused(Reason.NO_SECOND_FACTOR)
    else:
        refused = Refused(Reason.SECOND_FACTOR_REQUIRED) if has_one else await verify_own_password(context, account, command.given)
    if refused:
        return refused
    context.write(accounts.keep_password(account.id, account.session_version, None), store.confirm(caller.session_id, context.now))
    return Done(None, [DomainEvent("SESSION_CONFIRMED", caller.tenant_id, Subject("person", caller.id, caller.name))])
