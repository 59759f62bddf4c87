"""Step 1. An admin, or a billing program with a token, says how a customer's subscription stands."""

from dataclasses import dataclass, replace

from handfast.billing.subscriptions import store
from handfast.billing.subscriptions.rules import Customer, Source, State, Subscription, lapsed_at
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.wording import day_and_time
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class SetSubscription:
    user_id: UserId
    state: State
    ends_at: int | None


async def set_subscription(context: Context, command: SetSubscription) -> Done[Customer] | Refused:
    tenant_id = context.caller.tenant
    customer = await context.fetch_one(store.customer(command.user_id, tenant_id=tenant_id))
    if customer is None:
        return Refused(Reason.NOT_FOUND)
    before = customer.subscription
    source: Source = "admin" if context.caller.scopes is None else "api"
    after = Subscription(
        command.state,
        command.ends_at,
        source,
        context.now,
        lapsed_at(before, command.state, command.ends_at, context.now),
        before.provider_customer,
        before.version + 1,
    )
    if before.version and (before.state, before.ends_at) == (after.state, after.ends_at):
        return Done(customer)
    context.write(store.put(customer.id, before, after, tenant_id=tenant_id))
    return Done(replace(customer, subscription=after), [changed(customer, after, tenant_id=tenant_id)])


def changed(customer: Customer, after: Subscription, *, tenant_id: TenantId) -> DomainEvent:
    until = "" if after.ends_at is None else f" until {day_and_time(after.ends_at)}"
    if after.renews_at is not None:
        until = f", which renews on {day_and_time(after.renews_at)}"
    details = {"state": after.state, "until": until, "source": after.source}
    return DomainEvent("SUBSCRIPTION_CHANGED", tenant_id, Subject("person", customer.id, customer.name), details)
