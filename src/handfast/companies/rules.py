"""What an operator may set for a company. Pure."""

from typing import Literal, NamedTuple

from handfast.kernel.ids import TenantId
from handfast.kernel.outcomes import Reason, Refused

MOST = 10_000_000
"""A larger quota is none."""
Status = Literal["active", "suspended", "closing"]


class Company(NamedTuple):
    id: TenantId
    name: str
    created_at: int
    suspended_at: int | None
    closing_at: int | None
    """When it will be deleted; None unless it is being closed."""
    deleting_at: int | None
    """When its deletion began; from then on it cannot be reopened."""
    max_people: int | None
    """How many people it may have; None for any number."""
    max_devices: int | None
    """How many devices it may have; None for any number."""
    people: int
    """All there are, also those who are invited or disabled."""
    devices: int
    """All that exist, also those that wait for approval or are disabled."""
    version: int

    @property
    def status(self) -> Status:
        if self.closing_at is not None:
            return "closing"
        return "active" if self.suspended_at is None else "suspended"


def refused_while_closing(company: Company) -> Refused | None:
    """A company that is being closed is neither suspended nor resumed: its people were told when it ends."""
    return None if company.closing_at is None else Refused(Reason.TENANT_CLOSING)
