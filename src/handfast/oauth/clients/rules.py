"""What a client may do, and what may be set of one. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, TypedDict, get_args
from urllib.parse import urlsplit

from handfast.kernel.ids import ClientId, TenantId, is_client_id, is_id
from handfast.kernel.outcomes import Refused
from handfast.kernel.secrets import base64url
from handfast.users.rules import invalid

AllowedDevices = Literal["any", "same_network", "registered"]

MOST_CLIENTS = 100
"""Of one company, and of the server."""
MOST_SCOPES = 50
LONGEST_SCOPE = 100
MOST_AUDIENCES = 10
LONGEST_AUDIENCE = 500
LONGEST_WAIT = 30
SECRET_BYTES = 32
ASKED_BY_HABIT = ("openid", "profile", "email", "offline_access")
"""Scopes that clients of other makers ask for whatever they need."""
_SECRET_PREFIX = "hfc_"
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """What is stored as JSON is only what somebody chose."""

    requires_dpop: bool = False
    """Whether its devices must have a key of their own (RFC 9449)."""
    wait_seconds: int = 0
    """How long a poll waits for the decision if the client names no time itself (`Prefer: wait=…`)."""
    shows_number: bool = False
    """Whether its devices can show the number that the approver compares."""
    allowed_devices: AllowedDevices = "any"
    """Which devices may be approved: any, those in the network of the approver, or those whose keys were registered beforehand."""
    exchanges: bool = False
    """Whether devices that were paired or linked here may exchange their credential for its tokens (RFC 8693)."""


class SettingsChange(TypedDict, total=False):
    """Only those to change."""

    requires_dpop: bool
    wait_seconds: int
    shows_number: bool
    allowed_devices: AllowedDevices
    exchanges: bool


NAMES = tuple(field.name for field in fields(ClientSettings))


@dataclass(frozen=True, slots=True)
class Client:
    id: ClientId
    tenant_id: TenantId | None
    """None for a client of the server, whose devices the people of all companies may approve."""
    name: str
    secret_hash: bytes | None
    """SHA-256; None for a public client."""
    scopes: tuple[str, ...]
    audiences: tuple[str, ...]
    """The resource servers that its tokens are for. Without any they are for this server."""
    settings: ClientSettings
    disabled_at: int | None
    version: int

    @property
    def is_public(self) -> bool:
        return self.secret_hash is None


@dataclass(frozen=True, slots=True)
class ListedClient:
    client: Client
    created_at: int
    created_by: str
    """The name of whoever registered it."""
    secret_changed_at: int | None
    """None for a public client."""
    devices: int
    """How many were let in with it: those of the company that asks, or all for the server."""


def parse_settings(json_text: str) -> ClientSettings:
    """Lenient: what an older or newer version stored never stops a client."""
    stored: dict[str, Any] = json.loads(json_text)
    return ClientSettings(**{name: value for name, value in stored.items() if name in NAMES})


def settings_text(settings: ClientSettings) -> str:
    """What is stored: without the defaults, so a better one reaches every client that chose nothing."""
    usual = asdict(ClientSettings())
    return json.dumps({name: value for name, value in asdict(settings).items() if value != usual[name]})


def secret_text(raw: bytes) -> str:
    """The text of a secret. Its prefix lets secret scanners recognise it."""
    return _SECRET_PREFIX + base64url(raw)


def is_chosen_id(text: str) -> bool:
    """Whether an operator may choose this id for a client of the server: a name, and nothing that looks like an id that was drawn."""
    return is_client_id(text) and not is_id(text)


def without_doubles(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def not_allowed(scopes: Sequence[str], audiences: Sequence[str], settings: ClientSettings) -> Refused | None:
    """The refusal of the first thing that a client cannot have."""
    if len(scopes) > MOST_SCOPES or not all(len(scope) <= LONGEST_SCOPE and _SCOPE.fullmatch(scope) for scope in scopes):
        return invalid(
            "scopes",
            f"Give at most {MOST_SCOPES} scopes of up to {LONGEST_SCOPE} characters, without blanks, quotation marks and backslashes",
        )
    if len(audiences) > MOST_AUDIENCES or not all(is_audience(audience) for audience in audiences):
        return invalid("audiences", f"Give at most {MOST_AUDIENCES} https addresses, without a fragment (#…)")
    if not 0 <= settings.wait_seconds <= LONGEST_WAIT:
        return invalid("wait_seconds", f"Give a number of seconds from 0 to {LONGEST_WAIT}")
    if settings.allowed_devices not in get_args(AllowedDevices):
        return invalid("allowed_devices", f"Choose one of: {', '.join(get_args(AllowedDevices))}")
    return None


def is_audience(text: str) -> bool:
    """An absolute URI without a fragment (RFC 8707, 2), of https; of http only on the machine itself, for who tries it out there."""
    if len(text) > LONGEST_AUDIENCE or "#" in text or _PRINTABLE.fullmatch(text) is None:
        return False
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc or "\\" in text:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)


def asked_in_earnest(scopes: Sequence[str], client: Client) -> tuple[str, ...]:
    """Without doubles, and without what is asked by habit: a client that was registered without it does not get it, and does no wrong."""
    return without_doubles([scope for scope in scopes if scope in client.scopes or scope not in ASKED_BY_HABIT])


def changes_of(before: Client, after: Client) -> list[str]:
    """What the trail says of a change."""
    changes = [f"name from {before.name}"] if after.name != before.name else []
    if after.scopes != before.scopes:
        changes.append(f"scopes from {_words(before.scopes)} to {_words(after.scopes)}")
    if after.audiences != before.audiences:
        changes.append(f"resource servers from {_words(before.audiences)} to {_words(after.audiences)}")
    was: Mapping[str, Any] = asdict(before.settings)
    changes += [f"{name} from {_said(was[name])} to {_said(value)}" for name, value in asdict(after.settings).items() if value != was[name]]
    return changes


def _words(texts: Sequence[str]) -> str:
    return " ".join(texts) or "none"


def _said(value: bool | int | str) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else str(value)
