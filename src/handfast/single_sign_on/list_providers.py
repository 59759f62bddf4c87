"""Step 1. Which providers a sign-in page offers, and what the settings show of the company's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done
from handfast.runner.context import Context
from handfast.single_sign_on import store
from handfast.single_sign_on.confirm import provider_to_confirm
from handfast.single_sign_on.provider import of_server, provider_of
from handfast.single_sign_on.store import ConnectedIdentity, StoredProvider
from handfast.users.accounts import store as accounts


@dataclass(frozen=True, slots=True)
class OfferedProvider:
    tenant_id: TenantId | None
    name: str


@dataclass(frozen=True, slots=True)
class SignInMethods:
    has_password: bool
    connected: Sequence[ConnectedIdentity]
    confirmed_by: str | None
    """The name of the provider that can confirm this session."""


async def list_providers(context: Context, tenant_id: TenantId | None) -> Done[Sequence[OfferedProvider]]:
    """An unknown company is answered like one without a provider."""
    offered = []
    if tenant_id is not None and await context.fetch_one(store.is_working(tenant_id=tenant_id)) is not None:
        provider = await provider_of(context, tenant_id)
        offered = [OfferedProvider(tenant_id, provider.name)] if provider else []
    own = of_server(context)
    return Done([*offered, OfferedProvider(None, own.name)] if own else offered)


async def get_provider(context: Context, _: None) -> Done[StoredProvider | None]:
    return Done(await context.fetch_one(store.provider(tenant_id=context.caller.tenant)))


async def list_sign_in_methods(context: Context, _: None) -> Done[SignInMethods]:
    """In a session of a company's provider only what concerns that company."""
    caller = context.caller
    account = await context.fetch_one(accounts.account(caller.account))
    connected = await context.fetch_all(store.identities_of(caller.account))
    if caller.company_only:
        connected = [one for one in connected if one.tenant_id == caller.tenant_id]
    provider = await provider_to_confirm(context)
    has_password = account is not None and account.password_hash is not None
    return Done(SignInMethods(has_password, connected, provider.name if provider else None))
