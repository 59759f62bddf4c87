"""A resource server asks whether a token is good now (RFC 7662). Whatever it may not know about is not active, and nothing says why."""

import json
from dataclasses import dataclass

from handfast.devices.lifecycle import DeviceStatus
from handfast.kernel.ids import ClientId, DeviceId, TenantId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.secrets import digest
from handfast.oauth.clients.rules import Client
from handfast.oauth.tokens import access_token, store
from handfast.oauth.tokens.refresh import judge
from handfast.oauth.tokens.rules import is_live, is_refresh_token
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Introspect:
    client: Client
    token: str


@dataclass(frozen=True, slots=True)
class Active:
    device_id: DeviceId
    tenant_id: TenantId
    client_id: ClientId
    scope: str
    audiences: tuple[str, ...]
    issued_at: int
    expires_at: int
    thumbprint: str | None
    id: str | None
    """`jti`; None for a refresh token."""


async def introspect(context: Context, command: Introspect) -> Done[Active | None] | Refused:
    """Of a company's client only tokens of that company; a refresh token only of the client that has it.

    A resource server that asks is to take an access token for good and nothing else.
    """
    if command.client.is_public:
        return Refused(Reason.UNAUTHORIZED_CLIENT)
    if is_refresh_token(command.token):
        return Done(await _of_refresh_token(context, command))
    claims = access_token.read(context.keys, context.policy.public_url, command.token, context.now)
    if claims is None or command.client.tenant_id not in (None, claims.tenant_id):
        return Done(None)
    known = await context.fetch_one(store.of_access_token(claims.device_id, claims.client_id, claims.id, tenant_id=claims.tenant_id))
    if known is None or not is_live(known, claims.issued_at):
        return Done(None)
    times = (claims.issued_at, claims.expires_at)
    return Done(Active(known.id, known.tenant_id, claims.client_id, claims.scope, claims.audiences, *times, claims.thumbprint, claims.id))


async def _of_refresh_token(context: Context, command: Introspect) -> Active | None:
    known = await context.fetch_one(store.of_refresh_token(digest(command.token)))
    if known is None or known.client_id != command.client.id or known.expires_at <= context.now:
        return None
    if known.status != DeviceStatus.ACTIVE or known.suspended_at is not None or judge(known) not in ("newest", "repeat"):
        return None
    scope, audiences = " ".join(json.loads(known.scopes)), tuple(json.loads(known.audiences))
    return Active(known.id, known.tenant_id, known.client_id, scope, audiences, known.issued_at, known.expires_at, None, None)
