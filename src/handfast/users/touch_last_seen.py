"""Notes that a person was here, by a session or by a token."""

from handfast.kernel.outcomes import Done
from handfast.runner.run import Act
from handfast.users import store


async def see(act: Act, _: None) -> Done[None]:
    caller = act.caller
    if caller.session_id is not None:
        act.write(store.session_seen(caller.tenant, caller.session_id, act.now))
    elif caller.credential is not None:
        act.write(store.token_used(caller.tenant, caller.credential, act.now))
    act.write(store.person_seen(caller.tenant, caller.own_id, act.now))
    return Done(None)
