"""The customer's routes. The requirement prescribes those of the code and of pairing; the others serve our own page."""

from handfast.ceremonies.linking.configure import configure
from handfast.ceremonies.linking.follow import follow_own
from handfast.ceremonies.linking.get import get_page
from handfast.ceremonies.linking.link_device import LinkDevice, link_device
from handfast.ceremonies.linking.replace_device import replace_device
from handfast.ceremonies.linking.schemas import (
    ClientView,
    CustomerPage,
    FollowBody,
    LinkAnswer,
    LinkBody,
    PendingProof,
    PersonalCode,
    ReplaceBody,
    client_reply,
    link_answer_reply,
    page_reply,
    personal_code_reply,
)
from handfast.ceremonies.linking.show_code import show_code
from handfast.ceremonies.linking.unlink_device import unlink_device, withdraw_pending_link
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.outcomes import Reason

routes = Routes("A customer's device", "A customer links their RustDesk device, replaces it or unlinks it.")


@routes.get("/api/device/pairing-code", allow="link.code", refuses=[Reason.SUBSCRIPTION_REQUIRED])
async def get_personal_code(call: Call) -> PersonalCode:
    """Get one's own personal code.

    The first call makes it, and every later one returns the same. This write behind a GET is harmless: a page of another site
    that triggers it learns nothing, and changes nothing that the customer would not have changed by looking at the code.
    """
    return personal_code_reply(await call.do(show_code, None))


@routes.post(
    "/api/device/pair",
    allow="link.change",
    refuses=[
        Reason.ALREADY_LINKED,
        Reason.DEVICE_BLOCKED,
        Reason.DEVICE_LINKED_ELSEWHERE,
        Reason.DEVICE_QUOTA,
        Reason.FOREIGN_CODE,
        Reason.LINKING_OFF,
        Reason.RATE_LIMITED,
        Reason.SUBSCRIPTION_REQUIRED,
    ],
)
async def link_own_device(call: Call, body: LinkBody) -> LinkAnswer | PendingProof:
    """Link a RustDesk device.

    202 when the company wants a proof from the device first.
    """
    return link_answer_reply(await call.do(link_device, LinkDevice(body.code, body.deviceId)), "Device paired successfully")


@routes.put(
    "/api/device/pair",
    allow="link.change",
    refuses=[
        Reason.DEVICE_BLOCKED,
        Reason.DEVICE_LINKED_ELSEWHERE,
        Reason.DEVICE_QUOTA,
        Reason.LINKING_OFF,
        Reason.NOTHING_TO_UPDATE,
        Reason.RATE_LIMITED,
        Reason.SUBSCRIPTION_REQUIRED,
    ],
)
async def replace_own_device(call: Call, body: ReplaceBody) -> LinkAnswer | PendingProof:
    """Link another RustDesk device instead.

    202 when the company wants a proof from the device first.
    """
    return link_answer_reply(await call.do(replace_device, body.newRustDeskId), "Device updated successfully")


@routes.delete("/api/device/pair", allow="link.change", refuses=[Reason.NOTHING_TO_UPDATE])
async def unlink_own_device(call: Call) -> None:
    """Unlink the device, or withdraw the request to link one."""
    await call.do(unlink_device, None)


@routes.delete("/api/device/claim", allow="link.change", refuses=[Reason.NOTHING_TO_UPDATE])
async def cancel_own_claim(call: Call) -> None:
    """Withdraw the request to link a device.

    A device that is already linked stays linked.
    """
    await call.do(withdraw_pending_link, None)


@routes.post(
    "/api/device/follow",
    allow="link.change",
    refuses=[Reason.NOTHING_TO_UPDATE, Reason.NOT_FOUND, Reason.RATE_LIMITED, Reason.SUBSCRIPTION_REQUIRED],
)
async def follow_own_device(call: Call, body: FollowBody) -> None:
    """Move the link to the ID that the linked device seems to have now."""
    await call.do(follow_own, body.rustdesk_id)


@routes.get("/api/device/link", allow="link.look")
async def get_own_link(call: Call) -> CustomerPage:
    """Get everything that the customer's page shows.

    This call creates nothing.
    """
    return page_reply(await call.do(get_page, None))


@routes.get("/api/rustdesk/config", allow="rustdesk.configure")
async def get_rustdesk_configuration(call: Call) -> ClientView:
    """Get the configuration with which RustDesk clients use this server."""
    return client_reply(await call.do(configure, None))
