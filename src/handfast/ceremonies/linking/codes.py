"""The personal code at rest: a keyed digest to find it by, and a sealed copy, since it is shown again and again."""

from cryptography.exceptions import InvalidTag

from handfast.ceremonies.linking import store
from handfast.ceremonies.linking.rules import CODE_SHAPE, DIGITS, LETTERS
from handfast.db.raw import Row, fetch_row
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.secrets import Keys
from handfast.runner.context import Context

_PURPOSE = "personal-code"


def digest_of(keys: Keys, code: str) -> bytes:
    return keys.mac(_PURPOSE, code)


def unseal(keys: Keys, sealed: bytes | None) -> str | None:
    """None when there is no code, or the server's secret key has changed since: the code is then useless, and a new one is drawn."""
    try:
        return keys.unseal(_PURPOSE, sealed) if sealed is not None else None
    except InvalidTag:
        return None


def write_code(context: Context, user_id: UserId, tenant_id: TenantId, code: str, instead_of: bytes | None = None) -> None:
    """`instead_of`: the sealed code that can no longer be opened and is replaced."""
    place, sealed = (user_id, tenant_id), context.keys.seal(_PURPOSE, context.random.bytes(12), code)
    if instead_of is None:
        context.write(store.add_code(*place, digest_of(context.keys, code), sealed, context.now))
    else:
        context.write(store.replace_code(*place, instead_of, digest_of(context.keys, code), sealed, context.now))


def draw(context: Context) -> str:
    kinds = {"A": LETTERS, "9": DIGITS}
    return "".join(context.random.symbols(kinds[place], 1) if place in kinds else place for place in CODE_SHAPE)


async def who_has(context: Context, code: str) -> Row | None:
    """The user and tenant of a normalised code; None when nobody has it, or its user is disabled."""
    row = await fetch_row(context.reads, store.WHO_HAS, digest_of(context.keys, code))
    return row if row is not None and row["disabled_at"] is None else None
