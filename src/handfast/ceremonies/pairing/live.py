"""The pairing codes that the caller reaches, for the list. It cannot show the codes themselves, since only digests are stored."""

from dataclasses import dataclass
from typing import Literal

from handfast.ceremonies.pairing import lists
from handfast.ceremonies.pairing.lists import Listed
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.time import DAY
from handfast.runner.context import Context
from handfast.users import tenant_settings


@dataclass(frozen=True, slots=True)
class Codes:
    items: list[Listed]
    live: int
    max_live: int
    now: int


async def list_codes(context: Context, which: Literal["live", "all"]) -> Done[Codes] | Refused:
    """Those that are live, or all of the last seven days; newest first, 200 at most."""
    within, now = context.sight, context.now
    listed = lists.issued_since(now - 7 * DAY, within=within) if which == "all" else lists.live(now, within=within)
    codes = await context.fetch_all(listed)
    slots = await context.fetch_one(lists.slots(now, within=within))
    if slots is None:
        return Refused(Reason.NOT_FOUND)
    settings = tenant_settings.parse(slots.settings)
    most = settings.max_live_codes if within.issuer_id is None else min(settings.max_live_codes, settings.max_live_codes_per_person)
    return Done(Codes(codes, slots.live, most, now))
