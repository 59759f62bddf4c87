"""Step 4. A device presents a code and, if it is right, gets a credential of its own.

Single use is a property of the SQL: the batch marks the code used, registers the device and its credential, and writes the audit row,
all or none. If another device was faster, the batch is undone, and the use case runs again and finds the code used.

An answer may be lost on its way. A device that repeats its request with the same nonce gets the same answer: the token is derived from
the device's id and the nonce, which only the device knows, so it need not be stored in clear text.
"""

from dataclasses import dataclass, replace

from handfast.ceremonies.pairing import guesses, rules, store
from handfast.ceremonies.pairing.present import ATTEMPT, Found, Presented, failed, present, refuse, take_attempt
from handfast.ceremonies.pairing.store import EarlierRedemption, PairingCode, Redeemed
from handfast.db.database import Conflict
from handfast.devices import store as devices
from handfast.devices.enroll import Applicant, Enrolled, Issuer, derived_token, enroll
from handfast.devices.lifecycle import DeviceStatus
from handfast.kernel import code_hashes
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Key, digest, same
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class RedeemCode:
    presented: Presented
    applicant: Applicant


@dataclass(frozen=True, slots=True)
class Pairing:
    enrolled: Enrolled
    tenant_id: TenantId
    tenant_name: str
    waiting: bool
    nonce: str


async def redeem(context: Context, command: RedeemCode) -> Done[Pairing] | Refused:
    """Returns the pairing, or refuses it.

    The reasons are CODE_NOT_FOUND, CODE_ALREADY_USED, CODE_EXPIRED, TOO_MANY_ATTEMPTS, RATE_LIMITED, TYPED_ENTRY_OFF, DEVICE_LIMIT,
    DEVICE_QUOTA, DEVICE_KEY_REQUIRED, PAIRING_REJECTED, TENANT_SUSPENDED, and INVALID_CODE, which has `attempts_remaining` when the code
    was named by its id.
    """
    if (earlier := await _earlier_answer(context, command)) is not None:
        return earlier

    found = await present(context, command.presented)
    if isinstance(found, Refused):
        if await _earlier_answer(context, command) is not None:
            raise Conflict  # the device's own first request was committed between our two reads
        return found
    if command.presented.code_id is not None and (wrong := await _compare(context, command.presented, found)):
        return wrong

    waits = found.needs_approval(context.caller.address)
    nonce = command.applicant.nonce or context.random.bytes(16).hex()
    enrolled = await enroll(context, command.applicant, _issuer(found.pairing_code), nonce, waits=waits)
    if isinstance(enrolled, Refused):
        return await _refuse_after_match(context, command.presented, found, enrolled)
    return _use(context, command, found, Pairing(enrolled, found.pairing_code.tenant_id, found.pairing_code.tenant_name, waits, nonce))


async def _compare(context: Context, presented: Presented, found: Found) -> Refused | None:
    """None if the code is right, else takes one of its five tries. Raises `Conflict` if the code ended or was locked in the meantime.

    A right code costs no try, and `store.use` accepts it only while tries are left. A bcrypt hash never equals the hash that codes are
    looked up by, so with bcrypt each try is taken before the comparison.
    """
    context.compared = "right"
    stored, code = found.pairing_code.code_hash or b"", presented.code or ""
    if code_hashes.matches(context.keys, code, stored):
        return None
    taken = await take_attempt(context, found.pairing_code)
    if taken is None:
        raise Conflict
    if code_hashes.is_slow(stored) and await context.hash_in_pool(code_hashes.matches_slow, context.keys, code, stored):
        return None
    context.compared = "wrong"
    left = rules.MOST_ATTEMPTS - taken
    refused = await refuse(context, presented, found.budget, found.pairing_code, Reason.INVALID_CODE, attempts_remaining=left)
    if left > 0:
        return refused
    locked = DomainEvent("CODE_LOCKED", found.pairing_code.tenant_id, Subject("invite", found.pairing_code.id))
    return replace(refused, events=[*refused.events, locked])


def _use(context: Context, command: RedeemCode, found: Found, pairing: Pairing) -> Done[Pairing]:
    pairing_code, applicant, enrolled = found.pairing_code, command.applicant, pairing.enrolled
    repeatable = applicant.nonce is not None or pairing.waiting
    retry_hash = _retry_hash(context.keys.active, command.presented, pairing.nonce) if repeatable else None
    by = Redeemed(enrolled.device_id, retry_hash, applicant.fingerprint, context.caller.address, applicant.user_agent)
    guesses.guard(context, found.budget, found.escalation)
    context.write(store.use(pairing_code, context.now, by, paid=context.has_done(ATTEMPT)))

    subject = Subject("device", enrolled.device_id, enrolled.name)
    details = {"issuer": pairing_code.issuer_name, "invite_id": pairing_code.id}
    paired = DomainEvent(enrolled.event_kind, pairing_code.tenant_id, subject, details, enrolled.version)
    used = DomainEvent("CODE_USED", pairing_code.tenant_id, Subject("invite", pairing_code.id))
    return Done(pairing, [paired, *enrolled.events, used])


async def _refuse_after_match(context: Context, presented: Presented, found: Found, refused: Refused) -> Refused:
    """Only a right code gets this far, so the refusal reveals that it is right. A typed code is therefore counted as if it were wrong.

    A code that was named by its id keeps its tries, but gets this answer only while some are left.
    """
    if presented.is_typed:
        guesses.charge(context, found.budget)
        context.compared = "right"
    elif presented.code_id is not None:
        context.write(store.keep_tries(found.pairing_code, context.now, paid=context.has_done(ATTEMPT)))
    return replace(refused, events=[failed(presented, found.pairing_code, refused.reason)])


def _issuer(pairing_code: PairingCode) -> Issuer:
    return Issuer(pairing_code.tenant_id, pairing_code.issuer_id, pairing_code.id, pairing_code.device_name, pairing_code.settings)


# --- the same request again ---


def _retry_hash(key: Key, presented: Presented, nonce: str) -> bytes:
    """Binds the nonce to the code or token that was presented with it, so that it is good for no other."""
    return key.mac("retry", presented.token or "", presented.code or "", presented.code_id or "", nonce)


async def _earlier_answer(context: Context, command: RedeemCode) -> Done[Pairing] | Refused | None:
    """None when this nonce has redeemed nothing, or did so too long ago."""
    nonce, key = command.applicant.nonce, command.applicant.key_thumbprint
    if nonce is None:
        return None
    for made_by in context.keys.live:
        earlier = await context.fetch_one(store.redeemed_with(_retry_hash(made_by, command.presented, nonce)))
        if earlier is not None:
            break
    if earlier is None:
        return None
    if earlier.status == DeviceStatus.DELETED:
        return Refused(Reason.PAIRING_REJECTED)
    token = derived_token(made_by, earlier.device_id, nonce)
    is_current = earlier.token_hash is not None and same(digest(token.reveal()), earlier.token_hash)
    is_waiting = earlier.status == DeviceStatus.PENDING_APPROVAL
    is_recent = is_waiting or context.now - earlier.paired_at < rules.RETRY_WINDOW
    if not is_current or not is_recent or earlier.key_thumbprint != key:
        return None
    enrolled = Enrolled(earlier.device_id, earlier.device_name, token, earlier.expires_at, key is not None)
    return Done(Pairing(enrolled, earlier.tenant_id, earlier.tenant_name, is_waiting, nonce), _come_online(context, earlier))


def _come_online(context: Context, earlier: EarlierRedemption) -> list[DomainEvent]:
    """A device that waited for approval counts as online once it has fetched the approved answer."""
    if earlier.status != DeviceStatus.ACTIVE or earlier.presence == "online":
        return []
    context.write(devices.come_online(earlier.device_id, context.now, tenant_id=earlier.tenant_id))
    subject = Subject("device", earlier.device_id, earlier.device_name)
    return [DomainEvent("DEVICE_ONLINE", earlier.tenant_id, subject, version=earlier.version)]
