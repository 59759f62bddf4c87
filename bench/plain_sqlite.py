"""The floor on SQLite: one connection, the same statements one after the other, one commit for each batch.

No framework, no loop, no thread.
"""

import os
import time
from pathlib import Path
from typing import Any

from bench.recording import Step, Variable
from handfast.db.sqlite_file import connect

_Plan = list[tuple[bool, list[tuple[str, list[Any]]]]]


def run(path: Path, steps: list[Step], tenants: list[tuple[str, bytes]], seconds: float) -> float:
    """Complete invites a second. `tenants`: ids with the digest of their manager's session."""
    connection = connect(path)
    plan: _Plan = [
        (step.kind in ("execute_batch", "commit_now"), [(write.sql, list(write.args)) for write in step.writes]) for step in steps
    ]
    done, begun = 0, time.monotonic()
    while (took := time.monotonic() - begun) < seconds:
        _invite(connection, plan, *tenants[done % len(tenants)])
        done += 1
    connection.close()
    return done / took


def _invite(connection: Any, plan: _Plan, tenant: str, session: bytes) -> None:
    fresh: dict[str, Any] = {}
    for writes, statements in plan:
        if writes:
            connection.execute("BEGIN IMMEDIATE")
        for sql, arguments in statements:
            filled = {str(number): _filled(value, fresh, tenant, session) for number, value in enumerate(arguments, 1)}
            connection.execute(sql, filled).fetchall()
        if writes:
            connection.execute("COMMIT")


def _filled(value: Any, fresh: dict[str, Any], tenant: str, session: bytes) -> Any:
    if not isinstance(value, Variable):
        return value
    if value.name == "tenant":
        return session if value.kind is bytes else tenant
    if value.name not in fresh:
        raw = os.urandom(value.length)
        fresh[value.name] = raw if value.kind is bytes else raw.hex()[: value.length]
    return fresh[value.name]
