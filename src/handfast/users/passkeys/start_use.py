"""Step 3. Gives the challenge for using a passkey as a second factor: at the second step of a sign-in, or to confirm a session."""

from dataclasses import dataclass

from handfast.kernel.ids import AccountId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users.passkeys import store
from handfast.users.passkeys.challenges import Asked, Place, ask
from handfast.users.passkeys.rules import bound_to_session
from handfast.users.second_factors import store as second_factors
from handfast.users.second_factors.rules import step_digest


@dataclass(frozen=True, slots=True)
class StepToProve:
    token: Secret
    browser: Secret
    """The cookie that the token is bound to."""


async def start_second_step(context: Context, command: StepToProve) -> Done[Asked] | Refused:
    """Only whoever has sent the right password learns which passkeys there are."""
    bound_to = step_digest(command.token.reveal(), command.browser.reveal())
    step = await context.fetch_one(second_factors.step(bound_to, context.now))
    if step is None:
        return Refused(Reason.SIGN_IN_STEP_EXPIRED)
    return await _ask(context, Place(bound_to, "second_step"), step.account_id)


async def start_confirmation(context: Context, _: None) -> Done[Asked] | Refused:
    """FORBIDDEN in a session that a company's provider opened: that confirms it."""
    caller = context.caller
    if caller.session_id is None:
        return Refused(Reason.UNAUTHENTICATED)
    if caller.company_only:
        return Refused(Reason.FORBIDDEN)
    return await _ask(context, Place(bound_to_session(caller.session_id), "confirm"), caller.account)


async def _ask(context: Context, place: Place, account_id: AccountId) -> Done[Asked] | Refused:
    passkeys = await context.fetch_all(store.of_account(account_id))
    if not passkeys:
        return Refused(Reason.NO_PASSKEY)
    asked = ask(context, place, account_id)
    return asked if isinstance(asked, Refused) else Done(Asked(*asked, passkeys))
