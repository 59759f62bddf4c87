"""Step 4, repeated: the answer to a redemption was lost on its way. If the device repeats its request, it gets the same answer.

The token is derived from the device's id and a nonce that only the device knows, so it need not be stored in clear text.
"""

from dataclasses import dataclass

from handfast.ceremonies.pairing import rules, store
from handfast.ceremonies.pairing.find import Presented
from handfast.db.raw import Row, fetch_row
from handfast.devices import store as devices
from handfast.devices.enroll import Applicant, Enrolled, derived_token
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import digest, same
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class Pairing:
    enrolled: Enrolled
    tenant_id: TenantId
    tenant_name: str
    waiting: bool
    nonce: str


def retry_hash(context: Context, presented: Presented, nonce: str) -> bytes:
    """Binds the nonce to the code or token that was presented with it, so that it is good for no other."""
    return context.keys.mac("retry", presented.token or "", presented.code or "", presented.code_id or "", nonce)


async def retried(context: Context, presented: Presented, applicant: Applicant) -> Done[Pairing] | Refused | None:
    """The earlier answer; None when this nonce has redeemed nothing, or did so too long ago."""
    if applicant.nonce is None:
        return None
    row = await fetch_row(context.reads, store.RETRIED, retry_hash(context, presented, applicant.nonce))
    if row is None:
        return None
    if row["status"] == "gone":
        return Refused(Reason.PAIRING_REJECTED)
    token = derived_token(context, row["device_id"], applicant.nonce)
    is_current = row["token_hash"] is not None and same(digest(token.reveal()), row["token_hash"])
    is_waiting = row["status"] == "waiting"
    if not is_current or not (is_waiting or context.now - row["paired_at"] < rules.RETRY_WINDOW):
        return None
    if row["key_thumbprint"] != applicant.key_thumbprint:
        return None
    enrolled = Enrolled(row["device_id"], row["name"], token, row["expires_at"], row["key_thumbprint"] is not None)
    pairing = Pairing(enrolled, row["tenant_id"], row["tenant_name"], is_waiting, applicant.nonce)
    return Done(pairing, _contact(context, row))


def _contact(context: Context, row: Row) -> list[DomainEvent]:
    """A device that waited for approval counts as online once it has fetched the approved answer."""
    if row["status"] != "active" or row["presence"] == "online":
        return []
    context.write(devices.come_online(row["device_id"], row["tenant_id"], context.now))
    return [DomainEvent("DEVICE_ONLINE", row["tenant_id"], Subject("device", row["device_id"], row["name"]), version=row["version"])]
