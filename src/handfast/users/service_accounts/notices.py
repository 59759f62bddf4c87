"""E-mails about service accounts: a token that is nobody's own needs somebody who knows of it."""

from collections.abc import Sequence

from handfast.access.policy import SCOPES
from handfast.email.enqueue import queue
from handfast.email.templates import Message
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.wording import day
from handfast.runner.context import Context
from handfast.users import store as members
from handfast.users.memberships import store as memberships
from handfast.users.memberships.rules import User
from handfast.users.service_accounts.rules import ServiceAccount
from handfast.users.service_accounts.store import Expiring


async def notify_account_made(context: Context, account: ServiceAccount) -> None:
    """Tells the owners and the user who made it."""
    may = f"Until {day(account.expires_at)}, any program that holds its token may:"
    what = (f"{context.caller.name} made the service account “{account.name}”{_from(context)}.", may)
    await _tell_owners(context, "A new service account in your company", *what, *(f"- {SCOPES[scope]}" for scope in account.scopes))


async def notify_scopes_grew(context: Context, account: ServiceAccount, new: Sequence[str]) -> None:
    """Tells the owners and the user who did it. The tokens that are out there may do more from now on."""
    what = f"{context.caller.name} gave the service account “{account.name}” more rights{_from(context)}."
    may = f"Until {day(account.expires_at)}, any program that holds its token may now also:"
    await _tell_owners(context, "A service account in your company may do more", what, may, *(f"- {SCOPES[scope]}" for scope in new))


async def notify_token_made(context: Context, account: ServiceAccount) -> None:
    what = f"{context.caller.name} made another token of the service account “{account.name}”{_from(context)}."
    await _tell_owners(context, "A new token of a service account", what)


async def notify_contact_left(context: Context, contact: User, accounts: Sequence[ServiceAccount]) -> None:
    """Tells the owners and admins that the contact of these accounts is disabled."""
    if not accounts or not context.policy.mail:
        return
    named = tuple(f"- {account.name}, until {day(account.expires_at)}" for account in accounts)
    what = (f"{contact.name} was the contact of these service accounts and was disabled. Their tokens go on working:", *named)
    then = "Name somebody else, or revoke those that are not needed. Until then owners and admins are warned before they expire."
    leaders = await context.fetch_all(members.leader_emails(tenant_id=context.caller.tenant))
    for email in (leader for leader in leaders if leader != contact.email):
        _send(context, email, context.caller.tenant, "Service accounts without a contact", *what, then)


def warn_of_expiry(context: Context, to: str, account: Expiring) -> None:
    what = f"The service account “{account.name}” of {account.tenant_name} expires on {day(account.expires_at)}."
    then = "Programs that use its tokens are refused from then on. Renew it before, or revoke it if it is not needed."
    _send(context, to, account.tenant_id, f"The service account “{account.name}” expires soon", what, then)


def _from(context: Context) -> str:
    return f", from {context.caller.address}" if context.caller.address else ""


async def _tell_owners(context: Context, subject: str, *paragraphs: str) -> None:
    if not context.policy.mail:
        return
    caller = context.caller
    for owner in await context.fetch_all(memberships.owners_and(UserId(caller.id or ""), tenant_id=caller.tenant)):
        _send(context, owner.email, caller.tenant, subject, *paragraphs, "If that was not meant to happen, revoke it at once.")


def _send(context: Context, to: str, tenant_id: TenantId, subject: str, *paragraphs: str) -> None:
    message = Message(
        about="a notice about a service account",
        to=to,
        subject=subject,
        paragraphs=paragraphs,
        button="Open the service accounts",
        url=f"{context.policy.public_url}/settings/service-accounts",
        tenant_id=tenant_id,
    )
    queue(context, message)
