"""Finds the customers somebody asks about, with everything the support desk needs for its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from handfast.ceremonies.linking import codes
from handfast.ceremonies.linking.admin.rules import AdminDevice, restorable_since
from handfast.ceremonies.linking.customers import Customer, customer
from handfast.ceremonies.linking.rules import meant_code
from handfast.db.query import Query
from handfast.kernel.ids import DeviceId, RustdeskId, UserId
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.texts import pattern
from handfast.reports.lookup import store
from handfast.reports.trail import store as trail
from handfast.reports.trail.store import Entry
from handfast.runner.context import Context
from handfast.rustdesk.registry.ids import LONGEST_ID, without_blanks

LookupKind = Literal["email", "code", "rustdesk_id", "name"]
_EXACT: tuple[LookupKind, ...] = ("code", "email")
"""Each of these names exactly one user, so the search stops at a match; and so does a RustDesk ID that is a number."""


@dataclass(frozen=True, slots=True)
class Found:
    kind: LookupKind
    customers: Sequence[Customer]
    codes: Mapping[UserId, str]
    """Personal codes by customer id, for those who have one."""
    devices: Sequence[AdminDevice]
    """Unclaimed devices with this ID, name or host name; a removed device is found only by its ID."""
    history: Mapping[str, Sequence[Entry]]
    """Trail entries by customer or device id, newest first."""
    now: int


def kinds_of(asked: str) -> tuple[LookupKind, ...]:
    """What the search text may be, the likeliest first: a single word can be a user's name, or a RustDesk ID that is not a number."""
    if meant_code(asked):
        return ("code", "rustdesk_id", "name")
    if "@" in asked.strip()[1:-1]:
        return ("email", "name")
    return ("rustdesk_id", "name") if _is_number(asked) or " " not in asked.strip() else ("name",)


def _is_number(asked: str) -> bool:
    digits = _bare(asked)
    return digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_ID


async def find(context: Context, asked: str) -> Done[Found] | Refused:
    kinds, ids, devices = kinds_of(asked), dict[UserId, None](), dict[DeviceId, AdminDevice]()
    kind: LookupKind | None = None
    for each in kinds:
        for query in _customers(context, each, asked):
            ids |= dict.fromkeys(await context.fetch_all(query))
        devices |= {device.id: device for device in await _unowned(context, each, asked)}
        if kind is None and (ids or devices):
            kind = each
        if kind in _EXACT or (kind == "rustdesk_id" and _is_number(asked)):
            break
    customers = [who for id in ids if (who := await customer(context, id, tenant_id=context.caller.tenant)) is not None]
    known = {who.id: code for who in customers if (code := codes.unseal(context.keys, who.sealed_code)) is not None}
    history = await _history(context, customers, [*devices.values()])
    return Done(Found(kind or _likeliest(kinds), customers, known, [*devices.values()], history, context.now))


def _likeliest(kinds: Sequence[LookupKind]) -> LookupKind:
    """What a search text that found nothing was probably meant to be."""
    return kinds[0] if kinds[0] in _EXACT else kinds[-1]


async def _unowned(context: Context, kind: LookupKind, asked: str) -> list[AdminDevice]:
    tenant_id = context.caller.tenant
    match kind:
        case "rustdesk_id":
            removed_since = restorable_since(context.now)
            return await context.fetch_all(store.unowned_by_rustdesk_id(_bare(asked), removed_since, tenant_id=tenant_id))
        case "name":
            return await context.fetch_all(store.unowned_by_name(pattern(asked.strip()), tenant_id=tenant_id))
    return []


def _customers(context: Context, kind: LookupKind, asked: str) -> list[Query[UserId]]:
    tenant_id = context.caller.tenant
    match kind:
        case "code":
            hashes = codes.digests_of(context.keys, meant_code(asked) or "")
            return [store.customers_by_code(hashed, tenant_id=tenant_id) for hashed in hashes]
        case "email":
            return [store.customers_by_email(asked.strip().lower(), tenant_id=tenant_id)]
        case "rustdesk_id":
            return [store.customers_by_rustdesk_id(_bare(asked), tenant_id=tenant_id)]
        case "name":
            return [store.customers_by_name(pattern(asked.strip()), tenant_id=tenant_id)]


def _bare(asked: str) -> RustdeskId:
    """The ID without blanks. A number may also be typed with hyphens, which are removed; an ID that is a name keeps its hyphens."""
    bare = without_blanks(asked)
    digits = bare.replace("-", "")
    return RustdeskId(digits if digits.isdigit() else bare)


async def _history(context: Context, customers: Sequence[Customer], devices: Sequence[AdminDevice]) -> Mapping[str, Sequence[Entry]]:
    """The trail entries about each customer, including those about their current device, and about each unclaimed device."""
    subjects: dict[str, set[str]] = {who.id: {who.id, who.link.device_id} if who.link else {who.id} for who in customers}
    subjects |= {device.id: {device.id} for device in devices}
    if not subjects:
        return {}
    ids = {id for some in subjects.values() for id in some}
    entries = await context.fetch_all(trail.about(ids, store.MOST_ENTRIES, tenant_id=context.caller.tenant))
    return {id: [entry for entry in entries if entry.subject_id in some] for id, some in subjects.items()}
