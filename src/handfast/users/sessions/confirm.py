"""Types the password again within a session, so that it may do what gives lasting access."""

from dataclasses import dataclass

from handfast.kernel.outcomes import Done, Fact, Reason, Refused, Subject
from handfast.kernel.secrets import Secret
from handfast.runner.run import Act
from handfast.users import store as people
from handfast.users.passwords.prove import prove_password
from handfast.users.sessions import store


@dataclass(frozen=True, slots=True)
class Confirmation:
    current: Secret


async def confirm(act: Act, wish: Confirmation) -> Done[None] | Refused:
    caller = act.caller
    row = await people.account(act.reads, caller.tenant, caller.own_id)
    if row is None or caller.session_id is None or await store.confirmed_at(act.reads, caller.tenant, caller.session_id) is None:
        return Refused(Reason.UNAUTHENTICATED)
    if refused := await prove_password(act, row, wish.current):
        return refused
    act.write(store.confirm(caller.tenant, caller.session_id, row["epoch"], act.now))
    return Done(None, [Fact("SESSION_CONFIRMED", caller.tenant, Subject("person", caller.own_id, caller.name))])
