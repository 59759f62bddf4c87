"""Step 3. Ends a sign-in whose password was right with the second factor. Nothing of the first step is trusted that can have changed."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.second_factors import store
from handfast.users.second_factors.rules import carried, step_digest
from handfast.users.second_factors.verify import SecondFactor, verify_second_factor
from handfast.users.sessions import store as sessions
from handfast.users.sessions.entering import enter, is_only_suspended, may_enter, member_to_act_as
from handfast.users.sessions.opening import SignedIn
from handfast.users.sessions.store import ProviderSession


@dataclass(frozen=True, slots=True)
class SecondStep:
    token: Secret
    bound_to: Secret
    """The cookie of the browser, or what an app sends with both steps."""
    given: SecondFactor
    is_app: bool = False


async def finish_sign_in(context: Context, command: SecondStep) -> Done[SignedIn] | Refused:
    """SIGN_IN_STEP_EXPIRED when the password has to be typed again: the token is unguessable, so this is not counted."""
    hashed = step_digest(command.token.reveal(), command.bound_to.reveal())
    step = await context.fetch_one(store.step(hashed, context.now))
    account = await context.fetch_one(accounts.account(step.account_id)) if step else None
    if step is None or account is None or account.session_version != step.session_version or bool(step.is_app) != command.is_app:
        return Refused(Reason.SIGN_IN_STEP_EXPIRED)
    member = await member_to_act_as(context, account, step.tenant_id)
    if is_only_suspended(account, member, step.tenant_id, is_app=command.is_app):
        return Refused(Reason.TENANT_SUSPENDED)
    if not may_enter(account, member, step.tenant_id, is_app=command.is_app):
        return Refused(Reason.SIGN_IN_STEP_EXPIRED)
    if refused := await verify_second_factor(context, account, command.given):
        return refused
    context.write(store.take_step(hashed, context.now), accounts.keep_password(account.id, account.session_version, None))
    entered = enter(context, account, member, step.tenant_id, is_app=command.is_app)
    # What an app sends with both steps is its own choice, and says nothing.
    if not command.is_app and (came_from := carried(command.bound_to.reveal())) is not None:
        context.write(sessions.note_provider(entered.view.session_id, ProviderSession(*came_from)))
    return entered
