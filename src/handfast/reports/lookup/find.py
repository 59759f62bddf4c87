"""Finds the customers somebody asks about, with everything the support desk needs for its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from handfast.ceremonies.linking import codes
from handfast.ceremonies.linking.admin.rules import restorable_since
from handfast.ceremonies.linking.admin.view import AdminDevice, device_of
from handfast.ceremonies.linking.codes import digest_of
from handfast.ceremonies.linking.customers import Customer, customer
from handfast.ceremonies.linking.rules import meant_code
from handfast.db.raw import fetch_rows
from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.texts import pattern
from handfast.reports.lookup import store
from handfast.reports.trail.read import Entry, entry_of
from handfast.reports.trail.store import stories
from handfast.runner.context import Context
from handfast.rustdesk.registry.ids import LONGEST_ID, without_blanks

LookupKind = Literal["email", "code", "rustdesk_id", "name"]
_EXACT: tuple[LookupKind, ...] = ("code", "email")
"""Each of these names exactly one user, so the search stops at a match."""


@dataclass(frozen=True, slots=True)
class Found:
    kind: LookupKind
    customers: Sequence[Customer]
    codes: Mapping[str, str]
    """Personal codes by customer id, for those who have one."""
    devices: Sequence[AdminDevice]
    """Unclaimed devices with this ID, name or host name; a removed device is found only by its ID."""
    story: Mapping[str, Sequence[Entry]]
    """Trail entries by customer or device id, newest first."""


def kinds_of(asked: str) -> tuple[LookupKind, ...]:
    """What the search text may be, the likeliest first: a single word can be a user's name, or a RustDesk ID that is not a number."""
    if meant_code(asked):
        return ("code", "rustdesk_id", "name")
    if "@" in asked.strip()[1:-1]:
        return ("email", "name")
    digits = _bare(asked)
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_ID
    return ("rustdesk_id", "name") if is_number or " " not in asked.strip() else ("name",)


async def find(context: Context, asked: str) -> Done[Found] | Refused:
    kinds, ids, devices = kinds_of(asked), dict[str, None](), dict[str, AdminDevice]()
    kind: LookupKind | None = None
    for each in kinds:
        ids |= dict.fromkeys(await _ids(context, each, asked))
        devices |= {device.id: device for device in await _unowned(context, each, asked)}
        if kind is None and (ids or devices):
            kind = each
        if kind in _EXACT:
            break
    customers = [who for id in ids if (who := await customer(context, context.caller.tenant, id)) is not None]
    known = {who.id: code for who in customers if (code := codes.unseal(context.keys, who.sealed_code)) is not None}
    story = await _story(context, customers, [*devices.values()])
    return Done(Found(kind or _likeliest(kinds), customers, known, [*devices.values()], story))


def _likeliest(kinds: Sequence[LookupKind]) -> LookupKind:
    """What a search text that found nothing was probably meant to be."""
    return kinds[0] if kinds[0] in _EXACT else kinds[-1]


async def _unowned(context: Context, kind: LookupKind, asked: str) -> list[AdminDevice]:
    if kind in _EXACT:
        return []
    sought = (context.caller.tenant, _wanted(context, kind, asked))
    if kind == "name":
        rows = await fetch_rows(context.reads, store.UNOWNED_BY_NAME, *sought)
    else:
        rows = await fetch_rows(context.reads, store.UNOWNED_BY_ID, *sought, restorable_since(context.now))
    return [device_of(row, context.now) for row in rows]


async def _ids(context: Context, kind: LookupKind, asked: str) -> list[str]:
    return [row["id"] for row in await fetch_rows(context.reads, store.WHO[kind], context.caller.tenant, _wanted(context, kind, asked))]


def _wanted(context: Context, kind: LookupKind, asked: str) -> object:
    match kind:
        case "code":
            return digest_of(context.keys, meant_code(asked) or "")
        case "email":
            return asked.strip().lower()
        case "rustdesk_id":
            return _bare(asked)
        case _:
            return pattern(asked.strip())


def _bare(asked: str) -> str:
    """The ID without blanks. A number may also be typed with hyphens, which are removed; an ID that is a name keeps its hyphens."""
    bare = without_blanks(asked)
    digits = bare.replace("-", "")
    return digits if digits.isdigit() else bare


async def _story(context: Context, customers: Sequence[Customer], devices: Sequence[AdminDevice]) -> dict[str, list[Entry]]:
    """The trail entries about each customer, including those about their current device, and about each unclaimed device."""
    teller = {who.id: who.id for who in customers} | {who.link.device_id: who.id for who in customers if who.link}
    teller |= {device.id: device.id for device in devices}
    told: dict[str, list[Entry]] = {}
    if teller:
        for row in await fetch_rows(context.reads, stories(len(teller), store.MOST_TOLD), context.caller.tenant, *teller):
            told.setdefault(teller[row["subject_id"]], []).append(entry_of(row))
    return told
