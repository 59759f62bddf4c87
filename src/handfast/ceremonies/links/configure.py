"""What a RustDesk client of this tenant is set to."""

from handfast.devices.rustdesk.phone import Phone, phone
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.people.tenants.look import tenant_of
from handfast.people.tenants.store import read
from handfast.run import Act


async def configure(act: Act, _: None) -> Done[Phone] | Refused:
    row = await read(act.reads, act.caller.tenant)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    return Done(phone(act.policy.public_url, row["id"], tenant_of(row).settings))
