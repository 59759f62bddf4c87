"""Step 2. Begins a sign-in, or the confirmation of a session: keeps a transaction, which only this browser can end, once and soon."""

from dataclasses import dataclass

from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.limits import store as limits
from handfast.limits.rules import SSO_START, Bucket, source
from handfast.runner.context import Context
from handfast.single_sign_on import store
from handfast.single_sign_on.confirm import provider_to_confirm
from handfast.single_sign_on.provider import Provider, provider_of
from handfast.single_sign_on.relying_party import AuthorizationRequest
from handfast.single_sign_on.rules import TRANSACTION_LIFE, digest_of, local_path, nonce_of, verifier_of
from handfast.single_sign_on.store import Transaction
from handfast.users.sessions.opening import new_secret


@dataclass(frozen=True, slots=True)
class StartSignIn:
    tenant_id: TenantId | None
    """Whose provider; None for that of the server."""
    return_to: str | None = None


@dataclass(frozen=True, slots=True)
class Started:
    provider: Provider
    request: AuthorizationRequest
    browser: Secret
    """The cookie that binds the transaction to this browser."""


async def start(context: Context, command: StartSignIn) -> Done[Started] | Refused:
    """NOT_FOUND for a company that does not exist, is suspended or has no provider, so that the answer does not tell them apart."""
    provider = await provider_of(context, command.tenant_id)
    if provider is None or (command.tenant_id and await context.fetch_one(store.is_working(tenant_id=command.tenant_id)) is None):
        return Refused(Reason.NOT_FOUND)
    return await _keep(context, provider, command.return_to, confirming=False)


async def start_confirmation(context: Context, return_to: str | None) -> Done[Started] | Refused:
    """NOT_FOUND if no provider can confirm this session."""
    provider = await provider_to_confirm(context)
    if provider is None or context.caller.session_id is None:
        return Refused(Reason.NOT_FOUND)
    return await _keep(context, provider, return_to, confirming=True)


async def _keep(context: Context, provider: Provider, return_to: str | None, *, confirming: bool) -> Done[Started] | Refused:
    bucket = Bucket(SSO_START, source(context.caller.address))
    if (retry_in := await limits.wait(context.reads, [bucket], context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, retry_in)
    state, browser = new_secret(context), new_secret(context)
    kept = Transaction(
        provider.tenant_id,
        "confirm" if confirming else "sign_in",
        context.caller.session_id if confirming else None,
        None,
        provider.issuer,
        provider.client_id,
        "",
        local_path(return_to),
        context.now,
        context.now + TRANSACTION_LIFE,
    )
    context.write(limits.spend(bucket, context.now), store.add_transaction(digest_of(state, browser), kept))
    request = AuthorizationRequest(state, nonce_of(browser), verifier_of(browser), anew=confirming)
    return Done(Started(provider, request, Secret(browser)))
