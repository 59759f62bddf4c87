"""Finds the device that sends a request. One point read; a write only at a credential's first use or when something is wrong."""

from handfast.db.raw import Row, commit_row, fetch_row
from handfast.devices import store
from handfast.devices.refusals import end_family, note_refusal
from handfast.devices.rules import Current, judge_generation
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
    row = await fetch_row(call.run.database, store.BY_TOKEN, hashed)
    if row is None or row["expires_at"] <= now or row["status"] in ("waiting", "gone"):
        return Refused(Reason.INVALID_TOKEN)
    caller = Caller("device", call.address, call.user_agent, row["id"], row["name"], row["tenant_id"], credential=hashed)

    if row["key_thumbprint"] is not None and (reason := _unproven(call, token, row["key_thumbprint"])):
        if reason is not Reason.USE_DPOP_NONCE:
            await call.run(note_refusal, reason, caller)
        return Refused(reason)
    if row["shown"] != row["generation"] and not await _is_in_grace(call, row, caller, now):
        return Refused(Reason.INVALID_TOKEN)
    if row["status"] == "blocked":
        await call.run(note_refusal, Reason.DEVICE_DISABLED, caller)
        return Refused(Reason.DEVICE_DISABLED)
    if row["used_at"] is None:
        await commit_row(call.run.database, store.MARK_USED, hashed, now)
    call.state.known = row
    return caller


def _unproven(call: Call, token: str, thumbprint: str) -> Reason | None:
    call.offer_nonce()
    if call.headers.get("authorization", "").partition(" ")[0].lower() != "dpop":
        return Reason.INVALID_DPOP_PROOF
    proven = call.proven(token)
    if isinstance(proven, Proven):
        return None if proven.thumbprint == thumbprint else Reason.INVALID_DPOP_PROOF
    return proven or Reason.INVALID_DPOP_PROOF


async def _is_in_grace(call: Call, row: Row, caller: Caller, now: int) -> bool:
    newest = await fetch_row(call.run.database, store.CURRENT, row["id"], row["generation"])
    current = Current(newest["cause"], newest["issued_at"], newest["used_at"]) if newest else None
    judgement = judge_generation(row["shown"], row["generation"], current, now)
    if judgement == "reused":
        await call.run(end_family, row["generation"], caller)
    return judgement == "in_grace" or (judgement == "stranded" and call.url.path == RENEWAL)
