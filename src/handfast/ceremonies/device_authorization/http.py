"""`/api/link-requests/*`: what the approve page asks."""

from pydantic import BaseModel, Field

from handfast.ceremonies.device_authorization.approve import Approval, approve
from handfast.ceremonies.device_authorization.deny import deny
from handfast.ceremonies.device_authorization.get_request import get_request
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.edge.strict_json import Body
from handfast.kernel.ids import RustdeskId
from handfast.kernel.secrets import Secret
from handfast.kernel.time import SECOND
from handfast.rustdesk.registry.heartbeats import heartbeats_of
from handfast.users import tenant_settings

routes = Routes("Requests from the RustDesk app")


class RequestCode(Body):
    code: str = Field(max_length=100)


class RequestApproval(Body):
    code: str = Field(max_length=100)
    digits: str = Field(max_length=20, description="The last three digits of the ID, as the app shows it")


class LinkRequest(BaseModel):
    rustdesk_id: RustdeskId
    hostname: str
    os: str
    address: str
    same_network: bool = Field(description="It asks from the address that this browser has, too; phones on mobile data do not")
    age_seconds: int
    tenant_name: str
    support_contact: str


class Approved(BaseModel):
    rustdesk_id: RustdeskId
    linked: bool = Field(description="False: the app is signed in, and the device is not linked; another one is, or it sends no heartbeats")


@routes.post("/api/link-requests/look", allow="link.approve")
async def look_at_request(call: Call, body: RequestCode) -> LinkRequest:
    """See which device asks to be linked"""
    asking = await call.do(get_request, Secret(body.code))
    return LinkRequest(
        rustdesk_id=asking.rustdesk_id,
        hostname=asking.hostname,
        os=asking.os,
        address=asking.address,
        same_network=asking.address == call.caller.address,
        age_seconds=(call.run.clock.now() - asking.created_at) // SECOND,
        tenant_name=asking.tenant_name,
        support_contact=tenant_settings.parse(asking.tenant_settings).support_contact,
    )


@routes.post("/api/link-requests/approve", allow="link.approve")
async def approve_request(call: Call, body: RequestApproval) -> Approved:
    """Sign the app in that asks, and link its device where that can be. Three wrong tries end the request"""
    code = Secret(body.code)
    asking = await call.do(get_request, code)
    heartbeats = heartbeats_of(call)
    await heartbeats.write_down(call.run, call.caller.tenant, asking.rustdesk_id)
    approved = await call.do(approve, Approval(code, body.digits))
    heartbeats.look_again(call.caller.tenant, asking.rustdesk_id)
    return Approved(rustdesk_id=approved.rustdesk_id, linked=approved.is_linked)


@routes.post("/api/link-requests/deny", allow="link.approve")
async def deny_request(call: Call, body: RequestCode) -> None:
    """Turn the request down"""
    await call.do(deny, Secret(body.code))
