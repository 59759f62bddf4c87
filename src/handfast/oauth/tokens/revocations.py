"""The list of what was revoked, for resource servers that check tokens by themselves: a signed JWT.

It is small, since tokens are short-lived. A token is revoked if its `jti`, `sub`, `client_id` or `tenant_id` is in the list and its `iat`
is not later than the time there.
"""

from typing import Any

from handfast.kernel.outcomes import Done, Refused
from handfast.kernel.time import MINUTE, SECOND
from handfast.oauth.tokens import store
from handfast.oauth.tokens.signing import sign
from handfast.runner.context import Context

KIND = "revocations+jwt"
GOOD_FOR = 5 * MINUTE
"""A resource server that has had no newer list for that long knows that it has none."""


async def list_revocations(context: Context, _: None) -> Done[str] | Refused:
    revoked: dict[str, int] = {}
    for row in await context.fetch_all(store.revoked(context.now)):
        revoked[row.id] = max(revoked.get(row.id, 0), row.at // SECOND)
    second = context.now // SECOND
    claims: dict[str, Any] = {"iss": context.policy.public_url, "iat": second, "exp": second + GOOD_FOR // SECOND, "revoked": revoked}
    return Done(sign(context.keys, KIND, claims))
