"""Step 3. Whether the database still has the row that was the newest when a file was exported."""

from collections.abc import Mapping
from typing import Any

from handfast.kernel.outcomes import Done
from handfast.kernel.secrets import same
from handfast.reports.trail import anchors, store
from handfast.reports.trail.anchors import START
from handfast.runner.context import Context


async def compare(context: Context, head: Mapping[str, Any]) -> Done[list[str]]:
    """What is wrong. `head` is that of a file that was checked."""
    number, at = int(head["number"]), head["at"]
    start = await anchors.kept(context, START)
    if number <= (start.number if start is not None and anchors.is_own(context.keys, START, start) else 0):
        return Done([])  # its time is over
    row = next(iter(await context.fetch_all(store.sealed_after(number - 1))), None)
    if row is None:
        return Done([f"rows at the end are missing that were there at {at}: row number {number} and what preceded it"])
    if row.sealed_number != number or not same(row.seal, bytes.fromhex(head["seal"])):
        return Done([f"the row with the number {number} is not the one that ended the trail at {at}"])
    return Done([])
