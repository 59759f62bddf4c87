"""Step 3. The demo's devices send heartbeats while it runs. Now and then one falls silent, is shown as offline, and comes back."""

import asyncio
from collections.abc import Sequence
from itertools import count

from handfast.devices.presence import HeartbeatBuffer
from handfast.devices.rules import HEARTBEAT, SILENT_AFTER
from handfast.kernel.ids import DeviceId
from handfast.kernel.time import SECOND

HEARTBEAT_SECONDS = HEARTBEAT // SECOND // 2
# Twice the time until a device is shown as offline, so that there is time to see it.
_SILENT_HEARTBEATS = 2 * SILENT_AFTER // SECOND // HEARTBEAT_SECONDS


def is_resting(number: int, heartbeat: int, devices: int) -> bool:
    """Whether the device of this number skips this heartbeat: the devices take turns, one at a time."""
    return heartbeat // _SILENT_HEARTBEATS % devices == number and heartbeat >= _SILENT_HEARTBEATS


class HeartbeatSender:
    """Notes heartbeats in memory, as for every device; a job writes them."""

    def __init__(self, heartbeat_buffer: HeartbeatBuffer, device_ids: Sequence[DeviceId]) -> None:
        self._heartbeat_buffer = heartbeat_buffer
        self._device_ids = device_ids
        self._heartbeats = count()

    async def turn(self) -> None:
        """One heartbeat of all devices, and the pause until the next."""
        heartbeat = next(self._heartbeats)
        for number, device_id in enumerate(self._device_ids):
            if not is_resting(number, heartbeat, len(self._device_ids)):
                self._heartbeat_buffer.note(device_id)
        await asyncio.sleep(HEARTBEAT_SECONDS)
