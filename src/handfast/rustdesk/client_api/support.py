"""Whom to contact, for texts in the app that say "ask support"."""

from handfast.db.raw import fetch_row
from handfast.edge.calls import Call
from handfast.kernel.ids import TenantId
from handfast.rustdesk.client_api import store
from handfast.users import tenant_settings


async def with_contact(call: Call, tenant_id: TenantId, words: str) -> str:
    """The words, with the company's contact if they mention support and the company has set one."""
    if "support" not in words:
        return words
    row = await fetch_row(call.run.database, store.SETTINGS, tenant_id)
    contact = tenant_settings.parse(row["settings"]).support_contact if row else ""
    return f"{words} Support: {contact}" if contact else words
