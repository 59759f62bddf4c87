"""Seals the secrets of apps for codes again with the active key."""

from handfast.kernel.outcomes import Done
from handfast.kernel.resealing import AT_ONCE, Resealed
from handfast.runner.context import Context
from handfast.users.second_factors import store
from handfast.users.second_factors.secrets import PURPOSE


async def reseal_totp_secrets(context: Context, after: str) -> Done[Resealed]:
    found, count = await context.fetch_all(store.sealed_after(after, AT_ONCE)), 0
    for one in found:
        if (sealed := context.keys.reseal(PURPOSE, context.random.bytes(12), one.sealed)) is not None:
            context.write(store.reseal(one.account_id, one.sealed, sealed))
            count += 1
    return Done(Resealed(count, found[-1].account_id if found else None))
