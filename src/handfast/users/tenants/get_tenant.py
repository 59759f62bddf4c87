"""Shows the tenant and its settings."""

from dataclasses import dataclass

from handfast.db.raw import Row
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context
from handfast.users.tenant_settings import TenantSettings, parse
from handfast.users.tenants import store


@dataclass(frozen=True, slots=True)
class Tenant:
    id: str
    name: str
    version: int
    settings: TenantSettings


def tenant_of(row: Row) -> Tenant:
    return Tenant(row["id"], row["name"], row["version"], parse(row["settings"]))


async def get_tenant(context: Context, _: None) -> Done[Tenant] | Refused:
    row = await store.read(context.reads, context.caller.tenant)
    return Refused(Reason.NOT_FOUND) if row is None else Done(tenant_of(row))
