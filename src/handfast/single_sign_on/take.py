"""Step 3. The browser is back from the provider: uses its transaction up, so that no answer is good twice or in another browser."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.single_sign_on import store
from handfast.single_sign_on.provider import Provider, provider_of
from handfast.single_sign_on.relying_party import AuthorizationRequest
from handfast.single_sign_on.rules import digest_of, nonce_of, verifier_of
from handfast.single_sign_on.store import Transaction


@dataclass(frozen=True, slots=True)
class Returned:
    state: str
    browser: Secret
    """The cookie."""


@dataclass(frozen=True, slots=True)
class Taken:
    transaction: Transaction
    provider: Provider
    request: AuthorizationRequest


async def take(context: Context, command: Returned) -> Done[Taken] | Refused:
    """SSO_EXPIRED for a state that is unknown, used, too old or of another browser, and for a provider that was changed since."""
    browser = command.browser.reveal()
    digest = digest_of(command.state, browser)
    kept = await context.fetch_one(store.transaction(digest, context.now))
    if kept is None or kept.purpose == "connect":
        return Refused(Reason.SSO_EXPIRED)
    context.write(store.take_transaction(digest, context.now))
    provider = await provider_of(context, kept.tenant_id)
    if provider is None or (provider.issuer, provider.client_id) != (kept.issuer, kept.client_id):
        return Refused(Reason.SSO_EXPIRED)
    anew = kept.purpose == "confirm"
    return Done(Taken(kept, provider, AuthorizationRequest(command.state, nonce_of(browser), verifier_of(browser), anew)))
