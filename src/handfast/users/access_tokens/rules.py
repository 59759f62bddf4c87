"""What is shown of an access token, and which scopes it may have by the role of the user who makes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.access.policy import POLICY, SCOPES
from handfast.kernel.callers import Role
from handfast.kernel.secrets import base64url

LONGEST_DAYS = 365
_PREFIX = "hfp_"


@dataclass(frozen=True, slots=True)
class TokenLine:
    id: str
    name: str
    scopes: Sequence[str]
    created_at: int
    expires_at: int
    last_used_at: int | None


def token_text(raw: bytes) -> str:
    """The text of an access token. Its prefix lets secret scanners, and our own edge, recognise it."""
    return _PREFIX + base64url(raw)


def scopes_of(role: Role) -> dict[str, str]:
    """The scopes that permit this role anything, each with its description."""
    useful = {rule.scope for rule in POLICY.values() if role in rule.roles}
    return {scope: says for scope, says in SCOPES.items() if scope in useful}
