"""What a company is called, by when it was suspended."""

from handfast.companies.rules import Company
from handfast.kernel.ids import TenantId


def test_a_company_is_suspended_from_the_moment_it_was_and_active_before() -> None:
    company = Company(TenantId("t"), "Walnut House", 1, None, None, None, 0, 0, 1)
    assert company.status == "active"
    assert company._replace(suspended_at=2).status == "suspended"
