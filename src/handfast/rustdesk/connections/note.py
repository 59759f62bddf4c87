"""A device reports a session on it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from handfast.db.raw import fetch_row
from handfast.kernel.outcomes import Done
from handfast.limits import store as limits
from handfast.limits.rules import RUSTDESK_SESSIONS, Bucket
from handfast.runner.context import Context
from handfast.rustdesk.connections import store
from handfast.rustdesk.registry.rules import ClientIdentity
from handfast.rustdesk.registry.store import KNOWN

SessionKind = Literal["connection", "file", "alarm"]


@dataclass(frozen=True, slots=True)
class SessionReport:
    identity: ClientIdentity
    kind: SessionKind
    details: Mapping[str, str | int]


async def note(context: Context, told: SessionReport) -> Done[None]:
    """Silently drops a report that cannot be believed or exceeds the limit: on an error the client would only repeat it."""
    identity = told.identity
    row = await fetch_row(context.reads, KNOWN, identity.tenant_id, identity.rustdesk_id)
    if row is None or row["uuid"] != identity.uuid or row["removed_at"] is not None:
        return Done(None)
    bucket = Bucket(RUSTDESK_SESSIONS, row["id"])
    if await limits.wait(context.reads, [bucket], context.now) is not None:
        return Done(None)
    details = json.dumps(dict(told.details), ensure_ascii=False, separators=(",", ":"))
    context.write(
        limits.note(bucket, context.now),
        store.keep_newest(identity.tenant_id, row["id"]),
        store.add(identity.tenant_id, row["id"], context.now, told.kind, details),
    )
    return Done(None)
