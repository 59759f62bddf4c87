"""What goes in and out of `/api/link-requests/*`."""

from pydantic import Field

from handfast.ceremonies.device_authorization.rustdesk.store import OpenRequest
from handfast.edge.schemas import Reply
from handfast.edge.strict_json import Body
from handfast.kernel.ids import RustdeskId
from handfast.kernel.time import SECOND
from handfast.users import tenant_settings


class RequestCode(Body):
    code: str = Field(max_length=100)


class RequestApproval(Body):
    code: str = Field(max_length=100)
    digits: str = Field(max_length=20, description="The last three digits of the ID, as the app shows it")


class LinkRequest(Reply):
    rustdesk_id: RustdeskId
    hostname: str
    os: str
    address: str
    same_network: bool = Field(
        description="Whether the request comes from the same address as this browser; that of a phone on mobile data does not"
    )
    age_seconds: int
    tenant_name: str
    support_contact: str


class Approved(Reply):
    rustdesk_id: RustdeskId
    linked: bool = Field(
        description="False if the app is signed in but the device is not linked, because another one is, or because it sends no heartbeats"
    )


def request_reply(asking: OpenRequest, address: str, now: int) -> LinkRequest:
    """`address` is that of the browser that looks at it."""
    return LinkRequest(
        rustdesk_id=asking.rustdesk_id,
        hostname=asking.hostname,
        os=asking.os,
        address=asking.address,
        same_network=asking.address == address,
        age_seconds=(now - asking.created_at) // SECOND,
        tenant_name=asking.tenant_name,
        support_contact=tenant_settings.parse(asking.tenant_settings).support_contact,
    )
