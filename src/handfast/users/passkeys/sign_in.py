"""Step 2. Signs somebody in with a passkey alone: whoever holds the key has also shown its PIN, finger or face, which makes two factors."""

from dataclasses import dataclass

from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.limits import store as limits
from handfast.limits.rules import PASSKEY_SOURCE, Bucket, source
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.passkeys.challenges import Place
from handfast.users.passkeys.library import Assertion
from handfast.users.passkeys.rules import bound_to_browser
from handfast.users.passkeys.use import ShownPasskey, use_passkey
from handfast.users.sessions.entering import enter, may_enter, member_to_act_as, sign_in_event
from handfast.users.sessions.opening import SignedIn


@dataclass(frozen=True, slots=True)
class PasskeySignIn:
    assertion: Assertion
    browser: Secret
    """The cookie that `start_sign_in` gave."""
    tenant_id: TenantId | None = None
    """Which company to act for; None for the one that was used last."""


async def sign_in_with_passkey(context: Context, command: PasskeySignIn) -> Done[SignedIn] | Refused:
    """Wrong passwords lock nobody out of this way in. What is not accepted is counted per source."""
    bucket = Bucket(PASSKEY_SOURCE, source(context.caller.address))
    if (retry_in := await limits.wait(context.reads, [bucket], context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, retry_in)
    place = Place(bound_to_browser(command.browser.reveal()), "sign_in")
    used = await use_passkey(context, ShownPasskey(command.assertion, place), None)
    if isinstance(used, Refused):
        if used.reason is not Reason.PASSKEY_EXPIRED:
            context.write(limits.spend(bucket, context.now))
        return used
    account = await context.fetch_one(accounts.account(used.account_id))
    member = await member_to_act_as(context, account, command.tenant_id)
    if account is None or not may_enter(account, member, command.tenant_id, is_app=False):
        failed = [sign_in_event("SIGN_IN_FAILED", account, member, email=account.email)] if account else []
        return Refused(Reason.ACCOUNT_DISABLED, events=failed)
    context.write(limits.has_room(bucket, context.now), accounts.keep_password(account.id, account.session_version, None))
    return enter(context, account, member, command.tenant_id, is_app=False, by="a passkey")
