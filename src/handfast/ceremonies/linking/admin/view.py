"""A RustDesk device as admins see it."""

from handfast.ceremonies.linking.admin import store
from handfast.ceremonies.linking.admin.rules import AdminDevice
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.context import Context


async def get_device(context: Context, device_id: DeviceId) -> Done[AdminDevice] | Refused:
    found = await context.fetch_one(store.device(device_id, tenant_id=context.caller.tenant))
    return Done(found) if found is not None else Refused(Reason.NOT_FOUND)
