"""Changes one's own password. Every other session ends, and this one gets a new id."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.limits import store as limits
from handfast.people import store
from handfast.people.accounts import SignedIn, account_of, open_session
from handfast.people.passwords import hashing
from handfast.people.passwords.rules import normalised, weakness
from handfast.people.passwords.store import KIND
from handfast.people.rules import weak_password
from handfast.people.sessions.patience import limits_of
from handfast.run import Act


@dataclass(frozen=True, slots=True)
class NewPassword:
    current: Secret
    new: Secret


async def change_password(act: Act, wish: NewPassword) -> Done[SignedIn] | Refused:
    current, new = normalised(wish.current.reveal()), normalised(wish.new.reveal())
    row = await store.account(act.reads, act.caller.tenant, act.caller.own_id)
    if row is None:
        return Refused(Reason.UNAUTHENTICATED)
    account = account_of(row)
    if why := weakness(new, (account.name, account.email, account.tenant_name)):
        return weak_password(why)
    # Whoever finds an open browser must not get more guesses here than at the front door.
    buckets = await limits_of(act, account.email, row)
    if (retry_in := await limits.wait(act.reads, buckets, act.now)) is not None:
        return Refused(Reason.RATE_LIMITED, retry_in)
    checked = await act.slowly(hashing.check, row["password_hash"], current)
    act.compared = "right" if checked.right else "wrong"
    if not checked.right:
        act.write(*(limits.spend(bucket, act.now) for bucket in buckets))
        return Refused(Reason.WRONG_PASSWORD)
    hashed = await act.slowly(hashing.make, new, act.random.bytes(hashing.SALT_BYTES))
    act.write(
        *(limits.has_room(bucket, act.now) for bucket in buckets),
        store.set_password(account.tenant_id, account.id, row["epoch"], hashed),
        store.end_sessions_of(account.tenant_id, account.id),
        store.drop_tickets(account.id, KIND),
    )
    signed_in = open_session(act, account, row["epoch"] + 1)
    return Done(signed_in, [Fact("PASSWORD_CHANGED", account.tenant_id, Subject("person", account.id, account.name))])
