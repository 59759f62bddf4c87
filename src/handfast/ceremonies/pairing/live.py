"""The pairing codes of a tenant, for the manager's list. It cannot show the codes themselves, since only digests are stored."""

from dataclasses import dataclass

from handfast.ceremonies.pairing import rules, store
from handfast.ceremonies.pairing.rules import ShownState
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.context import Context
from handfast.users import tenant_settings


@dataclass(frozen=True, slots=True)
class Listed:
    id: str
    device_name: str | None
    issued_at: int
    expires_at: int
    state: ShownState
    attempts: int
    device_id: str | None
    issuer_id: str
    issuer_name: str


@dataclass(frozen=True, slots=True)
class Codes:
    items: list[Listed]
    live: int
    max_live: int
    now: int


async def list_codes(context: Context, which: str) -> Done[Codes] | Refused:
    """`which`: 'live', or 'all' of the last seven days; newest first, 200 at most."""
    rows = await context.reads.fetch_all(store.LIVE if which == "live" else store.RECENT, context.caller.tenant, context.now)
    held = await context.reads.fetch_all(store.SLOTS, context.caller.tenant)
    items = [
        Listed(
            row["id"],
            row["device_name"],
            row["issued_at"],
            row["expires_at"],
            rules.shown_state(row["state"], row["attempts"], row["expires_at"], context.now),
            row["attempts"],
            row["device_id"],
            row["person_id"],
            row["person_name"],
        )
        for row in rows
    ]
    live = sum(1 for row in held if row["slot"] is not None and row["expires_at"] > context.now)
    return Done(Codes(items, live, tenant_settings.parse(held[0]["settings"]).max_live_codes, context.now))
