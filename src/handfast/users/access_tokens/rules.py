"""Which scopes a token may have, by the role of the user who makes it."""

from handfast.access.policy import POLICY, SCOPES
from handfast.kernel.callers import Role
from handfast.kernel.secrets import base64url

LONGEST_DAYS = 365
_PREFIX = "hfp_"


def token_text(raw: bytes) -> str:
    """The text of an access token. Its prefix lets secret scanners, and our own edge, recognise it."""
    return _PREFIX + base64url(raw)


def scopes_of(role: Role) -> dict[str, str]:
    """The scopes that permit this role anything, each with its description."""
    useful = {rule.scope for rule in POLICY.values() if role in rule.roles}
    return {scope: says for scope, says in SCOPES.items() if scope in useful}
