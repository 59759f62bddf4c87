"""The chain over the trail: each row's seal covers its own digest and the seal before it.

Rows are sealed shortly after they are written, in one order, so that writing never waits for the chain. A changed row fails its own
digest; a row that is gone leaves a gap in the numbers or breaks the next seal.

A retired key proves the rows that it digested, and no others: those up to the number and seal that the key file remembers of its end. So
even who has that key, stolen or found, changes no row unnoticed.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from handfast.audit import store as audit
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.secrets import Key, Keys, same
from handfast.reports.trail import anchors, head, store
from handfast.reports.trail.anchors import HEAD, START
from handfast.reports.trail.store import ChainEnd, DigestedEntry, SealedEntry
from handfast.runner.context import Context

_START = ChainEnd(0, b"\x00" * 32)


def next_seal(keys: Key | Keys, previous: bytes, mac: bytes) -> bytes:
    return keys.mac("audit-chain", previous.hex(), mac.hex())


async def seal(context: Context, _: None) -> Done[int] | Refused:
    """Seals up to 500 rows; `Done.view` is their number.

    Where rows were cut off at the end, the chain goes on from its kept head, so that the gap stays.
    """
    rows = await context.fetch_all(store.unsealed())
    end = await context.fetch_one(store.chain_end())
    kept = await anchors.kept(context, HEAD)
    number, value, events = head.going_on(context.keys, kept, end or _START)
    sealed = []
    for row in rows:
        number, value = number + 1, next_seal(context.keys, value, row.mac)
        sealed.append((row.id, number, value))
    together = audit.SEALED_TOGETHER
    context.write(*(audit.seal(sealed[start : start + together]) for start in range(0, len(sealed), together)))
    if not sealed and (kept is not None or end is None):
        return Done(0)
    context.write(anchors.keep(context, HEAD, store.ChainEnd(number, value)))
    return Done(len(rows), events)


@dataclass(frozen=True, slots=True)
class Verdict:
    rows: int
    faults: list[str]


async def verify(context: Context, _: None) -> Done[Verdict] | Refused:
    """Reads the whole trail and lists every row that was changed or does not follow the one before it, every gap, and a cut end."""
    faults, emptied = list[str](), _Emptied()
    # Read first: meanwhile the server may seal more.
    kept, seal_there, start = await anchors.kept(context, HEAD), None, await anchors.kept(context, START)
    (number, value), rows = _START, 0
    if start is not None and anchors.is_own(context.keys, START, start):
        number, value = start.number, start.seal
    while chunk := await context.fetch_all(store.sealed_after(number)):
        for row in chunk:
            faults += _faults(context.keys, ChainEnd(number, value), row, emptied)
            number, value, rows = row.sealed_number, row.seal, rows + 1
            seal_there = row.seal if kept and kept.number == number else seal_there
    faults += head.faults(context.keys, kept, store.ChainEnd(number, value), seal_there)
    not_yet_sealed = await context.fetch_all(store.not_yet_sealed())
    for unsealed in not_yet_sealed:
        if _was_changed(context.keys.live, unsealed):
            faults.append(f"row {unsealed.id} was changed")
        else:
            emptied.note(unsealed)
    faults += emptied.faults()
    faults += _cut_off(context.keys, number)
    if await anchors.kept(context, START) != start:
        return await verify(context, None)  # a job deleted rows meanwhile
    return Done(Verdict(rows + len(not_yet_sealed), faults))


def _faults(keys: Keys, before: ChainEnd, row: SealedEntry, emptied: "_Emptied") -> list[str]:
    faults = []
    is_next = row.sealed_number == before.sealed_number + 1
    if not is_next:
        faults.append(f"before row {row.id}: {row.sealed_number - before.sealed_number - 1} rows are missing")
    trusted = _trusted(keys, row.sealed_number)
    if row.action != audit.ERASED and _was_changed(trusted, row):
        faults.append(f"row {row.id} was changed")
    elif is_next and not _follows(trusted, before.seal, row):
        faults.append(f"row {row.id} does not follow the one before it")
    else:
        emptied.note(row)
    return faults + _not_the_end(keys, row)


@dataclass(slots=True)
class _Emptied:
    """The rows of deleted companies, which are emptied, against what the server's own rows say of them."""

    found: Counter[str] = field(default_factory=Counter)
    announced: Counter[str] = field(default_factory=Counter)

    def note(self, row: DigestedEntry) -> None:
        if row.action == audit.ERASED:
            self.found[str(json.loads(row.details).get("company"))] += 1
        elif row.action == "TENANT_DELETED" and row.tenant_id is None:
            self.announced[str(row.subject_id)] += json.loads(row.details)["entries"]

    def faults(self) -> list[str]:
        """Until its deletion is finished, fewer rows of a company are emptied than were announced."""
        more = {company: count - self.announced[company] for company, count in sorted(self.found.items())}
        return [f"{count} more rows of the company {company} were emptied than it had" for company, count in more.items() if count > 0]


def _trusted(keys: Keys, number: int) -> Sequence[Key]:
    """The keys that prove the row with this number."""
    return [*keys.live, *(retired.key for retired in keys.retired if number <= retired.until)] if keys.retired else keys.live


def _was_changed(trusted: Sequence[Key], row: DigestedEntry) -> bool:
    if isinstance(row, SealedEntry) and row.action == audit.EXPIRED:
        return not any(same(audit.expiry(key, row.sealed_number, row.mac).encode(), row.details.encode()) for key in trusted)
    values = [getattr(row, column) for column in audit.COLUMNS]
    return not any(same(audit.mac(key, values), row.mac) for key in trusted)


def _follows(trusted: Sequence[Key], previous: bytes, row: SealedEntry) -> bool:
    return any(same(next_seal(key, previous, row.mac), row.seal) for key in trusted)


def _not_the_end(keys: Keys, row: SealedEntry) -> list[str]:
    """If this row's number is where the trail ended when a key was retired, it has the seal of that time."""
    ended = [key for key in keys.retired if key.until == row.sealed_number and not same(key.seal, row.seal)]
    return [f"row {row.id} is not the one that ended the trail when the key {key.key.id} was retired" for key in ended]


def _cut_off(keys: Keys, last: int) -> list[str]:
    longer = [key for key in keys.retired if key.until > last]
    return [f"the last {key.until - last} rows that were there when the key {key.key.id} was retired are missing" for key in longer]


async def end(context: Context, _: None) -> Done[ChainEnd] | Refused:
    """The number and the seal of the newest sealed row."""
    return Done(await context.fetch_one(store.chain_end()) or _START)
