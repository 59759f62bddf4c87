"""Step 2. Tells the approval page which device asks."""

from dataclasses import dataclass

from handfast.ceremonies.device_authorization import store
from handfast.db.raw import fetch_row
from handfast.kernel.ids import RustdeskId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.kernel.time import SECOND
from handfast.runner.context import Context
from handfast.users import tenant_settings


@dataclass(frozen=True, slots=True)
class Asking:
    rustdesk_id: RustdeskId
    hostname: str
    os: str
    address: str
    is_near: bool
    """Whether the request came from the same address as this browser."""
    age_seconds: int
    tenant_name: str
    support_contact: str


async def get_request(context: Context, code: Secret) -> Done[Asking] | Refused:
    row = await fetch_row(context.reads, store.OPEN, digest(code.reveal()), context.caller.tenant, context.now)
    if row is None:
        return Refused(Reason.LINK_EXPIRED)
    age = (context.now - row["created_at"]) // SECOND
    told = (row["rustdesk_id"], row["hostname"], row["os"], row["address"], row["address"] == context.caller.address)
    return Done(Asking(*told, age, row["tenant_name"], tenant_settings.parse(row["settings"]).support_contact))
