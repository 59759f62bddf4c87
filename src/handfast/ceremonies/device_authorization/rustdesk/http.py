"""`/api/link-requests/*`: what the approve page asks."""

from handfast.ceremonies.device_authorization.rustdesk.approve import Approval, approve
from handfast.ceremonies.device_authorization.rustdesk.deny import deny
from handfast.ceremonies.device_authorization.rustdesk.get_request import get_request
from handfast.ceremonies.device_authorization.rustdesk.schemas import Approved, LinkRequest, RequestApproval, RequestCode, request_reply
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.outcomes import Reason
from handfast.kernel.secrets import Secret
from handfast.rustdesk.registry.heartbeats import HeartbeatReceiver

routes = Routes(
    "Requests from the RustDesk app", "A signed-in person approves or denies a request that the app made by “Continue with Handfast”."
)


@routes.post("/api/link-requests/look", allow="link.approve", refuses=[Reason.LINK_EXPIRED])
async def preview_link_request(call: Call, body: RequestCode) -> LinkRequest:
    """See which device asks to be linked."""
    return request_reply(await call.do(get_request, Secret(body.code)), call.caller.address, call.run.clock.now())


@routes.post(
    "/api/link-requests/approve",
    allow="link.approve",
    refuses=[
        Reason.ALREADY_LINKED,
        Reason.DEVICE_BLOCKED,
        Reason.DEVICE_LINKED_ELSEWHERE,
        Reason.DEVICE_NOT_HEARD,
        Reason.LINK_EXPIRED,
        Reason.NOT_FOUND,
        Reason.RATE_LIMITED,
        Reason.SUBSCRIPTION_REQUIRED,
        Reason.WRONG_DIGITS,
    ],
)
async def approve_link_request(call: Call, body: RequestApproval) -> Approved:
    """Approve a request of the RustDesk app.

    The app is signed in, and its device is linked if possible. Three wrong attempts end the request.
    """
    code = Secret(body.code)
    asking = await call.do(get_request, code)
    heartbeats = call.services.part(HeartbeatReceiver)
    await heartbeats.write_down(call.run, call.caller.tenant, asking.rustdesk_id)
    approved = await call.do(approve, Approval(code, body.digits))
    heartbeats.invalidate(call.caller.tenant, asking.rustdesk_id)
    return Approved(rustdesk_id=approved.rustdesk_id, linked=approved.is_linked)


@routes.post("/api/link-requests/deny", allow="link.approve", refuses=[Reason.LINK_EXPIRED])
async def deny_link_request(call: Call, body: RequestCode) -> None:
    """Deny a request of the RustDesk app."""
    await call.do(deny, Secret(body.code))
