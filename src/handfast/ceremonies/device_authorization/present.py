"""Steps 2 and 3. Finds the request of the code that a user typed, and counts a wrong one.

Whatever is wrong with a code (unknown, expired, decided, of another company), the answer is INVALID_CODE. Only to somebody who is a member
of the company that it belongs to does it say which one that is, so that they can go on there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.ceremonies.device_authorization import store
from handfast.ceremonies.device_authorization.authorize import PURPOSE
from handfast.ceremonies.device_authorization.lifecycle import GrantState
from handfast.ceremonies.device_authorization.store import Grant
from handfast.ceremonies.device_authorization.user_codes import normalise
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Reason, Refused
from handfast.limits import store as limits
from handfast.limits.rules import GRANT_CODE, GRANT_CODE_NETWORK, GRANT_CODE_SOURCE, Bucket, per_source
from handfast.limits.store import Counts
from handfast.runner.context import Context
from handfast.users import store as members
from handfast.users.tenant_settings import TenantSettings
from handfast.users.tenants import store as tenants


@dataclass(frozen=True, slots=True)
class Presented:
    grant: Grant
    tenant_id: TenantId
    """Of the user, to whose company the device will belong."""
    tenant_name: str
    settings: TenantSettings


async def present(context: Context, typed: str) -> Presented | Refused:
    """The pending request of the code. Refused with DEVICE_GRANTS_OFF, RATE_LIMITED or INVALID_CODE; a wrong code is charged already."""
    caller = context.caller
    tenant = await context.fetch_one(tenants.tenant(tenant_id=caller.tenant))
    if tenant is None or tenant.settings.device_authorization == "off":
        return Refused(Reason.DEVICE_GRANTS_OFF)
    buckets = [Bucket(GRANT_CODE, caller.account), *per_source(GRANT_CODE_SOURCE, GRANT_CODE_NETWORK, caller.address)]
    grant, counts = await _look_up(context, normalise(typed), buckets)
    if (wait := limits.longest(counts, buckets)) is not None:
        return Refused(Reason.RATE_LIMITED, wait)
    if grant is None or grant.state is not GrantState.PENDING or grant.expires_at <= context.now:
        return _wrong(context, buckets)
    if grant.client_tenant_id not in (None, caller.tenant):
        return _wrong(context, buckets, await _of_company(context, grant.client_tenant_id))
    # No answer may reveal that a code is right once the wrong ones before it have used up the limit.
    context.compared = "right"
    context.write(*(limits.has_room(bucket, context.now) for bucket in buckets))
    return Presented(grant, tenant.id, tenant.name, tenant.settings)


async def _look_up(context: Context, code: str | None, buckets: Sequence[Bucket]) -> tuple[Grant | None, Counts]:
    for hashed in context.keys.macs(PURPOSE, code or ""):
        grant, counts = await store.find(context, hashed, buckets, context.now)
        if grant is not None:
            break
    return grant, counts


def _wrong(context: Context, buckets: Sequence[Bucket], extra: dict[str, object] | None = None) -> Refused:
    context.compared = "wrong"
    context.write(*(limits.spend(bucket, context.now) for bucket in buckets))
    return Refused(Reason.INVALID_CODE, extra=extra or {})


async def _of_company(context: Context, tenant_id: TenantId | None) -> dict[str, object]:
    """The company in which the code is good, if the user could go on there."""
    if tenant_id is None or context.caller.company_only:
        return {}
    member = await context.fetch_one(members.member_in(context.caller.account, tenant_id=tenant_id))
    if member is None or not member.may_act:
        return {}
    return {"company": {"id": member.tenant_id, "name": member.tenant_name}}
