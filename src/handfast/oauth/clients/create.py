"""Step 1. Registers a client: of the company that the caller acts for, or of the server. A secret is shown only this once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from handfast.kernel import texts
from handfast.kernel.ids import ClientId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret, digest
from handfast.oauth.clients import store
from handfast.oauth.clients.notices import notify_client_made
from handfast.oauth.clients.rules import (
    MOST_CLIENTS,
    SECRET_BYTES,
    Client,
    ClientSettings,
    ListedClient,
    is_chosen_id,
    not_allowed,
    secret_text,
    without_doubles,
)
from handfast.runner.context import Context
from handfast.users.rules import invalid, invalid_name
from handfast.users.service_accounts.rules import free_slot
from handfast.users.sessions.unconfirmed import unconfirmed

_NO_CHOICE = "Only a client of the server has an id that is chosen"
_FORM = "Give 3 to 64 small letters, digits and hyphens, and no UUID"
_TAKEN = "A client has this id already, or was deleted a few minutes ago"


@dataclass(frozen=True, slots=True)
class CreateClient:
    name: str
    is_confidential: bool = False
    scopes: Sequence[str] = ()
    audiences: Sequence[str] = ()
    settings: ClientSettings = field(default_factory=ClientSettings)
    id: str | None = None
    """A name, for a client of the server; without one the id is drawn."""


@dataclass(frozen=True, slots=True)
class Created:
    listed: ListedClient
    secret: Secret | None
    """None for a public client."""


async def create_client(context: Context, command: CreateClient) -> Done[Created] | Refused:
    tenant_id, name = context.caller.tenant_id, texts.display_name(command.name)
    if name is None:
        return invalid_name()
    scopes, audiences = without_doubles(command.scopes), without_doubles(command.audiences)
    if refused := not_allowed(scopes, audiences, command.settings) or await _unusable(context, command.id) or await unconfirmed(context):
        return refused
    slot = await _slot(context)
    if isinstance(slot, Refused):
        return slot
    secret = secret_text(context.random.bytes(SECRET_BYTES)) if command.is_confidential else None
    client = Client(
        ClientId(command.id or context.random.id()),
        tenant_id,
        name,
        None if secret is None else digest(secret),
        scopes,
        audiences,
        command.settings,
        None,
        1,
    )
    context.write(store.insert(client, slot, context.caller.name, context.now))
    await notify_client_made(context, client)
    details = {"kind": "public" if client.is_public else "confidential", "client_id": client.id, "scopes": " ".join(scopes)}
    listed = ListedClient(client, context.now, context.caller.name, None if secret is None else context.now, 0)
    created = DomainEvent("OAUTH_CLIENT_CREATED", tenant_id, Subject("client", client.id, name), details)
    return Done(Created(listed, None if secret is None else Secret(secret)), [created])


async def _unusable(context: Context, chosen: str | None) -> Refused | None:
    """The refusal of an id that was chosen. Nobody passes a client of a company off as one of the server: theirs are drawn."""
    if chosen is None:
        return None
    if context.caller.tenant_id is not None:
        return invalid("id", _NO_CHOICE)
    if not is_chosen_id(chosen):
        return invalid("id", _FORM)
    return None if await context.fetch_one(store.by_id(ClientId(chosen))) is None else invalid("id", _TAKEN)


async def _slot(context: Context) -> int | Refused | None:
    """None for a client of the server: only its operators make those, and a few too many do no harm."""
    tenant_id = context.caller.tenant_id
    if tenant_id is None:
        count = await context.fetch_one(store.count_of_server()) or 0
        return None if count < MOST_CLIENTS else Refused(Reason.OAUTH_CLIENT_LIMIT)
    return free_slot(await context.fetch_all(store.slots(tenant_id=tenant_id)), MOST_CLIENTS) or Refused(Reason.OAUTH_CLIENT_LIMIT)
