"""Step 1. A device asks to be let in (RFC 8628, 3.1)."""

from dataclasses import dataclass

from handfast.ceremonies.device_authorization import store
from handfast.ceremonies.device_authorization.rules import DEVICE_CODE_BYTES, INTERVAL, LIFE, granted_audiences, granted_scopes
from handfast.ceremonies.device_authorization.store import Asking
from handfast.ceremonies.device_authorization.user_codes import draw, normalise
from handfast.kernel import masks
from handfast.kernel.ids import GrantId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import Secret, digest
from handfast.kernel.texts import display_name
from handfast.limits import store as limits
from handfast.limits.rules import GRANT_REQUEST, GRANT_REQUEST_NETWORK, per_source
from handfast.oauth.clients.rules import Client
from handfast.runner.context import Context
from handfast.users.tenant_settings import parse

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Authorize:
    client: Client
    scopes: tuple[str, ...]
    audiences: tuple[str, ...]
    thumbprint: str | None
    """Of the key that signed the request's DPoP proof."""
    device_name: str
    platform: str


@dataclass(frozen=True, slots=True)
class Authorized:
    device_code: Secret
    user_code: Secret
    """As it is shown, with its dash."""
    expires_in: int
    """Milliseconds."""
    interval: int
    """Milliseconds."""


async def authorize(context: Context, command: Authorize) -> Done[Authorized] | Refused:
    """Refused with RATE_LIMITED, INVALID_CLIENT, UNAUTHORIZED_CLIENT, INVALID_SCOPE or INVALID_TARGET."""
    client = command.client
    buckets = per_source(GRANT_REQUEST, GRANT_REQUEST_NETWORK, context.caller.address)
    if (wait := await limits.wait(context.reads, buckets, context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)
    if client.disabled_at is not None:
        return Refused(Reason.INVALID_CLIENT)
    mask = await _mask(context, client)
    if mask is None:
        return Refused(Reason.UNAUTHORIZED_CLIENT)
    scopes, audiences = granted_scopes(command.scopes, client), granted_audiences(command.audiences, client)
    if scopes is None or audiences is None:
        return Refused(Reason.INVALID_SCOPE if scopes is None else Reason.INVALID_TARGET)

    device_code, user_code = context.random.bytes(DEVICE_CODE_BYTES).hex(), draw(context.random, mask)
    asking = Asking(
        scopes,
        audiences,
        command.thumbprint,
        _shown(command.device_name),
        _shown(command.platform),
        context.caller.user_agent,
        context.caller.address,
    )
    hashed = user_code_hash(context, user_code)
    request = (GrantId(context.random.id()), digest(device_code), hashed, client.id, client.tenant_id, asking)
    context.write(
        *(limits.spend(bucket, context.now) for bucket in buckets),
        store.add(*request, context.now, context.now + LIFE, INTERVAL),
    )
    return Done(Authorized(Secret(device_code), Secret(user_code), LIFE, INTERVAL))


async def _mask(context: Context, client: Client) -> str | None:
    """What the code looks like; None if the company of the client lets no device in this way."""
    if client.tenant_id is None:
        return masks.USUAL
    company = await context.fetch_one(store.company(tenant_id=client.tenant_id))
    if company is None or company.suspended_at is not None:
        return None
    settings = parse(company.settings)
    return settings.user_code_mask if settings.device_authorization == "on" else None


def user_code_hash(context: Context, user_code: str) -> bytes:
    return context.keys.mac(PURPOSE, normalise(user_code) or "")


PURPOSE = "user-code"


def _shown(text: str) -> str:
    """What a device says of itself, as it is shown to whoever approves it: cut, and without what could hide anything."""
    return display_name(text[:LONGEST_NAME], LONGEST_NAME) or ""
