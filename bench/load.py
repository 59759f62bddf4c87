"""The load, in a process of its own: reads one job as JSON from standard input, writes what happened as JSON.

As many tasks as the job names connections, each waiting for its answer before it asks again; no task outlives the job's seconds.
"""

import asyncio
import itertools
import json
import subprocess
import sys
import time
from collections import Counter
from typing import Any

import uvloop

from bench import wire
from bench.people import Manager, rustdesk_id, uuid
from bench.wire import Connection, address, connect

# Whatever happens, a job ends: this many seconds after its own time.
GRACE_SECONDS = 30
DEVICE = {"device_name": "Kitchen screen", "platform": "Tizen 7"}
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
FINGERPRINT = "0123456789abcdef0123456789abcdef"
USER_AGENT = "Mozilla/5.0 (Linux; Android 14; SM-X210) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Runs a job in a new process. Raises when anything but success was answered: a fast refusal is no figure."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=job["seconds"] + GRACE_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the load failed: {done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout)
    if result["refused"]:
        raise RuntimeError(f"refused: {result['refused']}")
    return result


class Tally:
    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self.begins = time.monotonic()
        self.ends = self.begins + job["seconds"]
        self.milliseconds: list[float] = []
        self.refused: Counter[str] = Counter()
        self.tokens: list[str] = []

    def goes_on(self) -> bool:
        most = self.job.get("most")
        return time.monotonic() < self.ends and (most is None or len(self.milliseconds) < most) and not self.refused

    async def turn(self, lane: int, number: int) -> None:
        """Waits until this lane's next request is due, where the job is paced; a late one goes at once."""
        if rate := self.job.get("per_second"):
            due = self.begins + (number * self.job["connections"] + lane) / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def note(self, begun: float, status: int, body: bytes) -> None:
        self.milliseconds.append((time.monotonic() - begun) * 1000)
        if status != 200:
            self.refused[f"{status} {body[:200].decode(errors='replace')}"] += 1

    def result(self) -> dict[str, Any]:
        seconds = time.monotonic() - self.begins
        ordered = sorted(self.milliseconds) or [0.0]
        return {
            "done": len(self.milliseconds),
            "per_second": len(self.milliseconds) / seconds,
            "p50_ms": ordered[len(ordered) // 2],
            "p99_ms": ordered[int(len(ordered) * 0.99)],
            "refused": dict(self.refused),
            "tokens": self.tokens,
        }


async def invites(tally: Tally, connection: Connection, lane: int) -> None:
    """A manager asks for a code and a device redeems it, over and over; each pair of them has an address of its own."""
    job = tally.job
    managers = [Manager(**one) for one in job["managers"][lane :: job["connections"]]]
    addresses = itertools.count(job["first_address"] + lane, job["connections"])
    # From where the run before ended: a manager may make five codes a minute.
    turns = itertools.islice(itertools.cycle(managers), job["first_address"] // job["connections"] % len(managers), None)
    for turn, (manager, number) in enumerate(zip(turns, addresses, strict=False)):
        await tally.turn(lane, turn)
        if not tally.goes_on():
            return
        begun = time.monotonic()
        status, body = await connection.ask(generate(manager, address(number)))
        if status == 200:
            status, body = await connection.ask(verify(manager, json.loads(body), address(number), by=job["by"]))
        tally.note(begun, status, body)
        if status == 200 and job.get("keep_tokens"):
            tally.tokens.append(json.loads(body)["auth_token"])


def generate(manager: Manager, source: str) -> bytes:
    return wire.post("/api/pairing/generate", {"restaurantId": manager.tenant_id}, x_forwarded_for=source, **manager.headers)


def verify(manager: Manager, made: dict[str, str], source: str, by: str) -> bytes:
    body = {
        "restaurantId": manager.tenant_id,
        "code": made["pairing_code"],
        "deviceFingerprint": FINGERPRINT,
        "deviceName": "Waiter-iPad-1",
        "userAgent": USER_AGENT,
        "platform": "Android",
    }
    return wire.post("/api/pairing/verify", body | ({"codeId": made["code_id"]} if by == "codeId" else {}), x_forwarded_for=source)


async def grants(tally: Tally, connection: Connection, lane: int) -> None:
    """A device asks and polls, a manager looks and approves, and the device takes its tokens, over and over."""
    job = tally.job
    managers = [Manager(**one) for one in job["managers"][lane :: job["connections"]]]
    named, numbers = {"client_id": job["client_id"]}, itertools.count(job["first_address"] + lane, job["connections"])
    for manager, number in zip(itertools.cycle(managers), numbers, strict=False):
        if not tally.goes_on():
            return
        source, begun = address(number), time.monotonic()
        status, body = await connection.ask(wire.form("/oauth/device_authorization", named | DEVICE, x_forwarded_for=source))
        asked = json.loads(body) if status == 200 else {}
        code = {"grant_type": DEVICE_CODE, "device_code": asked.get("device_code", "")}
        poll = wire.form("/oauth/token", named | code, x_forwarded_for=source)
        pending, _ = await connection.ask(poll)
        for verb in ("look", "approve"):
            typed = {"user_code": asked.get("user_code", "")}
            status, body = await connection.ask(wire.post(f"/api/device-grants/{verb}", typed, x_forwarded_for=source, **manager.headers))
            if status != 200:
                break
        else:
            status, body = await connection.ask(poll)
        tally.note(begun, status if pending == 400 else pending, body)
        if status == 200 and job.get("keep_tokens"):
            tally.tokens.append(json.loads(body)["access_token"])


async def introspections(tally: Tally, connection: Connection, lane: int) -> None:
    """A resource server asks about tokens, one after the other."""
    job = tally.job
    requests = [
        wire.form("/oauth/introspect", {"token": token}, authorization=job["authorization"])
        for token in job["tokens"][lane :: job["connections"]]
    ]
    for request in itertools.cycle(requests):
        if not tally.goes_on():
            return
        begun = time.monotonic()
        status, body = await connection.ask(request)
        tally.note(begun, status if b'"active":true' in body else 0, body)


async def bearer(tally: Tally, connection: Connection, lane: int) -> None:
    """Devices ask who they are, one after the other."""
    requests = [
        wire.get("/api/devices/me", authorization=f"Bearer {token}") for token in tally.job["tokens"][lane :: tally.job["connections"]]
    ]
    for request in itertools.cycle(requests):
        if not tally.goes_on():
            return
        begun = time.monotonic()
        tally.note(begun, *await connection.ask(request))


async def heartbeats(tally: Tally, connection: Connection, lane: int) -> None:
    """RustDesk devices beat, one after the other, each as its client does."""
    numbers = range(lane, tally.job["devices"], tally.job["connections"])
    requests = [wire.post(tally.job["path"], heartbeat(number)) for number in numbers]
    for turn, request in enumerate(itertools.cycle(requests)):
        await tally.turn(lane, turn)
        if not tally.goes_on():
            return
        begun = time.monotonic()
        status, body = await connection.ask(request)
        tally.note(begun, status if body == b"{}" else 0, body)


def heartbeat(number: int) -> dict[str, Any]:
    return {"id": rustdesk_id(number), "uuid": uuid(number), "ver": 1004090, "modified_at": 0}


WORK = {"invites": invites, "grants": grants, "introspections": introspections, "bearer": bearer, "heartbeats": heartbeats}


async def main(job: dict[str, Any]) -> dict[str, Any]:
    work = WORK[job["work"]]
    connections = [await connect(job["port"]) for _ in range(job["connections"])]
    tally = Tally(job)
    async with asyncio.timeout(job["seconds"] + GRACE_SECONDS / 2):
        await asyncio.gather(*(work(tally, connection, lane) for lane, connection in enumerate(connections)))
    return tally.result()


if __name__ == "__main__":
    given = json.load(sys.stdin)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        json.dump(runner.run(main(given)), sys.stdout)
