"""Finds the device that sends a request. One point read; a write only at a credential's first use or when something is wrong."""

from handfast.devices import store
from handfast.devices.lifecycle import DeviceStatus
from handfast.devices.refusals import end_family, note_refusal
from handfast.devices.rules import judge_generation
from handfast.devices.store import DeviceOfToken
from handfast.edge.calls import Call
from handfast.edge.proofs import Proven
from handfast.kernel.callers import Caller
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.secrets import digest, is_device_token

RENEWAL = "/api/devices/me/token"


async def by_device(call: Call, token: str) -> Caller | Refused:
    if not is_device_token(token):
        return Refused(Reason.INVALID_TOKEN)
    hashed, now = digest(token), call.run.clock.now()
    known = await call.run.database.fetch_one(store.by_token(hashed))
    if known is None or known.expires_at <= now or known.status in (DeviceStatus.PENDING_APPROVAL, DeviceStatus.DELETED):
        return Refused(Reason.INVALID_TOKEN)
    caller = Caller("device", call.address, call.user_agent, known.id, known.name, known.tenant_id, credential=hashed)

    if known.key_thumbprint is not None and (reason := _unproven(call, token, known.key_thumbprint)):
        if reason is not Reason.USE_DPOP_NONCE:
            await call.run(note_refusal, reason, caller)
        return Refused(reason)
    if known.shown_generation != known.generation and not await _is_in_grace(call, known, caller, now):
        return Refused(Reason.INVALID_TOKEN)
    if reason := await _shut_out(call, known, caller):
        return Refused(reason)
    if known.used_at is None:
        await call.run.database.commit_now(store.mark_used(hashed, now))
    call.state.known = known
    return caller


async def _shut_out(call: Call, known: DeviceOfToken, caller: Caller) -> Reason | None:
    if known.status != DeviceStatus.ACTIVE:
        await call.run(note_refusal, Reason.DEVICE_DISABLED, caller)
        return Reason.DEVICE_DISABLED
    # Not INVALID_TOKEN: the device keeps its credential, which is good again once the company is. It did nothing wrong to be noted.
    return None if known.suspended_at is None else Reason.TENANT_SUSPENDED


def known_device(call: Call) -> DeviceOfToken:
    """The device that sends this request; all that was read when its token was looked up."""
    known: DeviceOfToken = call.state.known
    return known


def _unproven(call: Call, token: str, thumbprint: str) -> Reason | None:
    call.offer_nonce()
    if call.headers.get("authorization", "").partition(" ")[0].lower() != "dpop":
        return Reason.INVALID_DPOP_PROOF
    proven = call.proven(token)
    if isinstance(proven, Proven):
        return None if proven.thumbprint == thumbprint else Reason.INVALID_DPOP_PROOF
    return proven or Reason.INVALID_DPOP_PROOF


async def _is_in_grace(call: Call, known: DeviceOfToken, caller: Caller, now: int) -> bool:
    current = await call.run.database.fetch_one(store.current(known))
    judgement = judge_generation(known.shown_generation, known.generation, current, now)
    if judgement == "reused":
        await call.run(end_family, known.generation, caller)
        if call.services.family_ended is not None:
            await call.run(call.services.family_ended, known.id, caller)
    return judgement == "in_grace" or (judgement == "stranded" and call.url.path == RENEWAL)
