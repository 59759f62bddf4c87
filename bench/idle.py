"""What a server costs that does nothing yet: its memory, and the time from the command to the first answer."""

import time

from bench.figures import Figure, at_most, median
from bench.grounds import Grounds, served

SETTLE_SECONDS = 3


def measure(grounds: Grounds, kind: str, repeats: int, _seconds: int) -> list[Figure]:
    name = f"idle_{kind}"
    url = grounds.fresh(kind, name)
    starts, resident, proportional = [], [], []
    for _ in range(repeats):
        grounds.wait_until_quiet()
        with served(url, grounds.folder / name) as server:
            starts.append(server.seconds)
            time.sleep(SETTLE_SECONDS)
            rss, pss = server.megabytes()
            resident.append(rss)
            proportional.append(pss)
    return [
        at_most(f"{kind}: start to the first 200 of /healthz", median(starts), "s", 1),
        at_most(f"{kind}: idle memory, resident", median(resident), "MB", 80),
        Figure(f"{kind}: idle memory, proportional share", median(proportional), "MB"),
    ]
