"""Step 3. The demo's devices beat while it runs. Now and then one falls silent, is shown as offline, and comes back."""

import asyncio
from collections.abc import Sequence

from handfast.devices.presence import Heard
from handfast.devices.rules import HEARTBEAT, SILENT_AFTER
from handfast.kernel.moments import SECOND

BEAT_SECONDS = HEARTBEAT // SECOND // 2
# Longer than it takes to be shown as offline, and a while more to be looked at.
_SILENT_BEATS = 2 * SILENT_AFTER // SECOND // BEAT_SECONDS


def is_resting(number: int, beat: int, devices: int) -> bool:
    """Whether the device of this number leaves out this beat: they take turns, one at a time."""
    return beat // _SILENT_BEATS % devices == number and beat >= _SILENT_BEATS


async def keep_beating(heard: Heard, device_ids: Sequence[str]) -> None:
    """For ever. As with every device, what is heard is noted in memory, and a job writes it down."""
    beat = 0
    while True:
        for number, device_id in enumerate(device_ids):
            if not is_resting(number, beat, len(device_ids)):
                heard.note(device_id)
        beat += 1
        await asyncio.sleep(BEAT_SECONDS)
