"""Reads of the companies for the operator; each count stops at `bounded.MOST_COUNTED`."""

from typing import NamedTuple

from handfast.companies.rules import Company
from handfast.db import bounded
from handfast.db.query import Query, joined
from handfast.devices.lifecycle import EXISTS
from handfast.kernel.ids import TenantId
from handfast.kernel.texts import pattern

_PEOPLE = f"SELECT u.id FROM users u WHERE u.tenant_id = t.id LIMIT {bounded.MOST_COUNTED}"
_DEVICES = f"SELECT d.id FROM devices d WHERE d.tenant_id = t.id AND d.{EXISTS} LIMIT {bounded.MOST_COUNTED}"
_COMPANY = f"""SELECT t.id, t.name, t.created_at, t.suspended_at, t.max_people, t.max_devices,
(SELECT count(*) FROM ({_PEOPLE}) AS of_tenant) AS people, (SELECT count(*) FROM ({_DEVICES}) AS of_tenant) AS devices, t.version"""


class ListedCompany(NamedTuple):
    company: Company
    name_sort: str


_listed = joined(Company, ListedCompany)


def company(*, tenant_id: TenantId) -> Query[Company]:
    return Query(f"/* any tenant: the operator's */ {_COMPANY} FROM tenants t WHERE t.id = $1", (tenant_id,), Company)


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
    sql = f"/* any tenant: the operator's */ {_COMPANY}, t.name_sort FROM tenants t {where} ORDER BY t.name_sort, t.id LIMIT $1"
    return Query(sql, args, _listed, bulk=True)
