"""Whom to contact, for texts in the app that say "ask support"."""

from handfast.edge.calls import Call
from handfast.kernel.ids import TenantId
from handfast.users.tenants import store as tenants


async def with_contact(call: Call, tenant_id: TenantId, words: str) -> str:
    """The words, with the company's contact if they mention support and the company has set one."""
    if "support" not in words:
        return words
    tenant = await call.run.database.fetch_one(tenants.tenant(tenant_id=tenant_id))
    contact = tenant.settings.support_contact if tenant else ""
    return f"{words} Support: {contact}" if contact else words
