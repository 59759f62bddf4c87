"""A device renews its credential. The old one works until the new one is first used, for a minute at most."""

from dataclasses import dataclass

from handfast.devices import lists, store
from handfast.devices.enroll import derived_token
from handfast.devices.replays import use_up
from handfast.devices.rules import ROTATION_GRACE
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret, digest, same
from handfast.kernel.time import DAY
from handfast.runner.context import Context
from handfast.users import tenant_settings


@dataclass(frozen=True, slots=True)
class Renewed:
    token: Secret
    expires_at: int
    key_bound: bool


@dataclass(frozen=True, slots=True)
class Refresh:
    nonce: str | None
    proof: str | None
    """`Call.proof_mark`"""


async def refresh(context: Context, command: Refresh) -> Done[Renewed] | Refused:
    """A lost answer can be fetched again while the new credential is unused: with the same `nonce`, or, without one, within the grace."""
    device_id, tenant_id, nonce = context.caller.device_id, context.caller.tenant, command.nonce
    if context.caller.credential is None:
        return Refused(Reason.FORBIDDEN)  # it calls with an access token, and has no credential to renew here
    if replayed := await use_up(context, command.proof):
        return replayed
    renewable = await context.fetch_one(lists.renewable(device_id, tenant_id=tenant_id))
    if renewable is None:
        return Refused(Reason.INVALID_TOKEN)
    shown = context.caller.credential or b""
    derived_from, key_bound = f"renew:{nonce}" if nonce else f"renew-from:{shown.hex()}", renewable.key_thumbprint is not None
    is_repeatable = nonce is not None or context.now < renewable.issued_at + ROTATION_GRACE
    for key in context.keys.live if is_repeatable else ():
        given = derived_token(key, device_id, derived_from)
        if same(digest(given.reveal()), renewable.token_hash):
            return Done(Renewed(given, renewable.expires_at, key_bound))
    if not same(shown, renewable.token_hash):
        return Refused(Reason.INVALID_TOKEN)

    token = derived_token(context.keys.active, device_id, derived_from)
    expires_at = context.now + tenant_settings.parse(renewable.settings).credential_days * DAY
    context.write(
        store.advance(device_id, renewable.generation, context.now, tenant_id=tenant_id),
        store.add_credential(digest(token.reveal()), device_id, renewable.generation + 1, "refresh", context.now, expires_at),
    )
    renewed = DomainEvent("DEVICE_REFRESHED", tenant_id, Subject("device", device_id, context.caller.name), version=renewable.version + 1)
    return Done(Renewed(token, expires_at, key_bound), [renewed])
