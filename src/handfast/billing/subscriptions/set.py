"""Step 1. An admin, or a billing program with a token, says how a customer's subscription stands."""

from dataclasses import dataclass

from handfast.billing.subscriptions import store
from handfast.billing.subscriptions.rules import Source, State, Subscription, lapsed_at
from handfast.db.database import Statement
from handfast.db.raw import Row
from handfast.kernel.ids import TenantId, UserId
from handfast.kernel.outcomes import DomainEvent, Done, Reason, Refused, Subject
from handfast.kernel.wording import day_and_time
from handfast.runner.context import Context


@dataclass(frozen=True, slots=True)
class SetSubscription:
    user_id: UserId
    state: State
    ends_at: int | None


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    name: str
    email: str
    subscription: Subscription
    last_event_at: int | None = None
    """When the payment provider last reported something about them."""


async def set_subscription(context: Context, command: SetSubscription) -> Done[Customer] | Refused:
    row = await store.customer(context.reads, context.caller.tenant, command.user_id)
    if row is None:
        return Refused(Reason.NOT_FOUND)
    before = store.subscription_of(row)
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
        return Done(customer_of(row, before))
    context.write(put(context.caller.tenant, command.user_id, before, after))
    return Done(customer_of(row, after), [changed(context.caller.tenant, row["id"], row["name"], after)])


def customer_of(row: Row, subscription: Subscription) -> Customer:
    return Customer(row["id"], row["name"], row["email"], subscription, row["last_event_at"])


def put(tenant_id: TenantId, user_id: UserId, before: Subscription, after: Subscription) -> Statement:
    return store.put(
        tenant_id,
        user_id,
        before.version,
        after.state,
        after.ends_at,
        after.source,
        after.lapsed_at,
        after.provider_customer,
        after.updated_at,
        after.renews_at,
    )


def changed(tenant_id: TenantId, user_id: UserId, name: str, after: Subscription) -> DomainEvent:
    until = "" if after.ends_at is None else f" until {day_and_time(after.ends_at)}"
    if after.renews_at is not None:
        until = f", which renews on {day_and_time(after.renews_at)}"
    details = {"state": after.state, "until": until, "source": after.source}
    return DomainEvent("SUBSCRIPTION_CHANGED", tenant_id, Subject("person", user_id, name), details)
