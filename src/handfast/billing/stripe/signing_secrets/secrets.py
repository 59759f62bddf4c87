"""Step 2. The secrets that may sign the events sent to a company's address."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from cryptography.exceptions import InvalidTag

from handfast.billing.stripe.signing_secrets import store
from handfast.billing.stripe.signing_secrets.store import SealedSecret
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.context import Context

PURPOSE = "stripe-webhook"

log = structlog.get_logger("handfast.subscriptions")


@dataclass(frozen=True, slots=True)
class Webhook:
    secrets: Sequence[SealedSecret]
    by_setting: bool
    """Whether events are checked with the server's setting: the company has no secret of its own and is the only one here."""


async def signing_secrets(context: Context, tenant_id: TenantId) -> Done[Sequence[str]] | Refused:
    """Empty for a company without a secret and for an id that belongs to no company, so that the answer does not tell them apart."""
    held = await context.fetch_all(store.of_tenant(tenant_id=tenant_id))
    if not held and context.policy.stripe_secret is not None and await _is_only_tenant(context, tenant_id):
        return Done([context.policy.stripe_secret.reveal()])
    secrets = []
    for one in held:
        try:
            secrets.append(context.keys.unseal(PURPOSE, one.sealed))
        except InvalidTag:  # the server's secret key was changed since
            log.warning("a signing secret cannot be decrypted: remove it and add it again", tenant=tenant_id, id=one.id)
    return Done(secrets)


async def get_webhook(context: Context, _: None) -> Done[Webhook] | Refused:
    tenant_id = context.caller.tenant
    held = await context.fetch_all(store.of_tenant(tenant_id=tenant_id))
    by_setting = not held and context.policy.stripe_secret is not None and await _is_only_tenant(context, tenant_id)
    return Done(Webhook(held, by_setting))


async def _is_only_tenant(context: Context, tenant_id: TenantId) -> bool:
    return await context.fetch_one(store.only_tenant(tenant_id=tenant_id)) is not None
