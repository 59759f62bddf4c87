"""The personal code at rest: a keyed digest to find it by, and a sealed copy, since it is shown again and again."""

from cryptography.exceptions import InvalidTag

from handfast.ceremonies.linking import store
from handfast.ceremonies.linking.rules import CODE_SHAPE, DIGITS, LETTERS
from handfast.ceremonies.linking.store import CodeOwner
from handfast.db.database import Conflict
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.secrets import Keys, same
from handfast.runner.context import Context

PURPOSE = "personal-code"


def digest_of(keys: Keys, code: str) -> bytes:
    return keys.mac(PURPOSE, code)


def is_digest_of(keys: Keys, code: str, stored: bytes) -> bool:
    return any(same(known, stored) for known in keys.macs(PURPOSE, code))


def digests_of(keys: Keys, code: str) -> list[bytes]:
    """One for each key by which it may have been stored, the likeliest first."""
    return [*keys.macs(PURPOSE, code)]


def unseal(keys: Keys, sealed: bytes | None) -> str | None:
    """None when there is no code, or the server's secret key has changed since: the code is then useless, and a new one is drawn."""
    try:
        return keys.unseal(PURPOSE, sealed) if sealed is not None else None
    except InvalidTag:
        return None


def write_code(context: Context, user_id: UserId, code: str, instead_of: bytes | None = None, *, tenant_id: TenantId) -> None:
    """`instead_of`: the sealed code that can no longer be opened and is replaced."""
    hashed, sealed = digest_of(context.keys, code), context.keys.seal(PURPOSE, context.random.bytes(12), code)
    if instead_of is None:
        context.write(store.add_code(user_id, hashed, sealed, context.now, tenant_id=tenant_id))
    else:
        context.write(store.replace_code(user_id, instead_of, hashed, sealed, context.now, tenant_id=tenant_id))


def draw(context: Context) -> str:
    kinds = {"A": LETTERS, "9": DIGITS}
    return "".join(context.random.symbols(kinds[place], 1) if place in kinds else place for place in CODE_SHAPE)


async def draw_unused(context: Context) -> str:
    """The index refuses a code that another customer has under the same key. Under an older key its digest differs."""
    code = draw(context)
    for hashed in digests_of(context.keys, code)[1:]:
        if await context.fetch_one(store.code_owner(hashed)) is not None:
            raise Conflict
    return code


async def owner_of(context: Context, code: str) -> CodeOwner | None:
    """The owner of a normalised code; None when nobody has it, or its user is disabled."""
    owner = await holder_of(context, code)
    return owner if owner is not None and owner.disabled_at is None else None


async def holder_of(context: Context, code: str) -> CodeOwner | None:
    """Like `owner_of`, but also a user who is disabled."""
    for hashed in digests_of(context.keys, code):
        if (owner := await context.fetch_one(store.code_owner(hashed))) is not None:
            return owner
    return None
