"""E-mails about a user's own account: whatever gives access to it, or changes how to sign in, is always reported."""

from collections.abc import Sequence

from handfast.email.enqueue import queue
from handfast.email.templates import Message
from handfast.kernel.ids import SessionId
from handfast.kernel.wording import day, day_and_time
from handfast.runner.context import Context
from handfast.users.accounts.store import Account
from handfast.users.store import Member

_NOT_YOU = "If that was not you, choose a new password at once: this ends every session and every access token."


def notify_token_made(context: Context, account: Account | Member, name: str, may: Sequence[str], expires_at: int) -> None:
    what = f"The access token “{name}” was created for your account{_from(context)}. Until {day(expires_at)}, anyone who holds it may:"
    _notify(context, account, "A new access token for your account", what, *(f"- {line}" for line in may))


def notify_password_changed(context: Context, account: Account) -> None:
    what = f"The password of your account was changed{_from(context)}. All your other sessions were ended."
    _notify(context, account, "Your password was changed", what)


def notify_new_place(context: Context, account: Account, browser: str, session_id: SessionId) -> None:
    """The link leads to the session, which its user can end there."""
    where = f"{browser}{_from(context)}, on {day_and_time(context.now)}"
    what = f"Somebody signed in to your account from a place that it was not used from before: {where}."
    if_you = "If that was you, there is nothing to do. If not, sign out this session with the button below, and choose a new password."
    url = f"{context.policy.public_url}/account#session-{session_id}"
    _notify(context, account, "A sign-in from a new place", what, if_you, button="Look at this session", url=url)


def notify_second_factor_added(context: Context, account: Account) -> None:
    what = f"A second factor was turned on for your account{_from(context)}: signing in now also takes a code of your app."
    _notify(context, account, "Two-step sign-in is on", what)


def notify_second_factor_removed(context: Context, account: Account) -> None:
    what = f"The second factor of your account was turned off{_from(context)}: signing in now takes only your password."
    _notify(context, account, "Two-step sign-in is off", what)


def notify_app_removed(context: Context, account: Account) -> None:
    what = f"The app for codes was removed from your account{_from(context)}. Your passkeys still are a second factor."
    _notify(context, account, "The app for codes was removed", what)


def notify_passkey_added(context: Context, account: Account, name: str) -> None:
    what = f"The passkey “{name}” was added to your account{_from(context)}. Whoever holds it can sign in with it, without the password."
    _notify(context, account, "A new passkey for your account", what)


def notify_passkey_removed(context: Context, account: Account, name: str) -> None:
    what = f"The passkey “{name}” was removed from your account{_from(context)}. It no longer signs in."
    _notify(context, account, "A passkey was removed", what)


def notify_recovery_codes_made(context: Context, account: Account) -> None:
    what = f"New recovery codes were made for your account{_from(context)}. The previous ones no longer work."
    _notify(context, account, "New recovery codes for your account", what)


def notify_second_factor_guessed(context: Context, account: Account) -> None:
    what = "Many wrong codes of your second factor were tried today, by somebody who knows your password or has an open browser of yours."
    until = "Nobody can sign in to your account with the password for up to a day; a passkey alone still does."
    then = "Choose a new password by “Forgot your password?” to sign in at once."
    _notify(context, account, "Somebody knows your password", what, f"{until} {then}")


def notify_leader_added(context: Context, account: Account | Member, who: str) -> None:
    """`who` is a sentence about the user who can now let in others."""
    _notify(context, account, "Somebody can now manage the people in your company", who)


def _from(context: Context) -> str:
    return f", from {context.caller.address}" if context.caller.address else ""


def _notify(
    context: Context, account: Account | Member, subject: str, *paragraphs: str, button: str = "Open your account", url: str | None = None
) -> None:
    if not context.policy.mail:
        return
    message = Message(
        about="a notice about an account",
        to=account.email,
        subject=subject,
        paragraphs=(f"Hello {account.name},", *paragraphs),
        button=button,
        url=url or f"{context.policy.public_url}/account",
        closing=(_NOT_YOU,),
        tenant_id=account.tenant_id if isinstance(account, Member) else None,
    )
    queue(context, message)
