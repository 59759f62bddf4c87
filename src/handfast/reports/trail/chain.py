"""The chain over the trail: each row's seal covers its own digest and the seal before it.

Rows are sealed shortly after they are written, in one order, so that writing never waits for the chain. A changed row fails its own
digest; a row that is gone leaves a gap in the numbers or breaks the next seal.
"""

from dataclasses import dataclass

from handfast.audit import store as audit
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import Keys, same
from handfast.reports.trail import store
from handfast.reports.trail.store import DigestedEntry
from handfast.runner.context import Context

_START = store.ChainEnd(0, b"\x00" * 32)


def next_seal(keys: Keys, previous: bytes, mac: bytes) -> bytes:
    return keys.mac("audit-chain", previous.hex(), mac.hex())


async def seal(context: Context, _: None) -> Done[int] | Refused:
    """Seals up to 500 rows; `Done.view` is their number."""
    rows = await context.fetch_all(store.unsealed())
    end = await context.fetch_one(store.chain_end())
    number, value = end or _START
    sealed = []
    for row in rows:
        number, value = number + 1, next_seal(context.keys, value, row.mac)
        sealed.append((row.id, number, value))
    together = audit.SEALED_TOGETHER
    context.write(*(audit.seal(sealed[start : start + together]) for start in range(0, len(sealed), together)))
    return Done(len(rows))


@dataclass(frozen=True, slots=True)
class Verdict:
    rows: int
    faults: list[str]


async def verify(context: Context, _: None) -> Done[Verdict] | Refused:
    """Reads the whole trail and lists every row that was changed or does not follow the one before it, and every gap."""
    faults: list[str] = []
    (number, value), rows = _START, 0
    while chunk := await context.fetch_all(store.sealed_after(number)):
        for row in chunk:
            if row.sealed_number != number + 1:
                faults.append(f"before row {row.id}: {row.sealed_number - number - 1} rows are missing")
            if _was_changed(context.keys, row):
                faults.append(f"row {row.id} was changed")
            elif not same(next_seal(context.keys, value, row.mac), row.seal) and row.sealed_number == number + 1:
                faults.append(f"row {row.id} does not follow the one before it")
            number, value, rows = row.sealed_number, row.seal, rows + 1
    not_yet_sealed = await context.fetch_all(store.not_yet_sealed())
    faults += [f"row {row.id} was changed" for row in not_yet_sealed if _was_changed(context.keys, row)]
    return Done(Verdict(rows + len(not_yet_sealed), faults))


def _was_changed(keys: Keys, row: DigestedEntry) -> bool:
    return not same(audit.mac(keys, [getattr(row, column) for column in audit.COLUMNS]), row.mac)
