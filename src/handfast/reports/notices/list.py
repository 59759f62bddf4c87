"""The notices of the last 30 days, and which of them the caller has not read."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.outcomes import Done
from handfast.kernel.time import DAY
from handfast.reports.notices import store
from handfast.reports.trail.store import Entry
from handfast.runner.context import Context

SHOWN_FOR = 30 * DAY


@dataclass(frozen=True, slots=True)
class Notices:
    entries: Sequence[Entry]
    read_until: int

    @property
    def unread(self) -> int:
        return sum(entry.id > self.read_until for entry in self.entries)


async def list_notices(context: Context, _: None) -> Done[Notices]:
    caller = context.caller
    entries = await context.fetch_all(store.notices(context.now - SHOWN_FOR, tenant_id=caller.tenant))
    return Done(Notices(entries, await context.fetch_one(store.read_until(caller.user_id, tenant_id=caller.tenant)) or 0))
