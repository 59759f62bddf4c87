"""Seals the secrets of the clients at providers again with the active key."""

from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done
from handfast.kernel.resealing import AT_ONCE, Resealed
from handfast.runner.context import Context
from handfast.single_sign_on import store
from handfast.single_sign_on.provider import NONCE_BYTES, PURPOSE


async def reseal_client_secrets(context: Context, after: str) -> Done[Resealed]:
    found, count = await context.fetch_all(store.sealed_after(TenantId(after), AT_ONCE)), 0
    for one in found:
        if (sealed := context.keys.reseal(PURPOSE, context.random.bytes(NONCE_BYTES), one.sealed)) is not None:
            context.write(store.reseal(one.sealed, sealed, tenant_id=one.tenant_id))
            count += 1
    return Done(Resealed(count, found[-1].tenant_id if found else None))
