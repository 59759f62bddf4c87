"""All scheduled jobs, in one table. Every node runs every job; each is written so that two at once do no harm."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from handfast.billing.stripe.attach_unclaimed import attach_unclaimed
from handfast.billing.stripe.handle_event import forget_events as forget_provider_events
from handfast.ceremonies.device_authorization import retention as device_grants
from handfast.ceremonies.linking.retention import expire_pending_links, forget_removed
from handfast.ceremonies.pairing.retention import expire, forget
from handfast.devices.presence import HeartbeatBuffer, forget_waiters, notice_silence
from handfast.devices.retention import forget_devices
from handfast.email.delivery import Send, deliver
from handfast.events import outbox
from handfast.kernel.callers import SYSTEM
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done
from handfast.kernel.time import HOUR
from handfast.limits import store as limits
from handfast.oauth.clients.retention import purge_clients
from handfast.oauth.tokens.retention import forget_revocations
from handfast.offboarding.delete_tenant import delete_closed
from handfast.offboarding.lapse_subscription import lapse
from handfast.reports.trail.chain import seal
from handfast.reports.trail.erase import erase_deleted
from handfast.reports.trail.retention import drop_beginning, expire_rows
from handfast.reports.unpaired.digest import digest
from handfast.runner.context import Context, UseCase
from handfast.runner.run import Runner
from handfast.rustdesk.registry.heartbeats import write_heartbeats
from handfast.rustdesk.registry.retention import forget_transient
from handfast.single_sign_on.retention import forget_transactions
from handfast.users.retention import purge
from handfast.users.service_accounts.expire import note_expired
from handfast.users.service_accounts.warn import warn
from handfast.users.tenants import store as tenants


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    seconds: int
    does: str
    work: Callable[[Runner], Awaitable[object]]


def _use_case(use_case: UseCase[None, object]) -> Callable[[Runner], Awaitable[object]]:
    """Runs the use case until it finds nothing more to do: each run handles a limited number of rows."""

    async def work(run: Runner) -> None:
        while True:
            outcome = await run(use_case, None, SYSTEM)
            if not isinstance(outcome, Done) or not outcome.view:
                return

    return work


async def delete_closed_companies(run: Runner) -> None:
    """First what they have, then their trail, of which every row must be sealed."""
    for use_case in (delete_closed, seal, erase_deleted):
        await _use_case(use_case)(run)


async def forget_events(context: Context, _: None) -> Done[bool]:
    """The view says whether there is more to forget."""
    before, now = context.now - HOUR, context.now
    more = await context.fetch_one(outbox.is_more_to_purge(before)) or await context.fetch_one(limits.is_more_to_purge(now))
    context.write(outbox.purge(before), limits.purge(now), limits.purge_ahead(now))
    return Done(more is not None)


async def erase_old_rows(run: Runner) -> None:
    """Company by company, so that no run has to read more than a few rows."""
    listed = await run(_ids, None, SYSTEM)
    for tenant_id in listed.view if isinstance(listed, Done) else ():
        while isinstance(erased := await run(expire_rows, tenant_id, SYSTEM), Done) and erased.view:
            pass
    while isinstance(dropped := await run(drop_beginning, None, SYSTEM), Done) and dropped.view:
        pass


async def _ids(context: Context, _: None) -> Done[list[TenantId]]:
    return Done(await context.fetch_all(tenants.ids()))


async def flush(buffer: HeartbeatBuffer, run: Runner) -> None:
    for batch in buffer.take():
        await run(write_heartbeats, batch, SYSTEM)


_DEVICE_REQUESTS = [
    Job("expire device requests", 60, "The codes of devices that nobody approved in time are erased", _use_case(device_grants.expire)),
    Job("purge device requests", 600, "Those that nobody decided after an hour, others after 90 days", _use_case(device_grants.forget)),
]


def table(buffer: HeartbeatBuffer, send: Send | None) -> list[Job]:
    async def mail(run: Runner) -> None:
        if send is not None:
            await deliver(run, send)

    return [
        Job("write heartbeats", 5, "Writes when devices were last seen, and which are online again", partial(flush, buffer)),
        Job("set silent devices offline", 10, "Devices that missed two heartbeats go offline", _use_case(notice_silence)),
        Job("expire pairing codes", 60, "Codes past their time are closed and their hash erased", _use_case(expire)),
        Job("expire pending links", 60, "Requests to link a RustDesk device for which no proof came", _use_case(expire_pending_links)),
        Job(
            "purge removed RustDesk devices",
            3600,
            "Those removed more than 30 days ago; one that reports again is new",
            _use_case(forget_removed),
        ),
        Job(
            "purge transient RustDesk devices",
            900,
            "RustDesk devices that announced themselves and soon fell silent",
            _use_case(forget_transient),
        ),
        Job(
            "send the weekly report", 900, "Unpaired devices known for over a week, unless the tenant has turned it off", _use_case(digest)
        ),
        Job("forget revoked tokens", 300, "Revocations of access tokens that have expired since", _use_case(forget_revocations)),
        Job("attach unclaimed subscriptions", 60, "Subscriptions reported before their customer was added", _use_case(attach_unclaimed)),
        Job("end lapsed subscriptions", 60, "Recorded once when they end; the link ends if the tenant wants that", _use_case(lapse)),
        Job("delete closed companies", 600, "Companies whose time of grace is over, in small parts", delete_closed_companies),
        Job("seal the audit trail", 10, "New rows of the audit trail are chained to the ones before", _use_case(seal)),
        Job("erase old rows of the audit trail", 3600, "Rows of a company that are older than it and the operator allow", erase_old_rows),
        Job("send waiting mail", 60, "Retries mail that could not be sent at once, for an hour", mail),
        Job("reject devices nobody approved", 600, "Devices nobody approved within a day", _use_case(forget_waiters)),
        Job("purge pairing codes", 600, "Rows of codes closed more than 90 days ago", _use_case(forget)),
        Job("purge deleted devices", 600, "Those deleted more than 90 days ago, and credentials long replaced", _use_case(forget_devices)),
        Job("purge events", 600, "Delivered events older than an hour, and limits that have run out", _use_case(forget_events)),
        Job(
            "purge provider events",
            3600,
            "Events received more than 90 days ago, and subscriptions of people who were never added",
            _use_case(forget_provider_events),
        ),
        Job("warn of service accounts that expire", 900, "14 days and one day before, by mail to their contact", _use_case(warn)),
        Job("end expired service accounts", 60, "Recorded once when they expire; their tokens end for good", _use_case(note_expired)),
        Job("purge OAuth clients", 60, "Clients that were deleted, and what their devices were granted", _use_case(purge_clients)),
        Job("purge single sign-ons", 600, "Sign-ins that nobody ended, and reports of logouts", _use_case(forget_transactions)),
        *_DEVICE_REQUESTS,
        Job("purge sessions and tokens", 600, "Sessions and tokens that have expired, and accounts without a company", _use_case(purge)),
    ]


async def turn(job: Job, run: Runner) -> None:
    """Waits for the time of the job and runs it once."""
    await asyncio.sleep(job.seconds)
    await job.work(run)


async def mail_at_once(committed: asyncio.Event, run: Runner, send: Send) -> None:
    """Waits for the next commit that may have left mail, and sends what is waiting."""
    await committed.wait()
    committed.clear()
    try:
        await deliver(run, send)
    except BaseException:
        committed.set()  # the mail is still waiting
        raise
