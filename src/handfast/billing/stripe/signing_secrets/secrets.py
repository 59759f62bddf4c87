"""Step 2. The secrets that may sign the events sent to a company's address."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from cryptography.exceptions import InvalidTag

from handfast.billing.stripe.signing_secrets import store
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.context import Context

PURPOSE = "stripe-webhook"

log = structlog.get_logger("handfast.subscriptions")


@dataclass(frozen=True, slots=True)
class ShownSecret:
    id: str
    ends: str
    added_by: str
    added_at: int


@dataclass(frozen=True, slots=True)
class Webhook:
    secrets: Sequence[ShownSecret]
    by_setting: bool
    """Whether events are checked with the server's setting: the company has no secret of its own and is the only one here."""


async def signing_secrets(context: Context, tenant_id: TenantId) -> Done[Sequence[str]] | Refused:
    """Empty for a company without a secret and for an id that belongs to no company, so that the answer does not tell them apart."""
    rows = await store.of_tenant(context.reads, tenant_id)
    if not rows and context.policy.stripe_secret is not None and await store.is_only_tenant(context.reads, tenant_id):
        return Done([context.policy.stripe_secret.reveal()])
    secrets = []
    for row in rows:
        try:
            secrets.append(context.keys.unseal(PURPOSE, row["sealed"]))
        except InvalidTag:  # the server's secret key was changed since
            log.warning("a signing secret cannot be opened: remove it and add it again", tenant=tenant_id, id=row["id"])
    return Done(secrets)


async def get_webhook(context: Context, _: None) -> Done[Webhook] | Refused:
    tenant_id = context.caller.tenant
    rows = await store.of_tenant(context.reads, tenant_id)
    shown = [ShownSecret(row["id"], row["ends"], row["added_by"], row["added_at"]) for row in rows]
    alone = context.policy.stripe_secret is not None and await store.is_only_tenant(context.reads, tenant_id)
    return Done(Webhook(shown, by_setting=not rows and alone))
