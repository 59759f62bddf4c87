"""Step 1. A manager asks for codes: one, or a batch of up to five."""

from dataclasses import dataclass

from handfast.ceremonies.pairing import qr, rules, store
from handfast.db.database import Conflict
from handfast.kernel import code_hashes
from handfast.kernel.codes import ALPHABET
from handfast.kernel.ids import PairingCodeId, TenantId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.secrets import Secret, base64url, digest
from handfast.kernel.time import MINUTE
from handfast.limits import store as limits
from handfast.limits.rules import GENERATE, GENERATE_SOURCE, Bucket, source
from handfast.runner.context import Context
from handfast.users import tenant_settings


@dataclass(frozen=True, slots=True)
class IssueCodes:
    tenant_id: TenantId
    count: int = 1
    device_name: str | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    id: PairingCodeId
    code: Secret
    url: Secret
    device_name: str | None
    issued_at: int
    expires_at: int
    minutes: int


async def issue(context: Context, command: IssueCodes) -> Done[list[Issued]] | Refused:
    if command.tenant_id != context.caller.tenant:
        return Refused(Reason.FORBIDDEN)
    own_bucket = Bucket(GENERATE, context.caller.service_id or context.caller.user_id)
    source_bucket = Bucket(GENERATE_SOURCE, source(context.caller.address))
    held = await context.fetch_all(store.held(own_bucket, source_bucket, context.now, tenant_id=command.tenant_id))
    if (full_until := held[0].full_until) is not None:
        return Refused(Reason.RATE_LIMITED, full_until - context.now)
    context.write(limits.spend(own_bucket, context.now), limits.spend(source_bucket, context.now))

    settings = tenant_settings.parse(held[0].settings)
    if settings.pairing == "off":
        return Refused(Reason.PAIRING_OFF)
    taken = {row.slot: row for row in held if row.slot is not None}
    live = {slot: row for slot, row in taken.items() if row.expires_at > context.now}
    own = sum((row.service_id or row.issuer_id) == context.caller.id for row in live.values())

    slots = rules.free_slots(set(live), command.count, settings.max_live_codes)
    if slots is None or own + command.count > settings.max_live_codes_per_person:
        return Refused(Reason.TOO_MANY_LIVE_CODES)
    if len(live) < len(taken):
        await context.commit_now(store.expire_overdue(context.now, tenant_id=command.tenant_id))

    length = rules.code_length(settings.code_length, held[0].crowd)
    minutes = min(settings.code_minutes, context.policy.code_minutes)
    issued = [await _write_one(context, command, slot, length, minutes) for slot in slots]
    return Done(issued, [_event(context, one) for one in issued])


async def _write_one(context: Context, command: IssueCodes, slot: int, length: int, minutes: int) -> Issued:
    code, token, code_id = context.random.symbols(ALPHABET, length), base64url(context.random.bytes(16)), PairingCodeId(context.random.id())
    keyed = code_hashes.keyed(context.keys, code)
    for key in context.keys.live[1:]:  # the index refuses a live code that was stored by the same key
        if await context.fetch_one(store.has_code(code_hashes.keyed(key, code))) is not None:
            raise Conflict
    expires_at = context.now + minutes * MINUTE
    context.write(
        store.add(
            code_id,
            context.caller.answers_to,
            context.now,
            context.caller.address,
            expires_at,
            slot,
            await context.hash_in_pool(code_hashes.slow, context.keys, code) if context.policy.code_hash == "bcrypt" else keyed,
            digest(token),
            command.device_name,
            service_id=context.caller.service_id,
            tenant_id=command.tenant_id,
        )
    )
    url = qr.link(context.policy.public_url, code, token)
    return Issued(code_id, Secret(code), Secret(url), command.device_name, context.now, expires_at, minutes)


def _event(context: Context, issued: Issued) -> DomainEvent:
    details = {"minutes": issued.minutes} | ({"device_name": issued.device_name} if issued.device_name else {})
    return DomainEvent("CODE_GENERATED", context.caller.tenant, Subject("invite", issued.id, issued.device_name or ""), details)
