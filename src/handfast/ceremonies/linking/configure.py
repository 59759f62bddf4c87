"""The settings for a RustDesk client of this tenant."""

from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.rustdesk.configuration import Configuration, api_address
from handfast.users.tenant_settings import TenantSettings
from handfast.users.tenants import store as tenants


def configuration_of(public_url: str, tenant_id: TenantId, settings: TenantSettings) -> Configuration:
    return Configuration(settings.rustdesk_host, settings.rustdesk_key, settings.rustdesk_relay, api_address(public_url, tenant_id))


async def configure(context: Context, _: None) -> Done[Configuration] | Refused:
    tenant = await context.fetch_one(tenants.tenant(tenant_id=context.caller.tenant))
    if tenant is None:
        return Refused(Reason.NOT_FOUND)
    return Done(configuration_of(context.policy.public_url, tenant.id, tenant.settings))
