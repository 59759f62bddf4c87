"""Step 3. One customer of the file: the person, the code, the subscription and the link, each only where it is missing.

What is here stands: a code is never changed, a subscription never overwritten, a device never taken from anybody.
"""

from dataclasses import dataclass, field

from handfast.billing.subscriptions import store as subscriptions
from handfast.billing.subscriptions.rules import NOBODYS, is_good, lapsed_at
from handfast.ceremonies.linking import codes, customers, rules
from handfast.ceremonies.linking import store as links
from handfast.ceremonies.linking.bind import write_link
from handfast.ceremonies.linking.customers import Customer
from handfast.importers import store
from handfast.importers.import_device import Brought
from handfast.importers.rules import CustomerRow
from handfast.kernel.callers import Role
from handfast.kernel.outcomes import Done, Fact, Refused
from handfast.kernel.secrets import same
from handfast.runner.run import Act
from handfast.rustdesk.registry.ids import grouped
from handfast.users.memberships import store as persons
from handfast.users.tenant_settings import TenantSettings


@dataclass(frozen=True, slots=True)
class BringCustomer:
    row: CustomerRow
    apply: bool


@dataclass(slots=True)
class _Plan:
    who: Customer
    what: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


async def bring_customer(act: Act, wish: BringCustomer) -> Done[Brought] | Refused:
    plan = await _person(act, wish.row)
    if isinstance(plan, str):
        return Done(Brought(troubles=(plan,)))
    await _code(act, wish.row, plan)
    await _subscription(act, wish.row, plan)
    await _link(act, wish.row, plan)
    brought = Brought(tuple(plan.what), tuple(plan.troubles))
    if not wish.apply:
        act.batch.clear()
        return Done(brought)
    if plan.what:
        plan.facts.insert(0, Fact("IMPORTED", plan.who.tenant_id, plan.who.subject, {"what": f"{plan.who.name}: {', '.join(plan.what)}"}))
    return Done(brought, plan.facts)


async def _person(act: Act, row: CustomerRow) -> _Plan | str:
    """The plan with the customer, who may be new; or why there can be none."""
    held = await store.person_by_email(act.reads, row.email)
    tenant_id = act.caller.tenant
    if held is None:
        id = act.random.id()
        act.write(persons.insert(tenant_id, id, row.email, row.name, Role.CUSTOMER, act.now))
        nothing = (None, None, "none", None, False, None, None)
        return _Plan(Customer(id, row.name, row.email, tenant_id, TenantSettings(), *nothing), ["customers"])  # type: ignore[arg-type]
    who = await customers.customer(act, tenant_id, held["id"]) if held["tenant_id"] == tenant_id else None
    return _Plan(who) if who else f"{row.email} is somebody here who is no customer of this company"


async def _code(act: Act, row: CustomerRow, plan: _Plan) -> None:
    if row.code is None:
        return
    if plan.who.code_hash is not None:
        if not same(plan.who.code_hash, codes.digest_of(act.keys, row.code)):
            plan.troubles.append("the customer has another code here, which stays")
    elif await act.reads.one(links.WHO_HAS, codes.digest_of(act.keys, row.code)):
        plan.troubles.append(f"the code {row.code} is somebody else's here")
    else:
        codes.write_code(act, plan.who.id, plan.who.tenant_id, row.code)
        plan.what.append("codes")


async def _subscription(act: Act, row: CustomerRow, plan: _Plan) -> None:
    held = await subscriptions.held(act.reads, plan.who.tenant_id, plan.who.id)
    if row.subscription is None or held.version:
        return
    over = lapsed_at(NOBODYS, row.subscription, row.ends_at, act.now)
    lapsed = None if is_good(row.subscription, row.ends_at, act.now) else over
    place = (plan.who.tenant_id, plan.who.id, 0)
    act.write(subscriptions.put(*place, row.subscription, row.ends_at, "import", lapsed, None, act.now))
    plan.what.append("subscriptions")


async def _link(act: Act, row: CustomerRow, plan: _Plan) -> None:
    if row.rustdesk_id is None:
        return
    if plan.who.link is not None:
        if plan.who.link.rustdesk_id != row.rustdesk_id:
            plan.troubles.append(f"the customer has RustDesk {grouped(plan.who.link.rustdesk_id)} here, which stays")
        return
    known = await customers.device(act, plan.who.tenant_id, row.rustdesk_id)
    if rules.device_refused(known, plan.who.id):
        plan.troubles.append(f"RustDesk {grouped(row.rustdesk_id)} belongs to somebody else here, or is blocked")
        return
    plan.facts += write_link(act, plan.who, row.rustdesk_id, known, "none", row.linked_at or act.now)
    plan.what.append("links")
