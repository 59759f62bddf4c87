"""What an operator may set for a company, without a database."""

from dataclasses import replace

from handfast.kernel.ids import TenantId
from handfast.users.companies.rules import Company

COMPANY = Company(TenantId("one"), "Walnut House", 1, None, None, None, 3, 4, 1)


def test_a_company_is_active_until_it_is_suspended() -> None:
    assert COMPANY.status == "active"
    assert replace(COMPANY, suspended_at=5).status == "suspended"
