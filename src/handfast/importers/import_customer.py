"""Step 3. Imports a customer of the file: the user, the code, the subscription and the link, each only if it is missing here.

Existing data stays: a code is never changed, a subscription never overwritten, a device never taken from anybody.
"""

from dataclasses import dataclass, field

from handfast.billing.subscriptions import store as subscriptions
from handfast.billing.subscriptions.rules import NOBODYS, Subscription, is_good, lapsed_at
from handfast.ceremonies.linking import codes, customers, rules
from handfast.ceremonies.linking import store as links
from handfast.ceremonies.linking.bind import has_room, write_link
from handfast.ceremonies.linking.customers import Customer
from handfast.importers import store
from handfast.importers.import_device import NO_ROOM, Imported
from handfast.importers.rules import CustomerRow
from handfast.kernel.callers import Role
from handfast.kernel.ids import UserId
from handfast.kernel.outcomes import DomainEvent, Done, Refused
from handfast.runner.context import Context
from handfast.rustdesk.registry.ids import grouped
from handfast.users.accounts.find_or_make import find_or_make
from handfast.users.memberships import store as memberships
from handfast.users.tenant_settings import TenantSettings
from handfast.users.tenants import store as tenants


@dataclass(frozen=True, slots=True)
class ImportCustomer:
    row: CustomerRow
    apply: bool


@dataclass(slots=True)
class _Plan:
    who: Customer
    what: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    events: list[DomainEvent] = field(default_factory=list)


async def import_customer(context: Context, command: ImportCustomer) -> Done[Imported] | Refused:
    plan = await _user(context, command.row)
    if isinstance(plan, str):
        return Done(Imported(troubles=(plan,)))
    await _code(context, command.row, plan)
    await _subscription(context, command.row, plan)
    await _link(context, command.row, plan)
    brought = Imported(tuple(plan.what), tuple(plan.troubles))
    if not command.apply:
        context.batch.clear()
        return Done(brought)
    if plan.what:
        plan.events.insert(
            0, DomainEvent("IMPORTED", plan.who.tenant_id, plan.who.subject, {"what": f"{plan.who.name}: {', '.join(plan.what)}"})
        )
    return Done(brought, plan.events)


async def _user(context: Context, row: CustomerRow) -> _Plan | str:
    """The plan with the customer, who may be new; or why there can be none."""
    tenant_id = context.caller.tenant
    held = await context.fetch_one(store.user_by_email(row.email, tenant_id=tenant_id))
    if held is None:
        room = await context.fetch_one(tenants.room(tenant_id=tenant_id))
        if room is None or not room.people:
            return f"there is no room for {row.email}: the company has as many people as it may have"
        id = UserId(context.random.id())
        account_id = await find_or_make(context, row.email, row.name)
        context.write(memberships.insert(id, account_id, row.email, row.name, Role.CUSTOMER, context.now, tenant_id=tenant_id))
        return _Plan(Customer(id, row.name, row.email, tenant_id, TenantSettings()), ["customers"])
    who = await customers.customer(context, held, tenant_id=tenant_id)
    return _Plan(who) if who else f"{row.email} belongs to somebody here who is not a customer of this company"


async def _code(context: Context, row: CustomerRow, plan: _Plan) -> None:
    if row.code is None:
        return
    if plan.who.code_hash is not None:
        if not codes.is_digest_of(context.keys, row.code, plan.who.code_hash):
            plan.troubles.append("the customer has another code here and keeps it")
    elif await codes.holder_of(context, row.code) is not None:
        plan.troubles.append(f"the code {row.code} belongs to somebody else here")
    else:
        codes.write_code(context, plan.who.id, row.code, tenant_id=plan.who.tenant_id)
        plan.what.append("codes")


async def _subscription(context: Context, row: CustomerRow, plan: _Plan) -> None:
    held = await context.fetch_one(subscriptions.held(plan.who.id, tenant_id=plan.who.tenant_id))
    if row.subscription is None or held is not None:
        return
    over = lapsed_at(NOBODYS, row.subscription, row.ends_at, context.now)
    lapsed = None if is_good(row.subscription, row.ends_at, context.now) else over
    imported = Subscription(row.subscription, row.ends_at, "import", context.now, lapsed)
    context.write(subscriptions.put(plan.who.id, NOBODYS, imported, tenant_id=plan.who.tenant_id))
    plan.what.append("subscriptions")


async def _link(context: Context, row: CustomerRow, plan: _Plan) -> None:
    if row.rustdesk_id is None:
        return
    if plan.who.link is not None:
        if plan.who.link.rustdesk_id != row.rustdesk_id:
            plan.troubles.append(f"the customer has RustDesk {grouped(plan.who.link.rustdesk_id)} here and keeps it")
        return
    known = await context.fetch_one(links.device(row.rustdesk_id, tenant_id=plan.who.tenant_id))
    if rules.device_refused(known, plan.who.id):
        plan.troubles.append(f"RustDesk {grouped(row.rustdesk_id)} belongs to somebody else here, or is blocked")
        return
    if known is None and not await has_room(context, plan.who.tenant_id):
        plan.troubles.append(f"there is no room for RustDesk {grouped(row.rustdesk_id)}: {NO_ROOM}")
        return
    plan.events += write_link(context, plan.who, row.rustdesk_id, known, "none", row.linked_at or context.now)
    plan.what.append("links")
