"""The routes that end what several features hold."""

from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.callers import Role
from handfast.kernel.ids import DeviceId, ServiceId, UserId
from handfast.kernel.outcomes import Reason
from handfast.offboarding.cancel_invitation import cancel_invitation
from handfast.offboarding.change_role import change_role
from handfast.offboarding.disable_user import disable_user
from handfast.offboarding.remove_device import remove_device
from handfast.offboarding.revoke_service_account import revoke_service_account
from handfast.users.memberships.change import ChangeUser
from handfast.users.memberships.schemas import Person, PersonChangeRequest, person_reply

_people = Routes("People")
_devices = Routes("Devices")
_service_accounts = Routes("Service accounts")


@_people.delete("/api/people/{id}/invitation", allow="person.invite", refuses=[Reason.ROLE_TOO_HIGH])
async def revoke_invitation(call: Call, id: UserId) -> None:
    """Cancel an invitation."""
    await call.do(cancel_invitation, id)


@_people.patch(
    "/api/people/{id}", allow="person.change", refuses=[Reason.LAST_OWNER, Reason.REAUTHENTICATION_REQUIRED, Reason.ROLE_TOO_HIGH]
)
async def change_person(call: Call, id: UserId, body: PersonChangeRequest) -> Person:
    """Change a person's name or role."""
    return person_reply(await call.do(change_role, ChangeUser(id, body.name, None if body.role is None else Role(body.role))))


@_people.post("/api/people/{id}/disable", allow="person.change", refuses=[Reason.LAST_OWNER, Reason.ROLE_TOO_HIGH, Reason.SELF])
async def disable_person(call: Call, id: UserId) -> Person:
    """Disable a person."""
    return person_reply(await call.do(disable_user, id))


@_devices.delete("/api/devices/{id}", allow="device.delete")
async def delete_device(call: Call, id: DeviceId) -> None:
    await call.do(remove_device, id)


@_service_accounts.delete("/api/service-accounts/{id}", allow="service.change", refuses=[Reason.REAUTHENTICATION_REQUIRED])
async def delete_service_account(call: Call, id: ServiceId) -> None:
    """Revoke a service account, its tokens and its live pairing codes."""
    await call.do(revoke_service_account, id)


routes = [*_people, *_devices, *_service_accounts]
