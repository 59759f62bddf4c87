"""Which of a tenant's devices and pairing codes a caller reaches. A statement that reads or changes them for a caller takes a `Sight`.

So the limit is part of the SQL, and a use case that forgets it does not type-check. What no sight reaches is answered like what never was.
"""

from dataclasses import dataclass

from handfast.access.policy import OWN_CODES_ONLY
from handfast.kernel.callers import Caller
from handfast.kernel.ids import TenantId, UserId


@dataclass(frozen=True, slots=True)
class Sight:
    tenant_id: TenantId
    issuer_id: UserId | None
    """Only the codes that this user issued, and the devices that were paired with them; None for all of the tenant's."""

    def limit(self, column: str, place: int) -> str:
        """Continues a condition: `column`, which names the issuer, must be the one of `args` at $place."""
        return "" if self.issuer_id is None else f" AND {column} = ${place}"

    @property
    def args(self) -> tuple[UserId, ...]:
        return () if self.issuer_id is None else (self.issuer_id,)


def sight_of(caller: Caller) -> Sight:
    return Sight(caller.tenant, caller.user_id if caller.role in OWN_CODES_ONLY else None)


def whole(tenant_id: TenantId) -> Sight:
    """All of the tenant, whoever calls: only for what acts for no user (`tools/lint/sights.py`)."""
    return Sight(tenant_id, None)
