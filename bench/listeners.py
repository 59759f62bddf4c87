"""Managers' sockets by the thousand in a process of its own, and the devices that pair while they listen: one clock for both ends."""

import asyncio
import json
import subprocess
import sys
import time
from functools import partial
from typing import Any

import uvloop

from bench import wire
from bench.load import GRACE_SECONDS, generate, verify
from bench.people import Manager
from bench.websocket import Listener
from bench.wire import Connection, address, connect

OPENING_SECONDS = 0.06
"""For each socket."""
ARRIVAL_SECONDS = 30
LISTENING = 100_000
"""The first address of those who listen: each page has one of its own, none of which pairs."""


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Opens the sockets, pairs, and gives the milliseconds from sending each redemption to its event at every socket that must hear it.

    With `bare` the server is that of `bare_room`, which is rung instead. `spans` are from each redemption to the last one that heard.
    """
    opening = OPENING_SECONDS * len(job["managers"]) * job["sockets_each"]
    seconds = opening + job["pairings"] * job["every"] + ARRIVAL_SECONDS + GRACE_SECONDS
    done = subprocess.run(
        [sys.executable, "-m", "bench.listeners"], input=json.dumps(job), capture_output=True, text=True, timeout=seconds, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"the listeners failed: {done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


class Arrivals:
    """When each socket heard that a device was paired, by the device's id."""

    def __init__(self) -> None:
        self.of: dict[str, list[float]] = {}

    def note(self, text: bytes, now: float) -> None:
        event, body = json.loads(text[2:])
        if event == "device_change" and body["change"] == "paired":
            self.of.setdefault(body["device_id"], []).append(now)


async def main(job: dict[str, Any]) -> dict[str, Any]:
    managers = [Manager(**one) for one in job["managers"]]
    arrivals, connection = Arrivals(), await connect(job["port"])
    sockets: list[Listener] = []
    for number, manager in enumerate(managers):
        sockets += await _listen(job, connection, manager, address(LISTENING + number), arrivals)
    sent: dict[str, float] = {}
    for number in range(job["pairings"]):
        begun = time.monotonic()
        device, at = await (_ring(connection) if job["bare"] else _pair(job, connection, managers[number * 7 % len(managers)], number))
        sent[device] = at
        await asyncio.sleep(max(0.0, begun + job["every"] - time.monotonic()))
    expected = len(sent) * job["hearers"]
    for _ in range(ARRIVAL_SECONDS * 20):
        if sum(map(len, arrivals.of.values())) >= expected:
            break
        await asyncio.sleep(0.05)
    heard = {device: arrivals.of.get(device, []) for device in sent}
    waits = [(moment - sent[device]) * 1000 for device, moments in heard.items() for moment in moments]
    spans = [(sent[device], max(moments, default=sent[device])) for device, moments in heard.items()]
    return {"sockets": len(sockets), "expected": expected, "milliseconds": waits, "spans": spans}


async def _listen(job: dict[str, Any], connection: Connection, manager: Manager, source: str, arrivals: Arrivals) -> list[Listener]:
    opened = []
    for _ in range(job["sockets_each"]):
        ticket = ""
        if not job["bare"]:
            _, body = await connection.ask(wire.post("/api/live/ticket", {}, **manager.headers))
            ticket = json.loads(body)["ticket"]
        _, listener = await asyncio.get_running_loop().create_connection(
            partial(Listener, job["port"], source, ticket, arrivals.note), "127.0.0.1", job["port"]
        )
        opened.append(listener)
    await asyncio.gather(*(listener.joined for listener in opened))
    return opened


async def _pair(job: dict[str, Any], connection: Connection, manager: Manager, number: int) -> tuple[str, float]:
    """The device's id, and when the redemption was sent."""
    source = address(job["first_address"] + number)
    status, made = await connection.ask(generate(manager, source))
    if status != 200:
        raise RuntimeError(f"no code was made: {status} {made!r}")
    await asyncio.sleep(job["every"] / 2)  # that the code was made is an event too; nobody scans it in the same instant
    sent = time.monotonic()
    status, body = await connection.ask(verify(manager, json.loads(made), source, by="codeId"))
    if status != 200:
        raise RuntimeError(f"{status} {body!r}")
    return json.loads(body)["device_id"], sent


async def _ring(connection: Connection) -> tuple[str, float]:
    sent = time.monotonic()
    _, body = await connection.ask(wire.post("/", {}))
    return body.decode(), sent


if __name__ == "__main__":
    given = json.load(sys.stdin)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        json.dump(runner.run(main(given)), sys.stdout)
