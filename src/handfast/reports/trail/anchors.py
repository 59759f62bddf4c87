"""The two ends of the chain as values of the server, each a number and a seal with the time, proven by the key."""

import json
from dataclasses import dataclass

from handfast.db import server_state
from handfast.db.database import Statement
from handfast.kernel.secrets import Keys, same
from handfast.reports.trail.store import ChainEnd
from handfast.runner.context import Context

HEAD, START = "head of the trail", "start of the trail"


@dataclass(frozen=True, slots=True)
class Anchor:
    number: int
    seal: bytes
    at: int
    mac: bytes


def keep(context: Context, name: str, end: ChainEnd) -> Statement:
    mac = context.keys.mac(name, *_parts(end.sealed_number, end.seal, context.now))
    value = {"number": end.sealed_number, "seal": end.seal.hex(), "at": context.now, "mac": mac.hex()}
    return server_state.put(name, json.dumps(value))


async def kept(context: Context, name: str) -> Anchor | None:
    """None if there is none, or none that can be read."""
    value = await context.fetch_one(server_state.value(name))
    try:
        fields = json.loads(value or "")
        return Anchor(int(fields["number"]), bytes.fromhex(fields["seal"]), int(fields["at"]), bytes.fromhex(fields["mac"]))
    except (ValueError, TypeError, KeyError):
        return None


def is_own(keys: Keys, name: str, anchor: Anchor) -> bool:
    """Whether this server kept it. A retired key proves the anchors of its time."""
    trusted = [*keys.live, *(retired.key for retired in keys.retired if anchor.number <= retired.until)]
    return any(same(key.mac(name, *_parts(anchor.number, anchor.seal, anchor.at)), anchor.mac) for key in trusted)


def _parts(number: int, seal: bytes, at: int) -> tuple[str, str, str]:
    return str(number), seal.hex(), str(at)
