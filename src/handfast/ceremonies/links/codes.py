"""The personal code at rest: a keyed digest to find it by, and a sealed copy, since it is shown again and again."""

from handfast.ceremonies.links import store
from handfast.ceremonies.links.rules import CODE_SHAPE, DIGITS, LETTERS
from handfast.db.database import Row
from handfast.kernel.secrets import Keys
from handfast.run import Act

_PURPOSE = "personal-code"


def digest_of(keys: Keys, code: str) -> bytes:
    return keys.mac(_PURPOSE, code)


def unseal(keys: Keys, sealed: bytes) -> str:
    return keys.unseal(_PURPOSE, sealed)


def write_code(act: Act, person_id: str, tenant_id: str, code: str) -> None:
    sealed = act.keys.seal(_PURPOSE, act.random.bytes(12), code)
    act.write(store.add_code(person_id, tenant_id, digest_of(act.keys, code), sealed, act.now))


def draw(act: Act) -> str:
    kinds = {"A": LETTERS, "9": DIGITS}
    return "".join(act.random.symbols(kinds[place], 1) if place in kinds else place for place in CODE_SHAPE)


async def who_has(act: Act, code: str) -> Row | None:
    """Person and tenant of a code, already normalised; None when nobody has it, or its person was shut out."""
    row = await act.reads.one(store.WHO_HAS, digest_of(act.keys, code))
    return row if row is not None and row["disabled_at"] is None else None
