"""A device renews its refresh token and gets an access token (RFC 6749, 6).

The old refresh token gets the same successor again until that one is used, however late: its answer may have been lost. One that is used
after its successor was copied by somebody, so the whole family ends (RFC 9700, 4.14).
"""

import json
from dataclasses import dataclass, replace

from handfast.devices import store as devices
from handfast.devices.enroll import derived_token
from handfast.devices.lifecycle import DeviceStatus
from handfast.devices.refusals import end_family
from handfast.devices.replays import use_up
from handfast.kernel.callers import Caller
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Key, Secret, digest, same
from handfast.kernel.time import DAY
from handfast.oauth.clients.rules import Client, asked_in_earnest
from handfast.oauth.tokens import store
from handfast.oauth.tokens.rules import EVIDENCE, REFRESH_PREFIX, Granted, RefreshJudgement, is_refresh_token, judge_refresh, narrowed
from handfast.oauth.tokens.store import OfRefreshToken
from handfast.runner.context import Context
from handfast.users import tenant_settings


@dataclass(frozen=True, slots=True)
class Refresh:
    client: Client
    token: Secret
    thumbprint: str | None
    """Of the key that signed the request's DPoP proof."""
    proof: str | None
    """`Proven.mark`"""
    scopes: tuple[str, ...] = ()
    """Those asked for; none: all that were granted."""
    audiences: tuple[str, ...] = ()


async def refresh(context: Context, command: Refresh) -> Done[Granted] | Refused:
    token = command.token.reveal()
    shown = digest(token)
    known = await context.fetch_one(store.of_refresh_token(shown)) if is_refresh_token(token) else None
    if known is None or known.client_id != command.client.id or known.expires_at <= context.now:
        return Refused(Reason.INVALID_GRANT)
    context.caller = as_device(context.caller, known.id, known.name, known, shown)
    # The refresh token of a confidential client is bound by the client's own authentication (RFC 9449, 5).
    bound_to = known.key_thumbprint if command.client.is_public else None
    if bound_to is not None and command.thumbprint != bound_to:
        return Refused(Reason.INVALID_DPOP_PROOF if command.thumbprint is None else Reason.INVALID_GRANT)
    granted = _granted(known, command)
    if isinstance(granted, Refused):
        return granted
    judgement = judge(known)
    if judgement == "reused":
        return await _end(context, known)
    if judgement == "dead" or known.newest_hash is None:
        return Refused(Reason.INVALID_GRANT)
    if shut_out := _shut_out(known):
        return shut_out
    if replayed := await use_up(context, command.proof):
        return replayed
    return _rotate(context, known, granted, shown) if judgement == "newest" else _again(context, known, granted, shown)


def as_device(caller: Caller, id: DeviceId, name: str, of: OfRefreshToken, credential: bytes) -> Caller:
    """Whoever shows its credential is the device, and the trail names it."""
    return replace(caller, kind="device", id=id, name=name, tenant_id=of.tenant_id, credential=credential)


def judge(known: OfRefreshToken) -> RefreshJudgement:
    return judge_refresh(known.shown_generation, known.generation, known.renewals, known.newest_used_at)


def _granted(known: OfRefreshToken, command: Refresh) -> Granted | Refused:
    """What the client may still have of what the device was granted; the refresh token is added later."""
    client = command.client
    scopes = narrowed(json.loads(known.scopes), client.scopes, asked_in_earnest(command.scopes, client))
    if scopes is None:
        return Refused(Reason.INVALID_SCOPE)
    audiences = narrowed(json.loads(known.audiences), client.audiences, command.audiences)
    # Without any a token would be for this server, for which it was not granted.
    if audiences is None or (not audiences and json.loads(known.audiences)):
        return Refused(Reason.INVALID_TARGET)
    return Granted(known.id, known.tenant_id, client.id, scopes, audiences, command.thumbprint, None, 0)


def _shut_out(known: OfRefreshToken) -> Refused | None:
    """It keeps its refresh token, which is good again once the device or the company is."""
    if known.status == DeviceStatus.DISABLED:
        return Refused(Reason.DEVICE_DISABLED)
    if known.status != DeviceStatus.ACTIVE:
        return Refused(Reason.INVALID_GRANT)
    return Refused(Reason.TENANT_SUSPENDED) if known.suspended_at is not None else None


async def _end(context: Context, known: OfRefreshToken) -> Refused:
    ended = await end_family(context, known.generation)
    context.write(store.revoke(known.id, context.now))
    return Refused(Reason.INVALID_GRANT, events=ended.events)


def successor(key: Key, device_id: DeviceId, shown: bytes) -> Secret:
    return derived_token(key, device_id, f"refresh-from:{shown.hex()}", prefix=REFRESH_PREFIX)


def _rotate(context: Context, known: OfRefreshToken, granted: Granted, shown: bytes) -> Done[Granted]:
    token = successor(context.keys.active, known.id, shown)
    expires_at = context.now + tenant_settings.parse(known.settings).credential_days * DAY
    context.write(
        devices.advance(known.id, known.generation, context.now, tenant_id=known.tenant_id),
        devices.use_credential(shown, context.now),
        devices.forget_credentials(known.id, known.generation - EVIDENCE),
        devices.add_credential(digest(token.reveal()), known.id, known.generation + 1, "refresh", context.now, expires_at),
    )
    event = DomainEvent("TOKEN_REFRESHED", known.tenant_id, Subject("device", known.id, known.name))
    return Done(replace(granted, refresh_token=token, refresh_expires_at=expires_at), [event])


def _again(context: Context, known: OfRefreshToken, granted: Granted, shown: bytes) -> Done[Granted] | Refused:
    """The successor that was made already. It cannot be made again once the key that made it is retired."""
    for key in context.keys.live:
        token = successor(key, known.id, shown)
        if same(digest(token.reveal()), known.newest_hash or b""):
            return Done(replace(granted, refresh_token=token, refresh_expires_at=known.newest_expires_at or 0))
    return Refused(Reason.INVALID_GRANT)
