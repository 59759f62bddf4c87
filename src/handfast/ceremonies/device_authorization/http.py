"""`/api/device-grants/*`: what the page asks on which a user lets in a device that shows a code."""

from handfast.ceremonies.device_authorization.approve import approve
from handfast.ceremonies.device_authorization.deny import deny
from handfast.ceremonies.device_authorization.look import look
from handfast.ceremonies.device_authorization.schemas import DeviceApproval, DeviceApproved, DeviceRequest, TypedUserCode, request_reply
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.outcomes import Reason

routes = Routes("Devices that show a code", "A signed-in person approves or denies a device that asked by RFC 8628.")

_FINDING = frozenset({Reason.DEVICE_GRANTS_OFF, Reason.INVALID_CODE, Reason.RATE_LIMITED})
_LOOKING = _FINDING | {Reason.DEVICE_NOT_REGISTERED, Reason.NUMBER_NOT_SHOWN, Reason.OTHER_NETWORK}


@routes.post("/api/device-grants/look", allow="grant.approve", refuses=_LOOKING)
async def preview_device_request(call: Call, body: TypedUserCode) -> DeviceRequest:
    """See what asks to be let in, by the code that the device shows.

    A wrong code counts as a guess. `company` of `INVALID_CODE` is another company of this person, where the code is good.
    """
    return request_reply(await call.do(look, body.user_code), call.run.clock.now())


@routes.post(
    "/api/device-grants/approve",
    allow="grant.approve",
    refuses=_LOOKING | {Reason.DEVICE_LIMIT, Reason.DEVICE_QUOTA, Reason.WRONG_NUMBER},
)
async def approve_device_request(call: Call, body: DeviceApproval) -> DeviceApproved:
    """Let the device in.

    Three wrong numbers end the request. After a wrong one the device shows another number, which is among the new `numbers`.
    """
    approved = await call.do(approve, body.command())
    return DeviceApproved(device_name=approved.device_name, company_name=approved.company_name)


@routes.post("/api/device-grants/deny", allow="grant.approve", refuses=_FINDING)
async def deny_device_request(call: Call, body: TypedUserCode) -> None:
    """Turn the device down."""
    await call.do(deny, body.user_code)
