"""Checks a code of the app, a recovery code or a passkey. Each is good once, and every wrong one is paid for before it is answered."""

from dataclasses import dataclass, replace

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret, same
from handfast.limits import store as limits
from handfast.limits.alarm import alarm
from handfast.limits.rules import SECOND_FACTOR, SECOND_FACTOR_ACCOUNT
from handfast.runner.context import Context
from handfast.users.accounts.events import events_of
from handfast.users.accounts.store import Account
from handfast.users.notices import notify_second_factor_guessed
from handfast.users.passkeys.use import ShownPasskey, use_passkey
from handfast.users.recipients.tell import tell_recipients
from handfast.users.second_factors import store
from handfast.users.second_factors.rules import buckets, recovery_digest, typed_recovery_code, typed_totp, valid_codes
from handfast.users.second_factors.secrets import unseal
from handfast.users.second_factors.store import Totp


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What somebody typed or showed: one of the three."""

    code: Secret | None = None
    recovery_code: Secret | None = None
    passkey: ShownPasskey | None = None


async def verify_second_factor(context: Context, account: Account, given: SecondFactor) -> Refused | None:
    """RATE_LIMITED, or what is wrong with it, with the guess counted; None when it is right, and used up with this commit."""
    counted = buckets(account.id, context.caller.address)
    if (retry_in := await limits.wait(context.reads, counted, context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, retry_in)
    # Read for a right code too: of many guesses at once, the right one must not be faster to its commit than those that pay.
    events = await events_of(context, "SECOND_FACTOR_WRONG", account)
    wrong = await _wrong(context, account, given)
    if wrong is None:
        context.write(*(limits.has_room(bucket, context.now, empty=bucket.limit is SECOND_FACTOR) for bucket in counted))
        return None
    if wrong.reason is Reason.PASSKEY_EXPIRED:
        return wrong  # nothing was compared
    context.write(*(limits.spend(bucket, context.now) for bucket in counted))
    context.afterwards(notify_guessed, account)
    return replace(wrong, events=[*events, *wrong.events])


async def _wrong(context: Context, account: Account, given: SecondFactor) -> Refused | None:
    if given.passkey is not None:
        used = await use_passkey(context, given.passkey, account.id)
        return used if isinstance(used, Refused) else None
    right = await _totp_is_right(context, account, given.code) if given.code else await _recovery_is_right(context, account, given)
    return None if right else Refused(Reason.WRONG_SECOND_FACTOR)


async def _totp_is_right(context: Context, account: Account, typed: Secret) -> bool:
    totp = await context.fetch_one(store.totp(account.id))
    step = compare_totp(context, totp if totp is not None and totp.is_on else None, typed)
    if totp is None or step is None:
        return False
    context.write(store.use_step(account.id, totp.sealed, step))
    return True


def compare_totp(context: Context, totp: Totp | None, typed: Secret) -> int | None:
    """The time step of a right code; None for a wrong or used one. The caller pays for it."""
    secret, code = unseal(context.keys, totp.account_id, totp.sealed) if totp else None, typed_totp(typed.reveal()) or ""
    valid = valid_codes(secret, context.now, totp.last_step) if totp and secret else {}
    right = [step for step, one in valid.items() if same(one.encode(), code.encode())]
    context.compared = "right" if right else "wrong"
    return min(right, default=None)


async def _recovery_is_right(context: Context, account: Account, given: SecondFactor) -> bool:
    code = typed_recovery_code(given.recovery_code.reveal()) if given.recovery_code else None
    hashed = recovery_digest(account.id, code or "")
    is_right = await context.fetch_one(store.recovery_code(account.id, hashed)) is not None
    context.compared = "right" if is_right else "wrong"
    if is_right:
        context.write(store.use_recovery_code(account.id, hashed))
    return is_right


async def notify_guessed(context: Context, account: Account) -> Done[None]:
    """Whoever used up the account's limit knows its password, so its user is told to change it."""
    for bucket in buckets(account.id, context.caller.address):
        if bucket.limit is not SECOND_FACTOR_ACCOUNT:
            continue
        count, remaining = (await limits.counts(context.reads, [bucket], context.now)).get(bucket.id, (0, 0))
        if count < bucket.limit.most or (alert := await alarm(context.reads, bucket, remaining, context.now)) is None:
            continue
        context.write(alert)
        notify_second_factor_guessed(context, account)
        what = f"{bucket.limit.most} wrong codes of the second factor within a day, by somebody who knows the password or has a session"
        alerts = await events_of(context, "ALERT", account, {"what": what, "limit": bucket.limit.name})
        for tenant_id in [event.tenant_id for event in alerts if event.tenant_id is not None]:
            await tell_recipients(context, tenant_id, f"An account is locked: {account.name}", f"{account.name}: {what}.")
        return Done(None, alerts)
    return Done(None)
