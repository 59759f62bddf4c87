"""Changes one's own password. Every other session ends, this one gets a new id, and access tokens end that are not named to be kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.runner.run import Act
from handfast.users import store
from handfast.users.accounts import SignedIn, account_of, open_session
from handfast.users.notices import tell_password_changed
from handfast.users.passwords import hashing
from handfast.users.passwords.prove import prove_password
from handfast.users.passwords.rules import normalised, weakness
from handfast.users.passwords.store import KIND
from handfast.users.rules import weak_password


@dataclass(frozen=True, slots=True)
class NewPassword:
    current: Secret
    new: Secret
    keep_tokens: Sequence[str] = ()
    """Ids of access tokens that go on; all others end."""


async def change_password(act: Act, wish: NewPassword) -> Done[SignedIn] | Refused:
    new = normalised(wish.new.reveal())
    row = await store.account(act.reads, act.caller.tenant, act.caller.own_id)
    if row is None:
        return Refused(Reason.UNAUTHENTICATED)
    account = account_of(row)
    if why := weakness(new, (account.name, account.email, account.tenant_name)):
        return weak_password(why)
    if refused := await prove_password(act, row, wish.current):
        return refused
    hashed = await act.slowly(hashing.make, new, act.random.bytes(hashing.SALT_BYTES))
    act.write(
        store.set_password(account.tenant_id, account.id, row["epoch"], hashed),
        store.end_sessions_of(account.tenant_id, account.id),
        *store.end_tokens_of(account.tenant_id, account.id, wish.keep_tokens),
        store.drop_tickets(account.id, KIND),
    )
    tell_password_changed(act, account)
    signed_in = open_session(act, account, row["epoch"] + 1)
    return Done(signed_in, [Fact("PASSWORD_CHANGED", account.tenant_id, Subject("person", account.id, account.name))])
