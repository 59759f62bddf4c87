"""Finds the device that calls our own API with an access token for this server.

One point read, so a revocation holds at the next request.
"""

from handfast.devices.lifecycle import DeviceStatus
from handfast.devices.store import DeviceOfToken
from handfast.edge.calls import Call
from handfast.edge.proofs import Proven
from handfast.kernel.callers import Caller
from handfast.kernel.outcomes import Reason, Refused
from handfast.oauth.tokens import access_token, store
from handfast.oauth.tokens.access_token import Claims
from handfast.oauth.tokens.rules import is_live
from handfast.oauth.tokens.store import OfAccessToken

OWN_API = "/api/devices/me"
_OF_DEVICE = [name for name in DeviceOfToken._fields if name in OfAccessToken._fields]


async def by_access_token(call: Call, token: str) -> Caller | Refused:
    """Only for what a device does for itself: a token of minutes pairs no device, and speaks for none elsewhere."""
    issuer, now = call.services.public_url, call.run.clock.now()
    claims = access_token.read(call.services.keys, issuer, token, now)
    if claims is None or issuer not in claims.audiences or not call.url.path.startswith(OWN_API):
        return Refused(Reason.INVALID_TOKEN)
    if reason := _unproven(call, token, claims.thumbprint):
        return Refused(reason)
    of = store.of_access_token(claims.device_id, claims.client_id, claims.id, tenant_id=claims.tenant_id)
    known = await call.run.database.fetch_one(of)
    if known is None:
        return Refused(Reason.INVALID_TOKEN)
    if not is_live(known, claims.issued_at):
        return Refused(_why(known))
    call.state.known = _device_of(known, claims)
    return Caller("device", call.address, call.user_agent, known.id, known.name, known.tenant_id)


def _unproven(call: Call, token: str, thumbprint: str | None) -> Reason | None:
    scheme = call.headers.get("authorization", "").partition(" ")[0].lower()
    if thumbprint is None:
        return None if scheme == "bearer" else Reason.INVALID_TOKEN
    call.offer_nonce()
    if scheme != "dpop":
        return Reason.INVALID_DPOP_PROOF
    proven = call.proven(token)
    if isinstance(proven, Proven):
        return None if proven.thumbprint == thumbprint else Reason.INVALID_DPOP_PROOF
    return proven or Reason.INVALID_DPOP_PROOF


def _why(known: OfAccessToken) -> Reason:
    if known.status == DeviceStatus.DISABLED:
        return Reason.DEVICE_DISABLED
    return Reason.INVALID_TOKEN if known.suspended_at is None else Reason.TENANT_SUSPENDED


def _device_of(known: OfAccessToken, claims: Claims) -> DeviceOfToken:
    """The times are those of the token, so the device is told to renew it."""
    return DeviceOfToken(
        shown_generation=known.generation,
        issued_at=claims.issued_at,
        expires_at=claims.expires_at,
        used_at=claims.issued_at,
        **{name: getattr(known, name) for name in _OF_DEVICE},
    )
