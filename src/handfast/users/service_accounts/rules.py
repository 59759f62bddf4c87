"""What is shown of a service account, how many there may be, and when somebody is warned. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from handfast.access.policy import SCOPES
from handfast.kernel.callers import Role
from handfast.kernel.ids import ServiceId, UserId
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.secrets import base64url
from handfast.kernel.time import DAY
from handfast.users.access_tokens.rules import scopes_of
from handfast.users.rules import invalid

LONGEST_DAYS = 365
MOST_ACCOUNTS = 100
"""Of one tenant."""
MOST_TOKENS = 5
"""Of one account, at once."""
WARNED_BEFORE = (14 * DAY, DAY)
_PREFIX = "hfs_"


@dataclass(frozen=True, slots=True)
class ServiceToken:
    id: str
    account_id: ServiceId
    slot: int
    made_by: str
    created_at: int
    last_used_at: int | None
    last_used_address: str | None


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    id: ServiceId
    name: str
    scopes: Sequence[str]
    contact_id: UserId
    contact_name: str
    contact_is_active: bool
    made_by: str
    created_at: int
    expires_at: int
    version: int
    tokens: Sequence[ServiceToken] = field(default=())

    @property
    def last_used(self) -> ServiceToken | None:
        """The token that was used last; None if none of those that are left was ever used."""
        return max((token for token in self.tokens if token.last_used_at), key=lambda token: token.last_used_at or 0, default=None)


def token_text(raw: bytes) -> str:
    """The text of a token. Its prefix lets secret scanners, and our own edge, recognise it."""
    return _PREFIX + base64url(raw)


def is_token(text: str) -> bool:
    return text.startswith(_PREFIX)


def free_slot(taken: Iterable[int], most: int) -> int | None:
    """The lowest of the slots from 1 to `most` that nothing holds; None if all are held."""
    held = set(taken)
    return next((slot for slot in range(1, most + 1) if slot not in held), None)


def warnings_due(expires_at: int, now: int) -> int:
    """How many of the warnings have had their time, whether they were sent or not."""
    return sum(expires_at - now <= before for before in WARNED_BEFORE)


def scopes_refused(giver: Role | None, scopes: Sequence[str]) -> Refused | None:
    """Nobody makes an account that may do what they may not; `giver` is their role."""
    if not scopes or not SCOPES.keys() >= set(scopes):
        return invalid("scopes", f"Choose at least one of: {', '.join(SCOPES)}")
    return beyond_role(giver, scopes)


def beyond_role(giver: Role | None, scopes: Sequence[str]) -> Refused | None:
    """The refusal if the scopes allow what the role does not."""
    if giver is None or not scopes_of(giver).keys() >= set(scopes):
        return Refused(Reason.FORBIDDEN, extra={"detail": "A service account cannot have more rights than your role."})
    return None
