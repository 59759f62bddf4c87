"""Forgets devices that are gone, and credentials nobody could be caught with any more."""

from handfast.devices import store
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.time import DAY
from handfast.runner.run import Act

EVIDENCE = 90 * DAY


async def forget_devices(act: Act, _: None) -> Done[None] | Refused:
    act.write(store.purge(act.now - EVIDENCE), store.purge_credentials(act.now - EVIDENCE))
    return Done(None)
