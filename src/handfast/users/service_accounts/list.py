"""The service accounts of the tenant that were not revoked, each with its tokens."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from handfast.kernel.ids import ServiceId
from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.users.service_accounts import store
from handfast.users.service_accounts.rules import ServiceAccount, ServiceToken


async def list_accounts(context: Context, _: None) -> Done[Sequence[ServiceAccount]]:
    tenant_id = context.caller.tenant
    held: defaultdict[ServiceId, list[ServiceToken]] = defaultdict(list)
    for token in await context.fetch_all(store.tokens(tenant_id=tenant_id)):
        held[token.account_id].append(token)
    return Done([replace(one, tokens=held[one.id]) for one in await context.fetch_all(store.accounts(tenant_id=tenant_id))])
