"""The chain over the trail: each row's seal covers its own digest and the seal before it.

Rows are sealed shortly after they are written, in one order, so that writing never waits for the chain. A changed row fails its own
digest; a row that is gone leaves a gap in the numbers or breaks the next seal.
"""

from dataclasses import dataclass

from handfast.audit import store as audit
from handfast.audit.store import mac_of
from handfast.db.raw import fetch_row, fetch_rows
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import Keys, same
from handfast.reports.trail import store
from handfast.runner.context import Context

_START = b"\x00" * 32


def next_seal(keys: Keys, previous: bytes, mac: bytes) -> bytes:
    return keys.mac("audit-chain", previous.hex(), mac.hex())


async def seal(context: Context, _: None) -> Done[int] | Refused:
    """Seals up to 500 rows; `Done.view` is their number."""
    rows = await fetch_rows(context.reads, store.UNSEALED)
    head = await fetch_row(context.reads, store.HEAD)
    number, value = (head["sealed_number"], head["seal"]) if head else (0, _START)
    sealed = []
    for row in rows:
        number, value = number + 1, next_seal(context.keys, value, row["mac"])
        sealed.append((row["id"], number, value))
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
    number, value, rows = 0, _START, 0
    while chunk := await fetch_rows(context.reads, store.CHAIN, number):
        for row in chunk:
            if row["sealed_number"] != number + 1:
                faults.append(f"before row {row['id']}: {row['sealed_number'] - number - 1} rows are missing")
            if not same(mac_of(context.keys, row), row["mac"]):
                faults.append(f"row {row['id']} was changed")
            elif not same(next_seal(context.keys, value, row["mac"]), row["seal"]) and row["sealed_number"] == number + 1:
                faults.append(f"row {row['id']} does not follow the one before it")
            number, value, rows = row["sealed_number"], row["seal"], rows + 1
    loose = await fetch_rows(context.reads, store.LOOSE)
    faults += [f"row {row['id']} was changed" for row in loose if not same(mac_of(context.keys, row), row["mac"])]
    return Done(Verdict(rows + len(loose), faults))
