"""What a RustDesk client of this tenant is set to."""

from handfast.devices.rustdesk.configure import Configuration, api_address
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.people.tenant_settings import TenantSettings
from handfast.people.tenants.look import tenant_of
from handfast.people.tenants.store import read
from handfast.run import Act


def configuration_of(public_url: str, tenant_id: str, settings: TenantSettings) -> Configuration:
    return Configuration(settings.rustdesk_host, settings.rustdesk_key, settings.rustdesk_relay, api_address(public_url, tenant_id))


async def configure(act: Act, _: None) -> Done[Configuration] | Refused:
    row = await read(act.reads, act.caller.tenant)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    return Done(configuration_of(act.policy.public_url, row["id"], tenant_of(row).settings))
