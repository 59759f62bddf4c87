"""Steps 3 and 4: warns that, after too many wrong codes, typed codes need a manager's approval or are refused."""

from handfast.ceremonies.pairing import rules, store
from handfast.db.raw import fetch_row, fetch_rows
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.kernel.time import DAY
from handfast.limits import store as limits
from handfast.limits.alarm import alarm
from handfast.limits.rules import GUESS_OFF, GUESS_SERVER, GUESS_TENANT, Bucket
from handfast.runner.context import Context
from handfast.users.warnings import mail_warning

SERVER_MISSES = Bucket(GUESS_OFF, "all")
_ESCALATED = Bucket(GUESS_SERVER, "all")
_OFF = "{count} wrong pairing codes were typed on this server within a day; until it ends, codes can only be scanned"
_CONFIRM = "{count} wrong pairing codes were typed on this server within a day; until it ends, a manager confirms each typed code"
_CONFIRM_HERE = "{count} wrong pairing codes were typed for this company within a day; until it ends, a manager confirms those that name it"
_ALL_WELL = "Codes that are scanned work as always, and no device was let in by this."
_TURN_DOWN = "If a device waits for approval that nobody of yours holds in their hands, turn it down."


async def warn(context: Context, tenant_id: TenantId | None) -> Done[None]:
    """Raises the alerts that are due after a typed code. `tenant_id`: the tenant that the request named, if any."""
    tenant_bucket = Bucket(GUESS_TENANT, tenant_id) if tenant_id else None
    counts = await limits.counts(context.reads, [SERVER_MISSES, *([tenant_bucket] if tenant_bucket else [])], context.now)
    misses, remaining = counts.get(SERVER_MISSES.id, (0, 0))
    due: list[DomainEvent] = []
    if rules.typing_is_off(misses):
        due += await _everybody(context, SERVER_MISSES, remaining, _OFF.format(count=misses))
    elif misses >= GUESS_SERVER.most and misses >= rules.unattended_guesses(await pairings_today(context)):
        due += await _everybody(context, _ESCALATED, remaining, _CONFIRM.format(count=misses))
    if tenant_bucket is not None and (held := counts.get(tenant_bucket.id, (0, 0)))[0] >= GUESS_TENANT.most:
        due += await _one_tenant(context, tenant_bucket, held[1])
    return Done(None, due)


async def pairings_today(context: Context) -> int:
    row = await fetch_row(context.reads, store.PAIRINGS_SINCE, context.now - DAY)
    return row["pairings"] if row else 0


async def _everybody(context: Context, bucket: Bucket, remaining: int, what: str) -> list[DomainEvent]:
    """Alerts the operator and the tenants that have live codes now, 20 of them at most."""
    if (told := await alarm(context.reads, bucket, remaining, context.now)) is None:
        return []
    context.write(told)
    alerts = [_alert(None, bucket, what)]
    for tenant in await fetch_rows(context.reads, store.CONCERNED, context.now):
        alerts.append(_alert(tenant["id"], bucket, what))
        await _mail(context, tenant["id"], what)
    return alerts


async def _one_tenant(context: Context, bucket: Bucket, remaining: int) -> list[DomainEvent]:
    if (told := await alarm(context.reads, bucket, remaining, context.now)) is None:
        return []
    context.write(told)
    # A stranger may have named a tenant that does not exist.
    if await fetch_row(context.reads, store.TENANT, bucket.key) is None:
        return []
    what = _CONFIRM_HERE.format(count=GUESS_TENANT.most)
    await _mail(context, bucket.key, what)
    return [_alert(bucket.key, bucket, what)]


def _alert(tenant_id: TenantId | None, bucket: Bucket, what: str) -> DomainEvent:
    return DomainEvent("ALERT", tenant_id, Subject("tenant", tenant_id, "typed pairing codes"), {"what": what, "limit": bucket.limit.name})


async def _mail(context: Context, tenant_id: TenantId, what: str) -> None:
    await mail_warning(context, tenant_id, "pairing codes", (f"{what}.", _ALL_WELL, _TURN_DOWN))
