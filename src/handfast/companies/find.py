"""The company that a command at the machine itself is for."""

from handfast.companies import store
from handfast.companies.rules import Company
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Done, Reason, Refused
from handfast.kernel.texts import sort_key
from handfast.runner.context import Context


async def find_company(context: Context, named: str | None) -> Done[Company] | Refused:
    """By its id or its name; without either the only one there is."""
    if named is not None and (company := await context.fetch_one(store.company(tenant_id=TenantId(named)))) is not None:
        return Done(company)
    found = await context.fetch_all(store.page(None, None, 2) if named is None else store.named(sort_key(named)))
    if len(found) == 1:
        return Done(found[0].company)
    if named is None:
        return _refused("This server has several companies: name one with --tenant." if found else "This server has no company yet.")
    return _refused("Several companies have this name: give the ID of one." if found else "No company has this name or ID.")


def _refused(detail: str) -> Refused:
    return Refused(Reason.NOT_FOUND, extra={"detail": detail})
