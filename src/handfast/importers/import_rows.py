"""Step 4. Imports the rows of a file, devices first, and sums up the report."""

from handfast.importers.import_customer import ImportCustomer, import_customer
from handfast.importers.import_device import ImportDevice, Imported, import_device
from handfast.importers.reading import Unreadable
from handfast.importers.rules import Report, Rows, Trouble, find_contradictions
from handfast.kernel.callers import Caller
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.runner.run import Runner
from handfast.users.tenants import store as tenants


async def import_rows(run: Runner, rows: Rows, tenant_id: TenantId | None, *, apply: bool) -> Report:
    """Imports each row in a commit of its own: run again, an interrupted import continues where it stopped.

    Raises `Unreadable` when there is no such tenant, or none is named and there is not exactly one.
    """
    caller = Caller("system", name="Import", tenant_id=await _tenant(run, tenant_id))
    rows = find_contradictions(rows)
    report = Report(apply, troubles=list(rows.troubles))
    for device in rows.devices:
        _count(report, device.place, await run(import_device, ImportDevice(device, apply), caller))
    for customer in rows.customers:
        _count(report, customer.place, await run(import_customer, ImportCustomer(customer, apply), caller))
    return report


def _count(report: Report, place: str, outcome: Done[Imported] | Refused) -> None:
    if isinstance(outcome, Refused) and outcome.reason in (Reason.PEOPLE_QUOTA, Reason.DEVICE_QUOTA):
        report.troubles.append(Trouble(place, "the company had room for no more at this moment"))
        return
    if isinstance(outcome, Refused):
        report.troubles.append(Trouble(place, "the server was too busy: run the import again"))
        return
    report.brought.update(outcome.view.what)
    report.known += not outcome.view.what and not outcome.view.troubles
    report.troubles += [Trouble(place, why) for why in outcome.view.troubles]


async def _tenant(run: Runner, named: TenantId | None) -> TenantId:
    there = await run.database.fetch_all(tenants.ids())
    if named is None and len(there) == 1:
        return there[0]
    if named is not None and named in there:
        return named
    raise Unreadable("there is no such tenant" if named else "name the tenant with --tenant: this server has none or several")
