"""Routes of the ceremony: `/api/pairing/*` as the requirement prescribes them, `/api/invites*` for our own screens."""

from typing import Literal

from starlette.responses import Response

from handfast.ceremonies.pairing import replies
from handfast.ceremonies.pairing.cancel import cancel
from handfast.ceremonies.pairing.issue import IssueCodes, issue
from handfast.ceremonies.pairing.live import list_codes
from handfast.ceremonies.pairing.preview import preview
from handfast.ceremonies.pairing.redeem import RedeemCode, redeem
from handfast.ceremonies.pairing.replies import Generated, InviteList, Invites, MailSent, PairingPreview, Verified
from handfast.ceremonies.pairing.requests import GenerateBody, IssueBody, MailBody, PresentBody, VerifyBody, malformed
from handfast.ceremonies.pairing.send import Send, send
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.edge.strict_json import Body
from handfast.kernel.ids import PairingCodeId, TenantId
from handfast.kernel.texts import display_name

routes = Routes("Pairing")


class InviteQuery(Body):
    state: Literal["live", "all"] = "live"


@routes.post("/api/pairing/verify", allow="pairing.redeem")
async def verify(call: Call, body: VerifyBody) -> Verified:
    """Redeem a code on a device. 202 when a manager must confirm it: repeat with the same `clientNonce`."""
    pairing = await call.do(redeem, RedeemCode(body.presented(), body.applicant(call)))
    if pairing.waiting:
        reply = replies.pending(pairing)
        return Response(reply.model_dump_json(), 202, media_type="application/json")  # type: ignore[return-value]
    return replies.verified(pairing)


@routes.post("/api/pairing/preview", allow="pairing.redeem")
async def look_first(call: Call, body: PresentBody) -> PairingPreview:
    """Whose code this is. Uses nothing up; a wrong code counts as a guess."""
    return replies.preview(await call.do(preview, body.presented(code_needed=False)))


@routes.post("/api/pairing/generate", allow="invite.issue")
async def generate(call: Call, body: GenerateBody) -> Generated:
    """Make one pairing code."""
    issued = await call.do(issue, IssueCodes(TenantId(body.restaurantId.lower())))
    return replies.generated(issued[0])


@routes.post("/api/invites", allow="invite.issue", status=201)
async def make(call: Call, body: IssueBody) -> Invites:
    """Make one to five pairing codes, each with its QR."""
    name = display_name(body.device_name) if body.device_name else None
    if body.device_name and name is None:
        raise malformed("deviceName")
    return replies.invites(await call.do(issue, IssueCodes(call.caller.tenant, body.count, name)))


@routes.get("/api/invites", allow="invite.list")
async def codes(call: Call, query: InviteQuery) -> InviteList:
    """The codes waiting to be used, or all of the last seven days."""
    return replies.listed(await call.do(list_codes, query.state))


@routes.delete("/api/invites/{id}", allow="invite.cancel")
async def take_back(call: Call, id: PairingCodeId) -> None:
    await call.do(cancel, id)


@routes.post("/api/invites/{id}/mail", allow="invite.send", status=202)
async def mail(call: Call, id: PairingCodeId, body: MailBody) -> MailSent:
    """Send a code that is still on the screen by e-mail."""
    await call.do(send, Send(id, body.email, body.url))
    return MailSent()
