"""What a device was granted, what may be asked for, and which tokens are good. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from handfast.devices.lifecycle import DeviceStatus
from handfast.kernel.ids import ClientId, DeviceId, TenantId
from handfast.kernel.secrets import Secret
from handfast.kernel.time import MINUTE

ACCESS_LIFE = 15 * MINUTE
LISTED = ACCESS_LIFE + MINUTE
"""How long a revocation is listed: until no token that it ends could be unexpired, whoever's clock is a little behind."""
REFRESH_PREFIX = "hfr_"
"""Lets secret scanners recognise a refresh token, and keeps it from being a credential of the device's own API."""
EVIDENCE = 16
"""How many renewals ago a refresh token may be from and still show that it was copied. Older ones are forgotten."""
_REFRESH_TOKEN = re.compile(rf"{REFRESH_PREFIX}[0-9a-f]{{64}}")


@dataclass(frozen=True, slots=True)
class Granted:
    """What the answer of the token endpoint is made from."""

    device_id: DeviceId
    tenant_id: TenantId
    client_id: ClientId
    scopes: tuple[str, ...]
    audiences: tuple[str, ...]
    """Empty: this server itself."""
    thumbprint: str | None
    """Of the key that the tokens are bound to (RFC 9449); None for bearer tokens."""
    refresh_token: Secret | None
    """None where the device keeps the credential that it has."""
    refresh_expires_at: int


def is_refresh_token(text: str) -> bool:
    return _REFRESH_TOKEN.fullmatch(text) is not None


def narrowed(granted: Sequence[str], allowed: Sequence[str], asked: Sequence[str]) -> tuple[str, ...] | None:
    """What is left of a grant: what the client may still have, and of that what it asks for now. None if it asks for more."""
    left = tuple(one for one in granted if one in allowed)
    return left if not asked else tuple(dict.fromkeys(asked)) if {*asked} <= {*left} else None


RefreshJudgement = Literal["newest", "repeat", "reused", "dead"]


def judge_refresh(shown: int, newest: int, renewals: int, newest_used_at: int | None) -> RefreshJudgement:
    """Judges a refresh token by its generation; `renewals` are those of later generations that came from a renewal.

    Only a renewal uses a refresh token. So one whose successor has a successor was copied (`reused`); that of an unused one asks for an
    answer that may have been lost (`repeat`). One from before the device was let in anew, or whose family has ended, harms nobody.
    """
    if shown == newest:
        return "newest"
    if renewals != newest - shown:
        return "dead"
    return "repeat" if renewals == 1 and newest_used_at is None else "reused"


class Standing(Protocol):
    """How it stands with what an access token depends on."""

    @property
    def status(self) -> DeviceStatus: ...
    @property
    def suspended_at(self) -> int | None: ...
    @property
    def disabled_at(self) -> int | None: ...
    @property
    def newest_generation(self) -> int | None: ...
    @property
    def revoked_at(self) -> int | None: ...


def is_live(of: Standing, issued_at: int) -> bool:
    """Whether an access token of then is good now, as far as the database knows: the device holds a credential, and nobody is shut out."""
    if of.status != DeviceStatus.ACTIVE or of.newest_generation is None:
        return False
    if of.suspended_at is not None or of.disabled_at is not None:
        return False
    return of.revoked_at is None or issued_at > of.revoked_at
