"""What a tenant decides, about pairing, signing in and keeping data: the settings, their defaults and their allowed values.

`tenants.settings` stores as JSON only what somebody chose. Reading is lenient, so that a value from an older or newer version of
the program never stops a pairing: an unknown key is ignored and an invalid value counts as not chosen.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any, Literal, get_args

from handfast.kernel import masks
from handfast.kernel.callers import Role

Approval = Literal["never", "typed", "other_network", "always"]
DeviceLimitPolicy = Literal["refuse", "replace_idle"]
DeviceKey = Literal["optional", "required"]
CodeLength = Literal[6, 8]
RustDeskIdFormat = Literal["known", "strict9", "any"]
LinkProof = Literal["none", "seen", "device"]
OnLapse = Literal["keep", "unlink"]
OffOn = Literal["off", "on"]
NumberMatching = Literal["off", "risky", "always"]

RANGES = {
    "max_live_codes": (1, 50),
    "max_live_codes_per_person": (1, 50),
    "code_minutes": (1, 15),
    "max_devices_per_person": (1, 1000),
    "credential_days": (1, 3650),
    "app_idle_days": (1, 365),
    "session_days": (1, 30),
    "trail_days": (30, 36_500),
}
MAY_BE_NONE = ("max_devices_per_person", "session_days", "trail_days")
CHOICES: dict[str, tuple[Any, ...]] = {
    "code_length": get_args(CodeLength),
    "approval": get_args(Approval),
    "device_limit_policy": get_args(DeviceLimitPolicy),
    "device_key": get_args(DeviceKey),
    "rustdesk_id_format": get_args(RustDeskIdFormat),
    "link_proof": get_args(LinkProof),
    "on_lapse": get_args(OnLapse),
    "digest_weekly": (True, False),
    "pairing": get_args(OffOn),
    "linking": get_args(OffOn),
    "device_authorization": get_args(OffOn),
    "number_matching": get_args(NumberMatching),
    "prefilled_codes": (True, False),
}
# A host, a key or nothing, as in a RustDesk client's own settings. No blank and no comma, which its config line could not hold.
_RUSTDESK = r"^[A-Za-z0-9.:/+=_\[\]-]*$"
# Devices are sent there, so it must be https and its host must be obvious: no user name in front of it, no backslash.
_HTTPS = r"^(?:https://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::[0-9]{1,5})?(?:[/?#][!#-\[\]-~]*)?)?$"
# A line for people: a phone number, an address, opening hours. No control or bidirectional characters, which could hide what it says.
_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$"
TEXTS = {
    "rustdesk_host": 200, "rustdesk_key": 200, "rustdesk_relay": 200, "app_url": 500, "support_contact": 200,
    "user_code_mask": masks.LONGEST,
}  # fmt: skip
TEXT_SHAPES = {
    "rustdesk_host": _RUSTDESK, "rustdesk_key": _RUSTDESK, "rustdesk_relay": _RUSTDESK, "app_url": _HTTPS, "support_contact": _LINE,
    "user_code_mask": masks.SHAPE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TenantSettings:
    max_live_codes: int = 50
    max_live_codes_per_person: int = 10
    code_minutes: int = 15
    code_length: CodeLength = 6
    approval: Approval = "never"
    """When a manager confirms a new device: never, when the code was typed, when it comes from another network, or always."""
    max_devices_per_person: int | None = None
    device_limit_policy: DeviceLimitPolicy = "refuse"
    """What happens past the maximum: the new device is refused, or the device idle for longest is replaced."""
    device_key: DeviceKey = "optional"
    credential_days: int = 90
    rustdesk_id_format: RustDeskIdFormat = "known"
    """Which ID a customer may type: nine digits or any ID known here, nine digits only, or any ID that a client can have."""
    link_proof: LinkProof = "none"
    """What proof a customer needs to link a RustDesk device: none, the device being online here, or a device action."""
    on_lapse: OnLapse = "keep"
    """What happens to a link when the subscription ends: it stays but cannot be changed, or it ends too."""
    app_idle_days: int = 30
    """How many days a RustDesk app stays signed in without being used."""
    session_days: int | None = None
    """How many days a browser stays signed in; None for as many as the operator allows, whose bounds apply in any case."""
    trail_days: int | None = None
    """How many days the company's rows of the audit trail are kept; None for as long as the operator allows."""
    rustdesk_host: str = ""
    rustdesk_key: str = ""
    rustdesk_relay: str = ""
    support_contact: str = ""
    """Where "ask support" leads: a phone number, an e-mail or web address, or free text."""
    digest_weekly: bool = True
    """Mails owners and admins which devices that have been known for more than a week belong to nobody."""
    app_url: str = ""
    """Where the company's own app is: *Continue* on a paired device opens it."""
    pairing: OffOn = "on"
    """Whether people may make pairing codes, and devices redeem them. Paired devices go on."""
    linking: OffOn = "on"
    """Whether customers may link RustDesk devices themselves. Links stay, and admins may still assign devices."""
    device_authorization: OffOn = "off"
    """Whether devices may ask to be let in by showing a code (RFC 8628)."""
    number_matching: NumberMatching = "risky"
    """When the approver of such a device compares a number that it shows: never, when something about it is unusual, or always."""
    prefilled_codes: bool = False
    """Whether a link may bring the code to the page on which it is approved; else it must be typed."""
    user_code_mask: str = masks.USUAL
    """What such a code looks like (`kernel/masks.py`)."""
    second_factor_roles: tuple[Role, ...] = ()
    """The roles whose users may do nothing else until they have set up a second factor."""


ROLE_NAMES = frozenset(role.value for role in Role)
NAMES = tuple(field.name for field in fields(TenantSettings))


def fits(name: str, value: Any) -> bool:
    """Whether `value` is valid for the setting `name`."""
    if name in CHOICES:
        return any(value == choice and type(value) is type(choice) for choice in CHOICES[name])
    if name == "user_code_mask":
        return isinstance(value, str) and masks.is_mask(value)
    if name in TEXTS:
        return isinstance(value, str) and len(value) <= TEXTS[name] and re.fullmatch(TEXT_SHAPES[name], value) is not None
    if name == "second_factor_roles":
        return isinstance(value, list | tuple) and all(role in ROLE_NAMES for role in value) and len(set(value)) == len(value)
    if name in MAY_BE_NONE and value is None:
        return True
    lowest, highest = RANGES[name]
    return type(value) is int and lowest <= value <= highest


def chosen(json_text: str) -> dict[str, Any]:
    """The stored values as they are, unknown keys included."""
    stored = json.loads(json_text)
    return stored if isinstance(stored, dict) else {}


@lru_cache(1024)
def parse(json_text: str) -> TenantSettings:
    """Cached: nearly every request reads its tenant's settings, some requests twice, and they rarely change."""
    stored = chosen(json_text)
    return TenantSettings(**{name: _read(name, stored[name]) for name in NAMES if name in stored and fits(name, stored[name])})


def _read(name: str, value: Any) -> Any:
    return tuple(role for role in Role if role in value) if name == "second_factor_roles" else value


def changed(json_text: str, changes: Mapping[str, Any]) -> str:
    """The JSON to store after `changes`, all of them valid. What nobody chose is left out, so a better default reaches everybody."""
    return json.dumps({**chosen(json_text), **changes}, ensure_ascii=False, sort_keys=True)


def as_dict(settings: TenantSettings) -> dict[str, Any]:
    return asdict(settings)
