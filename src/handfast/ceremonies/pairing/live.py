"""The pairing codes of a tenant, for the manager's list. It cannot show the codes themselves, since only digests are stored."""

from dataclasses import dataclass

from handfast.ceremonies.pairing import rules, store
from handfast.ceremonies.pairing.store import Listed
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.time import DAY
from handfast.runner.context import Context
from handfast.users import tenant_settings


@dataclass(frozen=True, slots=True)
class Codes:
    items: list[Listed]
    """Their `state` is the one that people see."""
    live: int
    max_live: int
    now: int


async def list_codes(context: Context, which: str) -> Done[Codes] | Refused:
    """`which`: 'live', or 'all' of the last seven days; newest first, 200 at most."""
    tenant_id, now = context.caller.tenant, context.now
    listed = store.live(now, tenant_id=tenant_id) if which == "live" else store.issued_since(now - 7 * DAY, tenant_id=tenant_id)
    codes = await context.fetch_all(listed)
    slots = await context.fetch_one(store.slots(now, tenant_id=tenant_id))
    if slots is None:
        return Refused(Reason.NOT_FOUND)
    items = [code._replace(state=rules.shown_state(code.state, code.attempts, code.expires_at, now)) for code in codes]
    return Done(Codes(items, slots.live, tenant_settings.parse(slots.settings).max_live_codes, now))
