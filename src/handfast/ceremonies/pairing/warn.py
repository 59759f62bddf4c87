"""Steps 3 and 4: tells people that so many wrong codes were typed that typing needs a manager's word, or is off."""

from handfast.ceremonies.pairing import rules, store
from handfast.kernel.outcomes import Done, Fact, Subject
from handfast.kernel.time import DAY
from handfast.limits import store as limits
from handfast.limits.alarm import alarm
from handfast.limits.rules import GUESS_OFF, GUESS_SERVER, GUESS_TENANT, Bucket
from handfast.runner.run import Act
from handfast.users.warnings import mail_warning

SERVER_MISSES = Bucket(GUESS_OFF, "all")
_ESCALATED = Bucket(GUESS_SERVER, "all")
_OFF = "{count} wrong pairing codes were typed on this server within a day; until it ends, codes can only be scanned"
_CONFIRM = "{count} wrong pairing codes were typed on this server within a day; until it ends, a manager confirms each typed code"
_CONFIRM_HERE = "{count} wrong pairing codes were typed for this company within a day; until it ends, a manager confirms those that name it"
_ALL_WELL = "Codes that are scanned work as always, and no device was let in by this."
_TURN_DOWN = "If a device waits for approval that nobody of yours holds in their hands, turn it down."


async def warn(act: Act, tenant_id: str | None) -> Done[None]:
    """The alerts that are due after a typed code. `tenant_id`: which tenant it named, if any."""
    tenant_bucket = Bucket(GUESS_TENANT, tenant_id) if tenant_id else None
    counts = await limits.counts(act.reads, [SERVER_MISSES, *([tenant_bucket] if tenant_bucket else [])], act.now)
    misses, remaining = counts.get(SERVER_MISSES.id, (0, 0))
    due: list[Fact] = []
    if rules.typing_is_off(misses):
        due += await _everybody(act, SERVER_MISSES, remaining, _OFF.format(count=misses))
    elif misses >= GUESS_SERVER.most and misses >= rules.unattended_guesses(await pairings_today(act)):
        due += await _everybody(act, _ESCALATED, remaining, _CONFIRM.format(count=misses))
    if tenant_bucket is not None and (held := counts.get(tenant_bucket.id, (0, 0)))[0] >= GUESS_TENANT.most:
        due += await _one_tenant(act, tenant_bucket, held[1])
    return Done(None, due)


async def pairings_today(act: Act) -> int:
    row = await act.reads.one(store.PAIRINGS_SINCE, act.now - DAY)
    return row["pairings"] if row else 0


async def _everybody(act: Act, bucket: Bucket, remaining: int, what: str) -> list[Fact]:
    """The operator, and each tenant that has codes waiting now."""
    if (told := await alarm(act.reads, bucket, remaining, act.now)) is None:
        return []
    act.write(told)
    alerts = [_alert(None, bucket, what)]
    for tenant in await act.reads.all(store.CONCERNED, act.now):
        alerts.append(_alert(tenant["id"], bucket, what))
        await _mail(act, tenant["id"], what)
    return alerts


async def _one_tenant(act: Act, bucket: Bucket, remaining: int) -> list[Fact]:
    if (told := await alarm(act.reads, bucket, remaining, act.now)) is None:
        return []
    act.write(told)
    # A stranger may have named a tenant that does not exist.
    if await act.reads.one(store.TENANT, bucket.key) is None:
        return []
    what = _CONFIRM_HERE.format(count=GUESS_TENANT.most)
    await _mail(act, bucket.key, what)
    return [_alert(bucket.key, bucket, what)]


def _alert(tenant_id: str | None, bucket: Bucket, what: str) -> Fact:
    return Fact("ALERT", tenant_id, Subject("tenant", tenant_id, "typed pairing codes"), {"what": what, "limit": bucket.limit.name})


async def _mail(act: Act, tenant_id: str, what: str) -> None:
    await mail_warning(act, tenant_id, "pairing codes", (f"{what}.", _ALL_WELL, _TURN_DOWN))
