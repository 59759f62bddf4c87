"""What a company is called, by when it was suspended."""

from handfast.companies.rules import Company, refused_while_closing
from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Reason, Refused


def test_a_company_is_suspended_from_the_moment_it_was_and_active_before() -> None:
    company = Company(TenantId("t"), "Walnut House", 1, None, None, None, None, None, 0, 0, 1)
    assert company.status == "active"
    assert company._replace(suspended_at=2).status == "suspended"
    assert company._replace(suspended_at=2, closing_at=3).status == "closing"


def test_one_that_is_being_closed_is_neither_suspended_nor_resumed() -> None:
    company = Company(TenantId("t"), "Walnut House", 1, 2, None, None, None, None, 0, 0, 1)
    assert refused_while_closing(company) is None
    assert refused_while_closing(company._replace(closing_at=3)) == Refused(Reason.TENANT_CLOSING)
