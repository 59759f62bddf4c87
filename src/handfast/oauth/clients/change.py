"""Step 2. Changes what a client may ask for and what its devices must have, or disables or enables it.

Devices get no more than the client may have when they refresh their tokens; tokens that are out there are valid for minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from handfast.kernel import texts
from handfast.kernel.ids import ClientId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.oauth.clients import store
from handfast.oauth.clients.notices import notify_client_may_more
from handfast.oauth.clients.rules import Client, ListedClient, SettingsChange, changes_of, not_allowed, without_doubles
from handfast.oauth.clients.sight import to_change
from handfast.runner.context import Context
from handfast.users.rules import invalid_name


@dataclass(frozen=True, slots=True)
class ChangeClient:
    """Whatever is None stays."""

    id: ClientId
    version: int | None = None
    """The one that was seen; without it, whatever is there is changed."""
    name: str | None = None
    scopes: Sequence[str] | None = None
    audiences: Sequence[str] | None = None
    settings: SettingsChange = field(default_factory=SettingsChange)
    enabled: bool | None = None


async def change_client(context: Context, command: ChangeClient) -> Done[ListedClient] | Refused:
    listed = await to_change(context, command.id)
    if isinstance(listed, Refused):
        return listed
    before = listed.client
    if command.version is not None and command.version != before.version:
        return Refused(Reason.VERSION_CONFLICT)
    after = _after(context, before, command)
    if isinstance(after, Refused):
        return after
    if after == before:
        return Done(listed)
    context.write(store.change(before, after))
    if grown := [*_grown(before.scopes, after.scopes), *_grown(before.audiences, after.audiences)]:
        await notify_client_may_more(context, after, grown)
    return Done(replace(listed, client=replace(after, version=before.version + 1)), _events(listed, after))


def _after(context: Context, before: Client, command: ChangeClient) -> Client | Refused:
    name = before.name if command.name is None else texts.display_name(command.name)
    if name is None:
        return invalid_name()
    scopes = before.scopes if command.scopes is None else without_doubles(command.scopes)
    audiences = before.audiences if command.audiences is None else without_doubles(command.audiences)
    settings = replace(before.settings, **command.settings)
    if refused := not_allowed(scopes, audiences, settings):
        return refused
    after = replace(before, name=name, scopes=scopes, audiences=audiences, settings=settings)
    if command.enabled is None or command.enabled is (before.disabled_at is None):
        return after
    return replace(after, disabled_at=None if command.enabled else context.now)


def _grown(before: Sequence[str], after: Sequence[str]) -> list[str]:
    return [one for one in after if one not in before]


def _events(listed: ListedClient, after: Client) -> list[DomainEvent]:
    before, subject = listed.client, Subject("client", after.id, after.name)
    changes = changes_of(before, after)
    events = [DomainEvent("OAUTH_CLIENT_CHANGED", after.tenant_id, subject, {"changes": ", ".join(changes)})] if changes else []
    if (before.disabled_at is None) is not (after.disabled_at is None):
        kind = "OAUTH_CLIENT_ENABLED" if after.disabled_at is None else "OAUTH_CLIENT_DISABLED"
        events.append(DomainEvent(kind, after.tenant_id, subject, {"count": listed.devices}))
    return events
