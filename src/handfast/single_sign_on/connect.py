"""Step 6. Connects an account with an identity: in a session of its own, recently confirmed, in the browser that came from the provider.

The provider alone cannot do it: that of a company says what the company's admin wants.
"""

import json
from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret
from handfast.runner.context import Context
from handfast.single_sign_on import store
from handfast.single_sign_on.admit import Vouched
from handfast.single_sign_on.provider import provider_of
from handfast.single_sign_on.rules import Identity, digest_of
from handfast.users.sessions.unconfirmed import unconfirmed


@dataclass(frozen=True, slots=True)
class Connect:
    token: Secret
    browser: Secret


async def take_identity(context: Context, command: Connect) -> Done[Vouched] | Refused:
    """What is to be connected; SSO_EXPIRED also for an account that is not the caller's."""
    if refused := await unconfirmed(context):
        return refused
    digest = digest_of(command.token.reveal(), command.browser.reveal())
    kept = await context.fetch_one(store.transaction(digest, context.now))
    if kept is None or kept.purpose != "connect" or kept.account_id != context.caller.account or context.caller.company_only:
        return Refused(Reason.SSO_EXPIRED)
    context.write(store.take_transaction(digest, context.now))
    provider = await provider_of(context, kept.tenant_id)
    if provider is None or (provider.issuer, provider.client_id) != (kept.issuer, kept.client_id):
        return Refused(Reason.SSO_EXPIRED)
    said = json.loads(kept.identity)
    identity = Identity(**{**said, "values": tuple(said["values"])})
    return Done(Vouched(provider, identity, command.browser, kept.return_to, proven=kept.account_id))
