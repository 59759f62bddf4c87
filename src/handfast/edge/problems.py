"""From a reason to an answer: RFC 9457 `application/problem+json`. The one place that knows statuses and sentences."""

import json
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.time import SECOND


@dataclass(frozen=True, slots=True)
class Problem:
    status: int
    title: str
    detail: str


R = Reason
PROBLEMS: dict[Reason, Problem] = {
    R.INVALID_INPUT: Problem(400, "Invalid input", "Some of the values sent are not valid. See 'errors' for the fields."),
    R.MALFORMED_REQUEST: Problem(400, "Malformed request", "This is not a valid HTTP/1.1 request."),
    R.UNKNOWN_HOST: Problem(
        400,
        "Unknown host",
        "This server does not serve that host name. Its operator sets HANDFAST_PUBLIC_URL, and other names in HANDFAST_ALLOWED_HOSTS.",
    ),
    R.INVALID_FORMAT: Problem(400, "Invalid format", "A value does not have the required format."),
    R.MISSING_FIELD: Problem(400, "Missing field", "A required field is missing."),
    R.WEAK_PASSWORD: Problem(400, "Password too weak", "Choose another password: it is too short, too long or too common."),
    R.DEVICE_KEY_REQUIRED: Problem(
        400, "Device key required", "This company only accepts devices that have a key of their own. Open the page over https."
    ),
    R.BAD_SIGNATURE: Problem(400, "Bad signature", "The signature of this message is missing, wrong or too old."),
    R.AUTHORIZATION_PENDING: Problem(400, "Not approved yet", "Nobody has approved this request yet. Ask again."),
    R.SLOW_DOWN: Problem(400, "Too fast", "Ask less often: wait five seconds longer each time."),
    R.ACCESS_DENIED: Problem(400, "Denied", "This request was denied."),
    R.EXPIRED_TOKEN: Problem(400, "Request expired", "Nobody approved this request in time. Start a new one."),
    R.INVALID_GRANT: Problem(400, "Invalid grant", "This code or token is not valid for this client. It may have expired or been revoked."),
    R.INVALID_SCOPE: Problem(400, "Invalid scope", "This client may not ask for one of these scopes."),
    R.INVALID_TARGET: Problem(400, "Invalid target", "This client may not ask for tokens for this resource."),
    R.UNAUTHORIZED_CLIENT: Problem(400, "Client not allowed", "This client may not use this kind of grant."),
    R.UNSUPPORTED_GRANT_TYPE: Problem(400, "Unsupported grant type", "This server does not know this kind of grant."),
    R.INVALID_CLIENT: Problem(401, "Invalid client", "This client is unknown or disabled, or its secret is wrong."),
    R.INVALID_DPOP_PROOF: Problem(401, "Invalid proof", "The DPoP proof of the device's key is not valid for this request."),
    R.UNAUTHENTICATED: Problem(401, "Not signed in", "Sign in first."),
    R.INVALID_CREDENTIALS: Problem(401, "Sign-in failed", "The e-mail address or the password is wrong."),
    R.INVALID_TOKEN: Problem(401, "Invalid token", "This token is not valid. It may have expired or been revoked."),
    R.USE_DPOP_NONCE: Problem(401, "Fresh proof needed", "Sign the request again with the nonce in the DPoP-Nonce header."),
    R.INVALID_CODE: Problem(401, "Wrong code", "This code is not valid. Check it, or ask for a new one."),
    R.FORBIDDEN: Problem(403, "Not allowed", "You may not do this."),
    R.CSRF_FAILED: Problem(403, "Page is out of date", "Reload the page and try again."),
    R.ACCOUNT_DISABLED: Problem(403, "Account disabled", "This account is disabled. Ask an administrator."),
    R.TENANT_SUSPENDED: Problem(403, "Company suspended", "This company is suspended on this server. Ask the operator of the server."),
    R.DEVICE_DISABLED: Problem(403, "Device disabled", "This device was disabled by a manager."),
    R.REAUTHENTICATION_REQUIRED: Problem(
        403,
        "Confirmation needed",
        "This is a far-reaching step. Confirm that it is you with POST /api/session/confirm, then repeat the request.",
    ),
    R.WRONG_PASSWORD: Problem(403, "Wrong password", "The current password is not right."),
    R.WRONG_SECOND_FACTOR: Problem(
        403, "Wrong code", "This code is not right, or was used already. Wait for the next one, or use a recovery code."
    ),
    R.SECOND_FACTOR_REQUIRED: Problem(
        403,
        "Second factor needed",
        "This account has a second factor. Use a passkey, a code of its app or a recovery code instead of the password.",
    ),
    R.SECOND_FACTOR_NEEDED: Problem(
        403,
        "Set up a second factor",
        "A second factor is required of you. Set up a passkey or an app for codes on your account page first.",
    ),
    R.PASSKEY_NOT_ACCEPTED: Problem(
        403, "Passkey not accepted", "This passkey is not known here, or could not be verified. Try another one, or another way."
    ),
    R.WRONG_DIGITS: Problem(403, "Wrong digits", "These are not the last three digits of the ID. Look at the app and try again."),
    R.WRONG_NUMBER: Problem(403, "Wrong number", "This is not the number that the device shows. Look at its screen."),
    R.NUMBER_NOT_SHOWN: Problem(
        403,
        "Device not allowed",
        "Your company requires that a device shows a number to compare, and this one cannot. Ask an administrator.",
    ),
    R.OTHER_NETWORK: Problem(403, "Other network", "This device may only be approved from the network that it is in itself."),
    R.DEVICE_NOT_REGISTERED: Problem(
        403, "Device not registered", "Only devices whose keys this company has registered beforehand may be approved for this client."
    ),
    R.DEVICE_GRANTS_OFF: Problem(
        403, "Switched off", "Your company does not let devices in this way. An administrator can switch it on in the settings."
    ),
    R.LINKING_OFF: Problem(403, "Switched off", "Your company lets nobody link devices themselves at present. Ask them to assign yours."),
    R.PAIRING_OFF: Problem(403, "Switched off", "Your company pairs no devices by code at present. An administrator can change this."),
    R.ROLE_TOO_HIGH: Problem(403, "Role too high", "You cannot give or change a role above your own."),
    R.SETUP_TOKEN_WRONG: Problem(403, "Link not valid", "This set-up link is not valid. Use the newest link that the server printed."),
    R.SIGN_IN_FIRST: Problem(403, "Sign in first", "You have an account here. Sign in to it, or enter its password."),
    R.SSO_DENIED: Problem(403, "Sign-in not finished", "The provider did not sign you in. Try again."),
    R.SSO_NOT_ADMITTED: Problem(
        403, "No access", "You are signed in at your provider, but it gives you no access here. Ask an administrator of your company."
    ),
    R.SSO_NOT_CONFIRMED: Problem(
        403, "Not confirmed", "The provider did not confirm that it is you. Enter your password there, as the same person."
    ),
    R.SSO_NOT_VALID: Problem(
        403,
        "Sign-in not valid",
        "The answer of the provider is not valid. Try again; if that does not help, ask an administrator.",
    ),
    R.SUBSCRIPTION_REQUIRED: Problem(
        403, "No active subscription", "This needs an active subscription. Yours has ended or was never started."
    ),
    R.FOREIGN_CODE: Problem(403, "Not your code", "This is not your personal code. Yours is at the top of the page."),
    R.TYPED_ENTRY_OFF: Problem(403, "Typed codes are off", "Too many wrong codes were typed on this server. Scan the QR code instead."),
    R.NOT_FOUND: Problem(404, "Not found", "There is nothing with this address or ID."),
    R.CODE_NOT_FOUND: Problem(404, "Code not found", "There is no such code. Ask for a new one."),
    R.NOTHING_TO_UPDATE: Problem(404, "No device yet", "No device is linked to you yet. Link one first."),
    R.METHOD_NOT_ALLOWED: Problem(405, "Method not allowed", "This address does not accept that method."),
    R.REQUEST_TIMEOUT: Problem(408, "Too slow", "The request took too long to arrive."),
    R.ALREADY_LINKED: Problem(409, "Already linked", "A device is linked to you already. Change it instead of linking another one."),
    R.DEVICE_LINKED_ELSEWHERE: Problem(409, "Linked elsewhere", "This device is linked to somebody else. Check the ID, or ask support."),
    R.DEVICE_BLOCKED: Problem(409, "Device blocked", "This device was blocked by support. Ask them to enable it again."),
    R.RUSTDESK_ID_TAKEN: Problem(409, "ID in use", "Another device has this RustDesk ID now."),
    R.ALREADY_SET_UP: Problem(409, "Already set up", "This server is set up already. Sign in instead."),
    R.CODE_ALREADY_USED: Problem(409, "Code already used", "This code has been used. Ask for a new one."),
    R.DEVICE_LIMIT: Problem(409, "Too many devices", "The person who made this code has as many devices as allowed. Remove one first."),
    R.DEVICE_NOT_HEARD: Problem(
        409, "Not seen yet", "This device has not sent enough heartbeats yet. Keep RustDesk running for half a minute, then try again."
    ),
    R.DEVICE_QUOTA: Problem(
        409, "Company has no room", "This company has as many devices as it may have here. Remove one, or ask the operator of this server."
    ),
    R.PEOPLE_QUOTA: Problem(
        409, "Company has no room", "This company has as many people as it may have here. Ask the operator of this server for more."
    ),
    R.NO_SECOND_FACTOR: Problem(409, "No second factor", "This account has no second factor. Send its password instead."),
    R.NO_PASSKEY: Problem(409, "No passkey", "This account has no passkey. Use another way."),
    R.PASSKEYS_UNAVAILABLE: Problem(
        409, "No passkeys here", "Passkeys need a server with a host name and https. Its operator sets HANDFAST_PUBLIC_URL."
    ),
    R.TOO_MANY_PASSKEYS: Problem(409, "Too many passkeys", "This account has as many passkeys as it may have. Remove one first."),
    R.LAST_SECOND_FACTOR: Problem(
        409, "Last second factor", "A second factor is required of you. Add another one before you remove this one."
    ),
    R.SECOND_FACTOR_ON: Problem(409, "Already on", "This account has an app for codes already. Turn it off first."),
    R.EMAIL_TAKEN: Problem(409, "E-mail taken", "Someone with this e-mail address is in this company already."),
    R.LAST_OPERATOR: Problem(409, "Last operator", "This is the last operator of the server. Make somebody else one first."),
    R.LAST_OWNER: Problem(409, "Last owner", "This is the last owner. Make somebody else an owner first."),
    R.TENANT_CLOSING: Problem(409, "Company is being closed", "This company is being closed. Reopen it first."),
    R.MAIL_NOT_CONFIGURED: Problem(409, "No mail", "This server cannot send mail until its operator sets HANDFAST_SMTP_URL."),
    R.NOT_WAITING: Problem(409, "Not waiting", "This device is no longer waiting for approval."),
    R.SELF: Problem(409, "That is you", "You cannot do this to yourself."),
    R.OAUTH_CLIENT_LIMIT: Problem(409, "Too many OAuth clients", "There are as many OAuth clients as there may be. Delete one first."),
    R.SERVICE_ACCOUNT_EXPIRED: Problem(409, "Service account expired", "This service account has expired. Renew it first."),
    R.SERVICE_ACCOUNT_LIMIT: Problem(
        409, "Too many service accounts", "This company has as many service accounts as it may have. Revoke one first."
    ),
    R.SIGNED_IN_AS_ANOTHER: Problem(
        409, "Signed in as somebody else", "This browser is now signed in as somebody else. Nothing was changed. Reload the page."
    ),
    R.TOO_MANY_LIVE_CODES: Problem(
        409, "Too many codes", "As many codes as allowed are waiting to be used. Cancel one, or wait until one expires."
    ),
    R.VERSION_CONFLICT: Problem(409, "Changed meanwhile", "Somebody has changed this in the meantime. Check the new values and try again."),
    R.CODE_EXPIRED: Problem(410, "Code expired", "This code has expired or was cancelled. Ask for a new one."),
    R.SSO_EXPIRED: Problem(410, "Sign in again", "This sign-in took too long, was ended, or began in another browser. Start it again."),
    R.SIGN_IN_STEP_EXPIRED: Problem(410, "Sign in again", "This sign-in took too long or was ended. Enter your password again."),
    R.PASSKEY_EXPIRED: Problem(410, "Try again", "This took too long, or was answered already. Use the passkey again."),
    R.LINK_EXPIRED: Problem(410, "Link expired", "This link is no longer valid. Ask for a new one."),
    R.PAIRING_REJECTED: Problem(410, "Pairing rejected", "A manager rejected this device."),
    R.TOO_LARGE: Problem(413, "Too large", "The request is larger than this server accepts."),
    R.UNSUPPORTED_MEDIA_TYPE: Problem(415, "Unsupported media type", "Send JSON, as application/json, not compressed."),
    R.TOO_MANY_ATTEMPTS: Problem(429, "Too many attempts", "This code is locked after too many wrong tries. Ask for a new one."),
    R.ACCOUNT_LOCKED: Problem(
        429,
        "Account locked here",
        "Too many wrong passwords were tried for this account. Sign in from where you have before, or choose a new password by mail.",
    ),
    R.RATE_LIMITED: Problem(429, "Too many requests", "Too many tries. Wait a moment and try again."),
    R.HEADERS_TOO_LARGE: Problem(
        431, "Headers too large", "The address and the headers of the request are larger than this server accepts."
    ),
    R.INTERNAL: Problem(500, "Internal error", "Something went wrong on the server. It was logged; nothing was changed."),
    R.BUSY: Problem(503, "Busy", "The server is busy. Try again in a moment."),
    R.SSO_UNREACHABLE: Problem(503, "Provider not reachable", "The provider for signing in cannot be reached right now. Try again later."),
    R.UNAVAILABLE: Problem(503, "Not available", "The server cannot do this right now. Try again in a moment."),
}

_CHALLENGES = {
    R.UNAUTHENTICATED: 'Bearer realm="handfast"',
    R.INVALID_TOKEN: 'Bearer realm="handfast", error="invalid_token"',
    R.INVALID_DPOP_PROOF: 'DPoP realm="handfast", error="invalid_dpop_proof", algs="ES256"',
    R.USE_DPOP_NONCE: 'DPoP realm="handfast", error="use_dpop_nonce", algs="ES256"',
}


class Refusal(Exception):
    """Raised at the edge to answer with a problem."""

    def __init__(self, reason: Reason, retry_in: int | None = None, **extra: Any) -> None:
        super().__init__(reason)
        self.refused = Refused(reason, retry_in, extra)


def answer(refused: Refused) -> Response:
    problem = PROBLEMS[refused.reason]
    body = {
        "type": f"/docs/problems#{refused.reason.value}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": refused.reason.value,
        **refused.extra,
    }
    return Response(json.dumps(body, ensure_ascii=False), problem.status, _headers(refused, problem.status), "application/problem+json")


def retry_after(refused: Refused, status: int) -> dict[str, str]:
    # A locked code is never unlocked, so no time to retry would be true (docs/decisions/0004-two-answer-modes.md).
    if status not in (429, 503) or refused.reason is R.TOO_MANY_ATTEMPTS:
        return {}
    return {"Retry-After": str(max(1, -(-(refused.retry_in or SECOND) // SECOND)))}


def _headers(refused: Refused, status: int) -> dict[str, str]:
    headers = retry_after(refused, status)
    if challenge := _CHALLENGES.get(refused.reason):
        headers["WWW-Authenticate"] = challenge
    return headers


async def no_such_page(_: Request, error: Exception) -> Response:
    """A path that is neither a page nor a route, or a method that no page takes."""
    if not (isinstance(error, HTTPException) and error.status_code == 405):
        return answer(Refused(Reason.NOT_FOUND))
    response = answer(Refused(Reason.METHOD_NOT_ALLOWED))
    allowed = (error.headers or {}).get("Allow", "")
    response.headers["Allow"] = ", ".join(sorted(allowed.split(", ")))
    return response


async def refused(_: Request, error: Exception) -> Response:
    """Answers a refusal that is raised while something other than a route reads the request: too large, too slow."""
    assert isinstance(error, Refusal)  # noqa: S101 - it is registered for nothing else
    return answer(error.refused)


async def bug(_: Request, _error: Exception) -> Response:
    """The last resort. The server logs the exception; the caller learns nothing about it."""
    return answer(Refused(Reason.INTERNAL))
