"""Who may do what to whom. Pure."""

from dataclasses import dataclass
from typing import Literal

from handfast.access.policy import may_give
from handfast.kernel.callers import Role
from handfast.kernel.outcomes import Reason

Status = Literal["active", "invited", "disabled"]


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    email: str
    role: Role
    status: Status
    created_at: int
    last_seen_at: int | None = None
    devices: int = 0
    invitation_expires_at: int | None = None


def takes_owner_away(person: Person, new_role: Role | None) -> bool:
    """Whether an active owner is one no more; `None` is disabling."""
    return person.role is Role.OWNER and person.status == "active" and new_role is not Role.OWNER


def change_refused(giver: Role, person: Person, new_role: Role, *, other_owner: bool) -> Reason | None:
    if not may_give(giver, person.role) or not may_give(giver, new_role):
        return Reason.ROLE_TOO_HIGH
    return Reason.LAST_OWNER if takes_owner_away(person, new_role) and not other_owner else None


def switch_refused(giver: Role, giver_id: str, person: Person, *, other_owner: bool) -> Reason | None:
    """Why a person may not be disabled."""
    if person.id == giver_id:
        return Reason.SELF
    if not may_give(giver, person.role):
        return Reason.ROLE_TOO_HIGH
    return Reason.LAST_OWNER if takes_owner_away(person, None) and not other_owner else None
