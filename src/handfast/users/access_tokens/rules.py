"""What a token may be allowed, by the role of the person who makes it."""

from handfast.access.policy import POLICY, SCOPES
from handfast.kernel.callers import Role
from handfast.kernel.secrets import base64url

LONGEST_DAYS = 365
_PREFIX = "hfp_"


def token_text(raw: bytes) -> str:
    """The prefix lets secret scanners, and our own edge, know it for what it is."""
    return _PREFIX + base64url(raw)


def scopes_of(role: Role) -> dict[str, str]:
    """The scopes that open anything to this role, with what they open."""
    useful = {rule.scope for rule in POLICY.values() if role in rule.roles}
    return {scope: says for scope, says in SCOPES.items() if scope in useful}
