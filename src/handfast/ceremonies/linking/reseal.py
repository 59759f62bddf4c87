"""Stores the personal codes again under the active key: their digest and the sealed copy. The codes stay the same."""

from handfast.ceremonies.linking import codes, store
from handfast.kernel.outcomes import Done
from handfast.kernel.resealing import AT_ONCE, Resealed
from handfast.runner.context import Context


async def reseal_personal_codes(context: Context, after: str) -> Done[Resealed]:
    rows, count = await context.fetch_all(store.codes_after(after, AT_ONCE)), 0
    for row in rows:
        sealed = context.keys.reseal(codes.PURPOSE, context.random.bytes(12), row.sealed)
        if sealed is None:
            continue
        digest = codes.digest_of(context.keys, context.keys.unseal(codes.PURPOSE, sealed))
        context.write(store.reseal_code(row.user_id, row.sealed, digest, sealed, tenant_id=row.tenant_id))
        count += 1
    return Done(Resealed(count, rows[-1].user_id if rows else None))
