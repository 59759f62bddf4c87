"""Mails about a person's own account: what gives access to it, or changes how to get in, never happens unnoticed."""

from collections.abc import Sequence

from handfast.email.enqueue import queue
from handfast.email.templates import Letter
from handfast.kernel.wording import day
from handfast.runner.run import Act
from handfast.users.accounts import Account

_NOT_YOU = "If that was not you, choose a new password at once: it ends every session and every access token."


def tell_token_made(act: Act, account: Account, name: str, may: Sequence[str], expires_at: int) -> None:
    what = f"The access token “{name}” was made for your account{_from(act)}. Until {day(expires_at)}, whoever holds it may:"
    _tell(act, account, "A new access token for your account", what, *(f"- {line}" for line in may))


def tell_password_changed(act: Act, account: Account) -> None:
    what = f"The password of your account was changed{_from(act)}. Everything else that was signed in is signed out."
    _tell(act, account, "Your password was changed", what)


def tell_leader_added(act: Act, account: Account, who: str) -> None:
    """`who` is a sentence on the person who can let in others now."""
    _tell(act, account, "Someone can manage the people of your company", who)


def _from(act: Act) -> str:
    return f", from {act.caller.address}" if act.caller.address else ""


def _tell(act: Act, account: Account, subject: str, *paragraphs: str) -> None:
    if not act.policy.mail:
        return
    letter = Letter(
        about="news of an account",
        to=account.email,
        subject=subject,
        paragraphs=(f"Hello {account.name},", *paragraphs),
        button="See your account",
        url=f"{act.policy.public_url}/account",
        closing=(_NOT_YOU,),
        tenant_id=account.tenant_id,
    )
    queue(act, letter)
