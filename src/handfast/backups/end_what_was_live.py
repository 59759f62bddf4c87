"""Ends the codes, sessions, tokens and requests of a restored database: they may have been used or revoked since the backup."""

from handfast.backups import store
from handfast.ceremonies.device_authorization import store as device_grants
from handfast.ceremonies.device_authorization.rustdesk import store as requests
from handfast.ceremonies.pairing import store as codes
from handfast.db import server_state
from handfast.email import store as email
from handfast.kernel.outcomes import DomainEvent, Done, Subject
from handfast.runner.context import Context
from handfast.rustdesk.client_api.sysinfo_ver import VERSION
from handfast.single_sign_on import store as single_sign_on
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.passkeys import store as passkeys
from handfast.users.second_factors import store as second_factors
from handfast.users.sessions import store as sessions


async def end_what_was_live(context: Context, _: None) -> Done[None]:
    context.write(codes.expire_all(context.now), sessions.end_everybodys(), one_time_tokens.drop_all(), requests.drop_all())
    context.write(device_grants.drop_live())
    context.write(second_factors.drop_steps(), passkeys.drop_challenges(), single_sign_on.drop_transactions())
    context.write(email.drop_all())  # most of them have long been sent
    # What RustDesk clients told since the backup is gone: they tell it again once this has another value.
    context.write(server_state.forget(VERSION))
    tenants = await context.fetch_all(store.tenants())
    return Done(None, [DomainEvent("SERVER_RESTORED", tenant_id, Subject("server", None, "Handfast")) for tenant_id in tenants])
