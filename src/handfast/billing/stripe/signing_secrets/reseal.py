"""Seals the signing secrets again with the active key."""

from handfast.billing.stripe.signing_secrets import store
from handfast.billing.stripe.signing_secrets.secrets import PURPOSE
from handfast.kernel.outcomes import Done
from handfast.kernel.resealing import AT_ONCE, Resealed
from handfast.runner.context import Context


async def reseal_signing_secrets(context: Context, after: str) -> Done[Resealed]:
    secrets, count = await context.fetch_all(store.after(after, AT_ONCE)), 0
    for one in secrets:
        if (sealed := context.keys.reseal(PURPOSE, context.random.bytes(12), one.sealed)) is not None:
            context.write(store.reseal(one.id, one.sealed, sealed, tenant_id=one.tenant_id))
            count += 1
    return Done(Resealed(count, secrets[-1].id if secrets else None))
