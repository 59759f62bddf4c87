"""What goes in and out of `/api/device-grants/*`."""

from pydantic import Field

from handfast.ceremonies.device_authorization.approve import Approval, suggested_name
from handfast.ceremonies.device_authorization.look import Looked
from handfast.ceremonies.device_authorization.rules import Risk
from handfast.edge.schemas import NamedRef, Reply
from handfast.edge.strict_json import Body
from handfast.kernel.time import SECOND


class TypedUserCode(Body):
    user_code: str = Field(max_length=100, description="As the person typed it: case, blanks and dashes do not count")


class DeviceApproval(Body):
    user_code: str = Field(max_length=100)
    number: int | None = Field(default=None, description="The one of `numbers` that the device shows")
    name: str | None = Field(default=None, max_length=400, description="What the device is called from now on")

    def command(self) -> Approval:
        return Approval(self.user_code, self.number, self.name)


class DeviceRequest(Reply):
    client_name: str
    device_name: str = Field(description="What the device says of itself; empty if nothing")
    platform: str
    address: str
    same_network: bool = Field(
        description="Whether the device asks from the network of this browser; a phone on mobile data is in another one"
    )
    age_seconds: int
    expires_in_seconds: int
    scopes: list[str]
    company: NamedRef = Field(description="Where the device will belong")
    numbers: list[int] | None = Field(description="The number that the device shows among others; null if there is nothing to compare")
    risks: list[Risk] = Field(description="What is unusual about the request")
    name: str = Field(description="What the device is called unless the person chooses another name")


class DeviceApproved(Reply):
    device_name: str
    company_name: str


def request_reply(looked: Looked, now: int) -> DeviceRequest:
    presented, judged = looked.presented, looked.judged
    grant = presented.grant
    return DeviceRequest(
        client_name=grant.client_name,
        device_name=grant.device_name,
        platform=grant.platform,
        address=grant.address,
        same_network=judged.same_network,
        age_seconds=max(0, (now - grant.created_at) // SECOND),
        expires_in_seconds=(grant.expires_at - now) // SECOND,
        scopes=list(grant.scopes),
        company=NamedRef(id=presented.tenant_id, name=presented.tenant_name),
        numbers=None if looked.numbers is None else list(looked.numbers),
        risks=list(judged.risks),
        name=suggested_name(grant),
    )
