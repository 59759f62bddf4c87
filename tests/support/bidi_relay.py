"""Starts the Firefox it is given and stands between it and Playwright, which begins each window with a command unknown to Firefox ESR.

The relay answers that command in Firefox's place and passes everything else on. Once the ESR knows it, this file can go.
"""

import asyncio
import json
import re
import sys

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

UNKNOWN = "emulation.setMediaFeaturesOverride"
READY = "WebDriver BiDi listening on"
_ADDRESS = re.compile(rf"{READY} (ws://\S+)")


async def _relay(playwright: ServerConnection, address: str) -> None:
    assert playwright.request is not None
    async with connect(address + playwright.request.path, max_size=None, ping_interval=None) as firefox:

        async def forth() -> None:
            async for text in playwright:
                command = json.loads(text)
                if command["method"] == UNKNOWN:
                    await playwright.send(json.dumps({"type": "success", "id": command["id"], "result": {}}))
                else:
                    await firefox.send(text)

        async def back() -> None:
            async for text in firefox:
                await playwright.send(text)

        await asyncio.wait([asyncio.create_task(forth()), asyncio.create_task(back())], return_when=asyncio.FIRST_COMPLETED)


async def _run(command: list[str]) -> int:
    firefox = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    assert firefox.stderr is not None
    async for line in firefox.stderr:
        if found := _ADDRESS.search(line.decode()):
            break
    else:
        return await firefox.wait()
    async with serve(lambda playwright: _relay(playwright, found[1]), "127.0.0.1", 0, max_size=None, ping_interval=None) as relay:
        port = next(iter(relay.sockets)).getsockname()[1]
        print(f"{READY} ws://127.0.0.1:{port}", file=sys.stderr, flush=True)
        async for _ in firefox.stderr:
            pass  # a full pipe would stop Firefox
        return await firefox.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(_run(sys.argv[1:])))
