"""A weekly mail to owners and admins about what they should follow up, unless the tenant has turned it off.

It lists devices of nobody that have been known for over seven days, and customers who are served and have had no device for as long.
"""

from collections.abc import Sequence

from handfast.billing.subscriptions.list import without_device
from handfast.billing.subscriptions.rules import Listed
from handfast.db import server_state
from handfast.email.enqueue import queue
from handfast.email.templates import Message
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.kernel.time import DAY
from handfast.kernel.wording import plural
from handfast.reports.pages import MOST_SHOWN, first
from handfast.reports.unpaired import store
from handfast.reports.unpaired.read import OVERDUE_AFTER, days_known, is_overdue
from handfast.reports.unpaired.store import DueTenant, Unpaired
from handfast.runner.context import Context
from handfast.rustdesk.registry.ids import grouped
from handfast.users import tenant_settings

WEEK = 7 * DAY
# 1970 began on a Thursday: four days later, at six in the morning UTC, the first week of this count began.
_MONDAY_MORNING = 4 * DAY + DAY // 4
MOST_NAMED = 20
ABANDONED_AFTER = 90 * DAY


async def digest(context: Context, _: None) -> Done[int] | Refused:
    """Handles one tenant whose mail is due. `Done.view` is 1, or 0 if there was none."""
    if not context.policy.mail:
        return Done(0)
    week = str((context.now - _MONDAY_MORNING) // WEEK)
    tenant = await context.fetch_one(store.due(week))
    if tenant is None:
        return Done(0)
    context.write(server_state.replace(f"{store.SENT}{tenant.id}", week))
    unpaired = await first(context, store.unpaired, tenant_id=tenant.id)
    overdue = [one for one in unpaired if is_overdue(one, context.now)]
    served = await without_device(context, MOST_SHOWN, tenant_id=tenant.id)
    without = [one for one in served if (one.no_device_since or 0) < context.now - OVERDUE_AFTER]
    if not (overdue or without) or not tenant_settings.parse(tenant.settings).digest_weekly:
        return Done(1)
    readers = await context.fetch_all(store.readers(tenant_id=tenant.id))
    for reader in readers:
        queue(context, _message(reader, tenant, overdue, without, context))
    return Done(1, [DomainEvent("DIGEST_SENT", tenant.id, Subject("tenant", tenant.id, tenant.name), {"count": len(readers)})])


def _message(to: str, tenant: DueTenant, overdue: Sequence[Unpaired], without: Sequence[Listed], context: Context) -> Message:
    report, follow_up = f"{context.policy.public_url}/support", f"{context.policy.public_url}/support/subscriptions?device=missing"
    return Message(
        about="the weekly report",
        to=to,
        subject=_subject(len(overdue), len(without)),
        paragraphs=(
            *_unpaired(overdue, tenant.name, context.now),
            *_abandoned(overdue, context),
            *_without_device(without, tenant.name, follow_up, context.now),
        ),
        button="Open the report" if overdue else "Open the list",
        url=report if overdue else follow_up,
        closing=(
            "Owners and admins get this mail on Mondays when there is something to report. It can be turned off under Settings, Notices.",
        ),
        tenant_id=tenant.id,
    )


def _subject(overdue: int, without: int) -> str:
    parts = []
    if overdue:
        parts.append(f"{plural(overdue, 'device is', 'devices are')} still unpaired")
    if without:
        parts.append(f"{plural(without, 'customer has', 'customers have')} no device")
    return ", ".join(parts)


def _unpaired(overdue: Sequence[Unpaired], tenant_name: str, now: int) -> list[str]:
    if not overdue:
        return []
    these = "this device belongs to nobody and has" if len(overdue) == 1 else "these devices belong to nobody and have"
    named = [f"{grouped(each.rustdesk_id)}  {each.name}, for {plural(days_known(each, now), 'day', 'days')}" for each in overdue]
    return [f"At {tenant_name}, {these} been known for more than a week:", *_first(named)]


def _without_device(without: Sequence[Listed], tenant_name: str, url: str, now: int) -> list[str]:
    """These customers pay for support that cannot reach them."""
    if not without:
        return []
    these = "this customer has" if len(without) == 1 else "these customers have"
    named = [f"{one.customer.name} <{one.customer.email}>, for {(now - (one.no_device_since or now)) // DAY} days" for one in without]
    return [f"At {tenant_name}, {these} had a subscription but no device for more than a week:", *_first(named), f"All of them: {url}"]


def _first(named: Sequence[str]) -> list[str]:
    more = [f"… and {len(named) - MOST_NAMED} more."] if len(named) > MOST_NAMED else []
    return [*named[:MOST_NAMED], *more]


def _abandoned(overdue: Sequence[Unpaired], context: Context) -> list[str]:
    """How many of these devices a clean-up, as done once a month, would remove."""
    count = sum((one.last_seen_at or one.created_at) < context.now - ABANDONED_AFTER for one in overdue)
    if not count:
        return []
    these = plural(count, "of these devices has", "of these devices have")
    return [f"{these} not been online for 90 days. Remove those you no longer need: {context.policy.public_url}/support/cleanup?days=90"]
