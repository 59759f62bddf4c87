"""E-mails about OAuth clients, to the owners of a company and whoever did it, or to the operators: a client lets devices in."""

from collections.abc import Sequence

from handfast.email.enqueue import queue
from handfast.email.templates import Message
from handfast.kernel.ids import UserId
from handfast.oauth.clients.rules import Client
from handfast.runner.context import Context
from handfast.users.accounts import store as accounts
from handfast.users.memberships import store as memberships
from handfast.users.warnings import MOST_OPERATORS


async def notify_client_made(context: Context, client: Client) -> None:
    kind = "It is public: it has no secret." if client.is_public else "It is confidential: it has a secret."
    scopes = f"Its devices may be given: {' '.join(client.scopes)}." if client.scopes else "It has no scopes."
    what = f"{context.caller.name} registered the OAuth client “{client.name}” ({client.id}){_from(context)}."
    await _tell(context, client, f"A new OAuth client {_where(client)}", what, f"{kind} {scopes}")


async def notify_client_may_more(context: Context, client: Client, new: Sequence[str]) -> None:
    what = f"{context.caller.name} changed the OAuth client “{client.name}”{_from(context)}. Its devices may now also be given:"
    await _tell(context, client, f"An OAuth client {_where(client)} may do more", what, *(f"- {one}" for one in new))


async def notify_secret_changed(context: Context, client: Client) -> None:
    what = f"{context.caller.name} gave the OAuth client “{client.name}” another secret{_from(context)}. The old one has ended."
    await _tell(context, client, f"A new secret of an OAuth client {_where(client)}", what)


def _where(client: Client) -> str:
    return "on your server" if client.tenant_id is None else "in your company"


def _from(context: Context) -> str:
    return f", from {context.caller.address}" if context.caller.address else ""


async def _tell(context: Context, client: Client, subject: str, *paragraphs: str) -> None:
    if not context.policy.mail:
        return
    for email in await _recipients(context, client):
        message = Message(
            about="a notice about an OAuth client",
            to=email,
            subject=subject,
            paragraphs=(*paragraphs, "If that was not meant to happen, delete the client at once."),
            button="Open the OAuth clients",
            url=f"{context.policy.public_url}/{'clients' if client.tenant_id is None else 'settings/oauth-clients'}",
            tenant_id=client.tenant_id,
        )
        queue(context, message)


async def _recipients(context: Context, client: Client) -> list[str]:
    if client.tenant_id is None:
        return [operator.email for operator in (await context.fetch_all(accounts.operators()))[:MOST_OPERATORS]]
    leaders = await context.fetch_all(memberships.owners_and(UserId(context.caller.id or ""), tenant_id=client.tenant_id))
    return [leader.email for leader in leaders]
