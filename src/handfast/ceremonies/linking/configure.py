"""The settings for a RustDesk client of this tenant."""

from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.rustdesk.configuration import Configuration, api_address
from handfast.users.tenant_settings import TenantSettings
from handfast.users.tenants.get_tenant import tenant_of
from handfast.users.tenants.store import read


def configuration_of(public_url: str, tenant_id: TenantId, settings: TenantSettings) -> Configuration:
    return Configuration(settings.rustdesk_host, settings.rustdesk_key, settings.rustdesk_relay, api_address(public_url, tenant_id))


async def configure(context: Context, _: None) -> Done[Configuration] | Refused:
    row = await read(context.reads, context.caller.tenant)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    return Done(configuration_of(context.policy.public_url, row["id"], tenant_of(row).settings))
