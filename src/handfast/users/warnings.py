"""Mails to those who answer for a company, when a budget is spent that guessing draws on. Asked for once in each period of the budget."""

from handfast.email.enqueue import queue
from handfast.email.templates import Letter
from handfast.runner.run import Act
from handfast.users import store


async def mail_warning(act: Act, tenant_id: str, guessed: str, paragraphs: tuple[str, ...]) -> None:
    """To each owner and admin. `guessed`: what somebody tries to find out, in the plural."""
    if not act.policy.mail:
        return
    for row in await store.owners(act.reads, tenant_id):
        queue(act, _letter(act, row["email"], tenant_id, guessed, paragraphs))


def _letter(act: Act, to: str, tenant_id: str, guessed: str, paragraphs: tuple[str, ...]) -> Letter:
    return Letter(
        about=f"a warning of wrong {guessed}",
        to=to,
        subject=f"Somebody is guessing {guessed}",
        paragraphs=paragraphs,
        button="See the devices",
        url=f"{act.policy.public_url}/devices",
        closing=("Owners and admins get this once a day at most.",),
        tenant_id=tenant_id,
    )
