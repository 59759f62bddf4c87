"""What an operator may set for a company. Pure."""

from typing import Literal, NamedTuple

from handfast.kernel.ids import TenantId

MOST = 10_000_000
"""A larger quota is none."""
Status = Literal["active", "suspended"]


class Company(NamedTuple):
    id: TenantId
    name: str
    created_at: int
    suspended_at: int | None
    max_people: int | None
    """How many people it may have; None for any number."""
    max_devices: int | None
    """How many devices it may have; None for any number."""
    people: int
    """Counted up to `bounded.MOST_COUNTED`; so are the devices."""
    devices: int
    version: int

    @property
    def status(self) -> Status:
        return "active" if self.suspended_at is None else "suspended"
