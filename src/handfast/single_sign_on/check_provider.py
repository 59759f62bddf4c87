"""Step 1. Tries a provider out, before anybody depends on it. Counted, since it makes this server ask an address that somebody typed."""

from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.limits import store as limits
from handfast.limits.rules import SSO_CHECK, Bucket
from handfast.runner.context import Context
from handfast.single_sign_on.rules import issuer_problem
from handfast.users.rules import invalid


async def may_check_provider(context: Context, issuer: str) -> Done[str] | Refused:
    """The address to ask."""
    issuer = issuer.strip()
    if problem := issuer_problem(issuer, context.policy.public_url):
        return invalid("issuer", problem)
    bucket = Bucket(SSO_CHECK, context.caller.tenant)
    if (retry_in := await limits.wait(context.reads, [bucket], context.now)) is not None:
        return Refused(Reason.RATE_LIMITED, retry_in)
    context.write(limits.spend(bucket, context.now))
    return Done(issuer)
