"""Routes of the ceremony: `/api/pairing/*` as the requirement prescribes them, `/api/invites*` for our own screens."""

from handfast.ceremonies.pairing.cancel import cancel
from handfast.ceremonies.pairing.issue import IssueCodes, issue
from handfast.ceremonies.pairing.live import list_codes
from handfast.ceremonies.pairing.preview import preview
from handfast.ceremonies.pairing.redeem import RedeemCode, redeem
from handfast.ceremonies.pairing.schemas import (
    GenerateBody,
    Generated,
    InviteList,
    InviteQuery,
    IssueBody,
    IssuedCodes,
    MailBody,
    MailSent,
    PairingPreview,
    Pending,
    PresentBody,
    Verified,
    VerifyBody,
    generated_reply,
    invites_reply,
    listed_reply,
    pending_reply,
    preview_reply,
    verified_reply,
)
from handfast.ceremonies.pairing.send import Send, send
from handfast.edge.calls import Call
from handfast.edge.route import Routes
from handfast.kernel.ids import PairingCodeId, TenantId
from handfast.kernel.outcomes import Reason

routes = Routes("Pairing", "A manager issues a code, and a device redeems it to join the company.")

_LOOKING = frozenset({
    Reason.CODE_ALREADY_USED,
    Reason.CODE_EXPIRED,
    Reason.CODE_NOT_FOUND,
    Reason.INVALID_CODE,
    Reason.RATE_LIMITED,
    Reason.TENANT_SUSPENDED,
    Reason.TOO_MANY_ATTEMPTS,
    Reason.TYPED_ENTRY_OFF,
})  # fmt: skip
_REDEEMING = _LOOKING | {
    Reason.DEVICE_KEY_REQUIRED,
    Reason.DEVICE_LIMIT,
    Reason.DEVICE_QUOTA,
    Reason.INVALID_DPOP_PROOF,
    Reason.PAIRING_REJECTED,
    Reason.USE_DPOP_NONCE,
}


@routes.post("/api/pairing/verify", allow="pairing.redeem", refuses=_REDEEMING)
async def redeem_pairing_code(call: Call, body: VerifyBody) -> Verified | Pending:
    """Redeem a pairing code on a device.

    202 when a manager must approve the device: repeat the request with the same `clientNonce`.
    """
    pairing = await call.do(redeem, RedeemCode(body.presented(), body.applicant(call)))
    return pending_reply(pairing) if pairing.waiting else verified_reply(pairing)


@routes.post("/api/pairing/preview", allow="pairing.redeem", refuses=_LOOKING)
async def preview_pairing_code(call: Call, body: PresentBody) -> PairingPreview:
    """See whose pairing code this is.

    Nothing is used up, but a wrong code counts as a guess.
    """
    return preview_reply(await call.do(preview, body.presented(code_needed=False)))


@routes.post("/api/pairing/generate", allow="invite.issue", refuses=[Reason.PAIRING_OFF, Reason.RATE_LIMITED, Reason.TOO_MANY_LIVE_CODES])
async def issue_pairing_code(call: Call, body: GenerateBody) -> Generated:
    """Make one pairing code."""
    issued = await call.do(issue, IssueCodes(TenantId(body.restaurantId.lower())))
    return generated_reply(issued[0])


@routes.post(
    "/api/invites",
    allow="invite.issue",
    status=201,
    refuses=[Reason.INVALID_FORMAT, Reason.PAIRING_OFF, Reason.RATE_LIMITED, Reason.TOO_MANY_LIVE_CODES],
)
async def issue_pairing_codes(call: Call, body: IssueBody) -> IssuedCodes:
    """Make one to five pairing codes, each with its QR code."""
    return invites_reply(await call.do(issue, IssueCodes(call.caller.tenant, body.count, body.name())))


@routes.get("/api/invites", allow="invite.list")
async def list_pairing_codes(call: Call, query: InviteQuery) -> InviteList:
    """List the pairing codes waiting to be used, or all of the last seven days."""
    return listed_reply(await call.do(list_codes, query.state))


@routes.delete("/api/invites/{id}", allow="invite.cancel")
async def cancel_pairing_code(call: Call, id: PairingCodeId) -> None:
    await call.do(cancel, id)


@routes.post(
    "/api/invites/{id}/mail",
    allow="invite.send",
    status=202,
    refuses=[Reason.CODE_EXPIRED, Reason.MAIL_NOT_CONFIGURED, Reason.RATE_LIMITED],
)
async def send_pairing_code(call: Call, id: PairingCodeId, body: MailBody) -> MailSent:
    """Send a pairing code by e-mail.

    The body repeats the link that was shown, because the server does not store it.
    """
    await call.do(send, Send(id, body.email, body.url))
    return MailSent()
