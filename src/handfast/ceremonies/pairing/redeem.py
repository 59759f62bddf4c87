"""Step 4. A device presents a code and, if it is right, gets a credential of its own.

Single use is a property of the SQL: the batch marks the code used, registers the device and its credential, and writes the audit row,
all or none. If another device was faster, the batch is undone, and the use case runs again and finds the code used.
"""

from dataclasses import dataclass, replace

from handfast.ceremonies.pairing import rules, store
from handfast.ceremonies.pairing.find import ATTEMPT, Found, Presented, failed, find, refuse, right, take_attempt
from handfast.ceremonies.pairing.hashing import lookup_hash, matches
from handfast.ceremonies.pairing.retry import Pairing, retried, retry_hash
from handfast.ceremonies.pairing.store import PairingCode, Redeemed
from handfast.db.database import Conflict
from handfast.devices.enroll import Applicant, Enrolled, Issuer, enroll
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import same
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class RedeemCode:
    presented: Presented
    applicant: Applicant


async def redeem(context: Context, command: RedeemCode) -> Done[Pairing] | Refused:
    """Returns the pairing, or refuses it.

    The reasons are CODE_NOT_FOUND, CODE_ALREADY_USED, CODE_EXPIRED, TOO_MANY_ATTEMPTS, RATE_LIMITED, TYPED_ENTRY_OFF, DEVICE_LIMIT,
    DEVICE_KEY_REQUIRED, PAIRING_REJECTED, and INVALID_CODE, which has `attempts_remaining` when the code was named by its id.
    """
    if (earlier := await retried(context, command.presented, command.applicant)) is not None:
        return earlier

    found = await find(context, command.presented)
    if isinstance(found, Refused):
        if await retried(context, command.presented, command.applicant) is not None:
            raise Conflict  # the device's own first request was committed between our two reads
        return found
    if command.presented.code_id is not None and (wrong := await _compare(context, command.presented, found.pairing_code)):
        return wrong
    if found.pairing_code.settings.device_key == "required" and command.applicant.key_thumbprint is None:
        return await _refuse_after_match(context, command.presented, found.pairing_code, Refused(Reason.DEVICE_KEY_REQUIRED))

    return await _join(context, command, found)


async def _join(context: Context, command: RedeemCode, found: Found) -> Done[Pairing] | Refused:
    pairing_code, presented, applicant = found.pairing_code, command.presented, command.applicant
    waits = rules.needs_approval(
        pairing_code.settings.approval,
        typed=presented.typed,
        is_escalated=found.escalated,
        issued_from=pairing_code.issued_from,
        redeemed_from=context.caller.address,
    )
    nonce = applicant.nonce or context.random.bytes(16).hex()
    enrolled = await enroll(context, applicant, _issuer(pairing_code), nonce, waits=waits)
    if isinstance(enrolled, Refused):
        return await _refuse_after_match(context, presented, pairing_code, enrolled)
    hashed = retry_hash(context, presented, nonce) if applicant.nonce or waits else None
    by = Redeemed(enrolled.device_id, hashed, applicant.fingerprint, context.caller.address, applicant.user_agent)
    right(context, presented, found)
    context.write(store.use(pairing_code, context.now, by, paid=context.has_done(ATTEMPT)))
    pairing = Pairing(enrolled, pairing_code.tenant_id, pairing_code.tenant_name, waits, nonce)
    return Done(pairing, _facts(pairing_code, enrolled))


async def _refuse_after_match(context: Context, presented: Presented, pairing_code: PairingCode, refused: Refused) -> Refused:
    """Only a right code gets this far, so the refusal reveals that it is right. A typed code is therefore counted as if it were wrong.

    A code that was named by its id keeps its tries, but gets this answer only while some are left.
    """
    if presented.typed:
        charged = await refuse(context, presented, None, refused.reason)
        context.compared = "right"
        return replace(charged, retry_in=refused.retry_in, events=[failed(pairing_code, presented, refused.reason)])
    if presented.code_id is not None:
        context.write(store.keep_tries(pairing_code, context.now, paid=context.has_done(ATTEMPT)))
    return replace(refused, events=[failed(pairing_code, presented, refused.reason)])


def _issuer(pairing_code: PairingCode) -> Issuer:
    return Issuer(pairing_code.tenant_id, pairing_code.issuer_id, pairing_code.id, pairing_code.device_name, pairing_code.settings)


def _facts(pairing_code: PairingCode, enrolled: Enrolled) -> list[DomainEvent]:
    subject = Subject("device", enrolled.device_id, enrolled.name)
    details = {"issuer": pairing_code.issuer_name, "invite_id": pairing_code.id}
    used = DomainEvent("CODE_USED", pairing_code.tenant_id, Subject("invite", pairing_code.id))
    return [DomainEvent(enrolled.fact, pairing_code.tenant_id, subject, details, enrolled.version), *enrolled.events, used]


async def _compare(context: Context, presented: Presented, pairing_code: PairingCode) -> Refused | None:
    """None if the code is right, else takes one of its five tries. Raises `Conflict` if the code ended or was locked in the meantime.

    A right code costs no try, and `store.use` accepts it only while tries are left. A bcrypt hash never equals the hash that codes are
    looked up by, so with bcrypt each try is taken before the comparison.
    """
    context.compared = "right"
    if pairing_code.code_hash is not None and same(lookup_hash(context, presented.code or ""), pairing_code.code_hash):
        return None
    taken = await take_attempt(context, pairing_code)
    if taken is None:
        raise Conflict
    if await matches(context, presented.code or "", pairing_code.code_hash):
        return None
    context.compared = "wrong"
    left = rules.MOST_ATTEMPTS - taken["attempts"]
    refused = await refuse(context, presented, pairing_code, Reason.INVALID_CODE, attempts_remaining=left)
    if left > 0:
        return refused
    locked = DomainEvent("CODE_LOCKED", pairing_code.tenant_id, Subject("invite", pairing_code.id))
    return Refused(refused.reason, extra=refused.extra, events=[*refused.events, locked])
