"""Step 2. Gives the challenge for signing in with a passkey alone. Nobody is named: the passkey says whose it is."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.limits import store as limits
from handfast.limits.rules import PASSKEY_CHALLENGE, Bucket, source
from handfast.runner.context import Context
from handfast.users.passkeys.challenges import Asked, Place, ask
from handfast.users.passkeys.rules import bound_to_browser, is_browser
from handfast.users.sessions.opening import new_secret


@dataclass(frozen=True, slots=True)
class StartSignIn:
    browser: Secret
    """The cookie that the browser has from before; empty if it has none."""


@dataclass(frozen=True, slots=True)
class AskedAlone:
    asked: Asked
    browser: Secret
    """A cookie, without which the answer is worth nothing."""


async def start_sign_in(context: Context, command: StartSignIn) -> Done[AskedAlone] | Refused:
    """Anybody may ask, and each time a row is written: so it is counted."""
    bucket = Bucket(PASSKEY_CHALLENGE, source(context.caller.address))
    if (retry_in := await limits.wait(context.reads, [bucket], context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, retry_in)
    earlier = command.browser.reveal()
    browser = earlier if is_browser(earlier) else new_secret(context)
    asked = ask(context, Place(bound_to_browser(browser), "sign_in"), None)
    if isinstance(asked, Refused):
        return asked
    context.write(limits.spend(bucket, context.now))
    return Done(AskedAlone(Asked(*asked, []), Secret(browser)))
