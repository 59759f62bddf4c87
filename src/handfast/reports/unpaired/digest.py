"""Once a week, unless the tenant does not want it: what has been unpaired for over seven days, by mail to owners and admins."""

from collections.abc import Sequence

from handfast.db.database import Write
from handfast.devices.rustdesk.rules import grouped
from handfast.kernel.moments import DAY
from handfast.kernel.outcomes import Done, Fact, Refused, Subject
from handfast.mails.letters import Letter
from handfast.mails.queue import queue
from handfast.people import tenant_settings
from handfast.reports.unpaired import store
from handfast.reports.unpaired.read import After, Unpaired, unpaired_of
from handfast.run import Act

WEEK = 7 * DAY
# 1970 began on a Thursday: four days later, at six in the morning UTC, the first week of this count began.
_MONDAY_MORNING = 4 * DAY + DAY // 4
MOST_NAMED = 20
ABANDONED_AFTER = 90 * DAY


async def digest(act: Act, _: None) -> Done[int] | Refused:
    """One tenant whose mail is due. The view is how many were found."""
    if not act.policy.mail:
        return Done(0)
    week = str((act.now - _MONDAY_MORNING) // WEEK)
    tenant = await act.reads.one(store.DUE, week)
    if tenant is None:
        return Done(0)
    act.write(Write(store.MARK, (tenant["id"], week), guard=True))
    overdue = [one for one in await unpaired_of(act, tenant["id"], After()) if one.is_overdue]
    if not overdue or not tenant_settings.parse(tenant["settings"]).digest_weekly:
        return Done(1)
    readers = [row["email"] for row in await act.reads.all(store.READERS, tenant["id"])]
    for reader in readers:
        queue(act, _letter(reader, tenant["id"], tenant["name"], overdue, act))
    return Done(1, [Fact("DIGEST_SENT", tenant["id"], Subject("tenant", tenant["id"], tenant["name"]), {"count": len(readers)})])


def _letter(to: str, tenant_id: str, tenant_name: str, overdue: Sequence[Unpaired], act: Act) -> Letter:
    one = len(overdue) == 1
    named = tuple(f"{grouped(each.rustdesk_id)}  {each.name}, for {each.days} days" for each in overdue[:MOST_NAMED])
    more = (f"… and {len(overdue) - MOST_NAMED} more.",) if len(overdue) > MOST_NAMED else ()
    return Letter(
        about="the weekly report",
        to=to,
        subject=f"{len(overdue)} {'device is' if one else 'devices are'} still unpaired",
        paragraphs=(
            f"At {tenant_name}, {'this device has' if one else 'these devices have'} belonged to nobody for more than a week:",
            *named,
            *more,
            *_abandoned(overdue, act),
        ),
        button="Open the report",
        url=f"{act.policy.public_url}/support",
        closing=("Owners and admins get this on Mondays, when there is something to tell. The settings can turn it off.",),
        tenant_id=tenant_id,
    )


def _abandoned(overdue: Sequence[Unpaired], act: Act) -> list[str]:
    """The month's work: what a clean-up would take."""
    count = sum((one.last_seen_at or one.created_at) < act.now - ABANDONED_AFTER for one in overdue)
    if not count:
        return []
    have = "device of these has" if count == 1 else "devices of these have"
    return [f"{count} {have} not been heard of for 90 days. Clean up: {act.policy.public_url}/support/cleanup?days=90"]
