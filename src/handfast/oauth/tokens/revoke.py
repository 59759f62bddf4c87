"""A client gives up a token (RFC 7009): with a refresh token, all that the device holds; with an access token, that one."""

from dataclasses import dataclass

from handfast.devices import store as devices
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Refused, Subject
from handfast.kernel.secrets import digest
from handfast.limits import store as limits
from handfast.limits.rules import TOKENS_GIVEN_UP, Bucket
from handfast.oauth.clients.rules import Client
from handfast.oauth.tokens import access_token, store
from handfast.oauth.tokens.access_token import Claims
from handfast.oauth.tokens.refresh import as_device, judge
from handfast.oauth.tokens.rules import is_refresh_token
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Revoke:
    client: Client
    token: str


async def revoke(context: Context, command: Revoke) -> Done[None] | Refused:
    """Done whatever it was: what is no token of this client is as revoked as it can be (RFC 7009, 2.2)."""
    if is_refresh_token(command.token):
        return await _end_family(context, command)
    claims = access_token.read(context.keys, context.policy.public_url, command.token, context.now)
    if claims is None or claims.client_id != command.client.id:
        return Done(None)
    await _end_one(context, claims)
    return Done(None)


async def _end_one(context: Context, claims: Claims) -> None:
    """One after another, as long as there are few: every resource server fetches the list of what was revoked, of all companies.

    Of a device that gives up many, all end together, which is one row of the list.
    """
    bucket = Bucket(TOKENS_GIVEN_UP, claims.device_id)
    if await limits.wait(context.reads, [bucket], context.now) is not None:
        context.write(store.revoke(claims.device_id, context.now))
    else:
        context.write(limits.spend(bucket, context.now), store.revoke(claims.id, context.now))


async def end_access_tokens(context: Context, device_id: DeviceId) -> Done[None] | Refused:
    """Of a device whose credentials were ended because one was copied."""
    context.write(store.revoke(device_id, context.now))
    return Done(None)


async def _end_family(context: Context, command: Revoke) -> Done[None]:
    """The newest one ends the family, and so does the one before it while its successor may have been lost."""
    shown = digest(command.token)
    known = await context.fetch_one(store.of_refresh_token(shown))
    if known is None or known.client_id != command.client.id:
        return Done(None)
    if judge(known) not in ("newest", "repeat"):
        return Done(None)
    context.caller = as_device(context.caller, known.id, known.name, known, shown)
    context.write(
        devices.advance(known.id, known.generation, context.now, tenant_id=known.tenant_id),
        store.revoke(known.id, context.now),
    )
    subject = Subject("device", known.id, known.name)
    return Done(None, [DomainEvent("TOKENS_REVOKED", known.tenant_id, subject, {"client": command.client.name})])
