"""Step 7. Ends sessions that a provider reports as ended (OpenID Connect Back-Channel Logout 1.0), and says where to sign out there."""

from dataclasses import dataclass

from handfast.kernel.callers import Caller
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import digest
from handfast.limits import store as limits
from handfast.limits.rules import SSO_LOGOUT, Bucket, source
from handfast.runner.context import Context
from handfast.runner.run import Runner
from handfast.single_sign_on import store
from handfast.single_sign_on.provider import Provider, of_server, provider_of
from handfast.single_sign_on.rules import LEEWAY, TRANSACTION_LIFE
from handfast.users.sessions import store as sessions

REMEMBERED = 2 * (LEEWAY + TRANSACTION_LIFE)
"""For longer than a logout token is valid."""


@dataclass(frozen=True, slots=True)
class Reported:
    issuer: str
    client_id: str
    subject: str | None
    sid: str | None
    token_id: str


@dataclass(frozen=True, slots=True)
class Client:
    issuer: str
    client_id: str


async def provider_for_logout(context: Context, client: Client) -> Done[Provider] | Refused:
    """The provider whose client this is, of the server or of a company. Pays for a report that may not be valid."""
    bucket = Bucket(SSO_LOGOUT, source(context.caller.address))
    if (retry_in := await limits.wait(context.reads, [bucket], context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, retry_in)
    own = of_server(context)
    if own is not None and (own.issuer, own.client_id) == (client.issuer, client.client_id):
        return Done(own)
    for one in await context.fetch_all(store.providers_at(client.issuer, client.client_id)):
        if (provider := await provider_of(context, one.tenant_id)) is not None:
            return Done(provider)
    return await refuse_logout(context, None)


async def refuse_logout(context: Context, _: None) -> Refused:
    context.write(limits.spend(Bucket(SSO_LOGOUT, source(context.caller.address)), context.now))
    return Refused(Reason.SSO_NOT_VALID)


async def end_all_reported(run: Runner, caller: Caller, command: Reported) -> Refused | None:
    """Part by part: somebody may have thousands."""
    while True:
        outcome = await run(end_reported, command, caller)
        if isinstance(outcome, Refused) or not outcome.view:
            return outcome if isinstance(outcome, Refused) else None


async def end_reported(context: Context, command: Reported) -> Done[bool] | Refused:
    """The view says whether there may be more: a session that took the place of one of these at this moment is found by the next run.

    A token is good once, until nothing is left to end: a provider that got no answer may report again.
    """
    hashed = digest(f"{command.issuer}\x00{command.client_id}\x00{command.token_id}")
    if await context.fetch_one(store.used_logout_token(hashed)) is not None:
        return await refuse_logout(context, None)
    ended = await context.fetch_all(sessions.came_from_provider(command.issuer, command.client_id, command.subject, command.sid))
    if not ended:
        context.write(store.use_logout_token(hashed, context.now + REMEMBERED))
        return Done(False)
    context.write(sessions.end_these([one.session_id for one in ended]))
    return Done(True, [DomainEvent("SIGNED_OUT", one.tenant_id, Subject("session", one.session_id, one.name)) for one in ended])


async def provider_of_session(context: Context, _: None) -> Done[Provider | None]:
    """Where the caller's session came from, if they can sign out there as well."""
    caller = context.caller
    came_from = await context.fetch_one(sessions.came_from(caller.session_id)) if caller.session_id else None
    if came_from is None:
        return Done(None)
    tenant_id: TenantId | None = caller.tenant_id if caller.company_only else None
    provider = await provider_of(context, tenant_id)
    is_same = provider is not None and (provider.issuer, provider.client_id) == (came_from.issuer, came_from.client_id)
    return Done(provider if is_same else None)
