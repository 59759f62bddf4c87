"""Reads of the companies for the operator."""

from typing import NamedTuple

from handfast.companies.rules import Company
from handfast.db import bounded
from handfast.db.query import Query, joined
from handfast.kernel.ids import TenantId
from handfast.kernel.texts import pattern

_COMPANY = """SELECT t.id, t.name, t.created_at, t.suspended_at, t.closing_at, t.deleting_at, t.max_people, t.max_devices,
COALESCE(c.people, 0) AS people, COALESCE(c.devices, 0) AS devices, t.version"""
_OF_TENANTS = "FROM tenants t LEFT JOIN tenant_counts c ON c.tenant_id = t.id"


class ListedCompany(NamedTuple):
    company: Company
    name_sort: str


_listed = joined(Company, ListedCompany)


def company(*, tenant_id: TenantId) -> Query[Company]:
    return Query(f"/* any tenant: the operator's */ {_COMPANY} {_OF_TENANTS} WHERE t.id = $1", (tenant_id,), Company)


def page(search: str | None, after: tuple[str, str] | None, most: int) -> Query[ListedCompany]:
    """The first `most` companies by name, or those that follow this sort key and id; `search` is a part of the name."""
    args: tuple[str | int, ...] = (most,)
    conditions = []
    if search:
        args = (*args, pattern(search))
        conditions.append("t.search_text LIKE $2 ESCAPE '!'")
    if after:
        conditions.append(bounded.after("t.name_sort", "t.id", ">", len(args) + 1))
        args = (*args, *after)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    sql = f"/* any tenant: the operator's */ {_COMPANY}, t.name_sort {_OF_TENANTS} {where} ORDER BY t.name_sort, t.id LIMIT $1"
    return Query(sql, args, _listed, bulk=True)


def named(name_sort: str) -> Query[ListedCompany]:
    """Those whose name has this sort key; two of them at most."""
    sql = f"/* any tenant: the operator's */ {_COMPANY}, t.name_sort {_OF_TENANTS} WHERE t.name_sort = $1 ORDER BY t.id LIMIT 2"
    return Query(sql, (name_sort,), _listed)
