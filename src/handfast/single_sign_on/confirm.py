"""Step 7. Confirms a session by the provider that opened it, for those who have no password to type."""

from dataclasses import dataclass

from handfast.kernel.ids import SessionId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.runner.context import Context
from handfast.single_sign_on.provider import Provider, provider_of
from handfast.single_sign_on.rules import Identity, confirms
from handfast.users.second_factors.factors import has_second_factor
from handfast.users.sessions import store as sessions


@dataclass(frozen=True, slots=True)
class ProviderConfirmation:
    provider: Provider
    identity: Identity
    session_id: SessionId | None
    """The session that was to be confirmed when it began."""
    began_at: int


async def provider_to_confirm(context: Context) -> Provider | None:
    """A company's provider confirms the sessions that it opened, and no others; that of the server those of accounts that it signs in.

    An account with a second factor confirms with that, unless the session is for one company only.
    """
    caller = context.caller
    if caller.session_id is None:
        return None
    came_from = await context.fetch_one(sessions.came_from(caller.session_id))
    if came_from is None or (not caller.company_only and await has_second_factor(context, caller.account)):
        return None
    provider = await provider_of(context, caller.tenant_id if caller.company_only else None)
    return provider if provider and (provider.issuer, provider.client_id) == (came_from.issuer, came_from.client_id) else None


async def confirm(context: Context, command: ProviderConfirmation) -> Done[None] | Refused:
    """SSO_NOT_CONFIRMED if somebody else signed in at the provider, or nobody did anew."""
    caller, provider = context.caller, await provider_to_confirm(context)
    if caller.session_id is None or caller.session_id != command.session_id:
        return Refused(Reason.SSO_EXPIRED)
    came_from = await context.fetch_one(sessions.came_from(caller.session_id))
    if provider is None or came_from is None or provider.tenant_id != command.provider.tenant_id:
        return Refused(Reason.SSO_EXPIRED)
    is_same = (came_from.issuer, came_from.subject) == (command.identity.issuer, command.identity.subject)
    if not is_same or not confirms(command.identity, command.began_at, context.now):
        return Refused(Reason.SSO_NOT_CONFIRMED)
    context.write(sessions.confirm(caller.session_id, context.now), sessions.renew_sid(caller.session_id, command.identity.sid))
    return Done(None, [DomainEvent("SESSION_CONFIRMED", caller.tenant_id, Subject("person", caller.id, caller.name))])
