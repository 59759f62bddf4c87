"""Who may do what to whom. Pure."""

from dataclasses import dataclass
from typing import Literal

from handfast.access.policy import may_give
from handfast.kernel.callers import Role
from handfast.kernel.ids import UserId
from handfast.kernel.outcomes import Reason

Status = Literal["active", "invited", "disabled"]


@dataclass(frozen=True, slots=True)
class User:
    id: UserId
    name: str
    email: str
    role: Role
    status: Status
    created_at: int
    last_seen_at: int | None = None
    devices: int = 0
    invitation_expires_at: int | None = None


def takes_owner_away(user: User, new_role: Role | None) -> bool:
    """Whether the change leaves an active owner without that role; a `new_role` of None stands for disabling."""
    return user.role is Role.OWNER and user.status == "active" and new_role is not Role.OWNER


def change_refused(giver: Role, user: User, new_role: Role, *, other_owner: bool) -> Reason | None:
    if not may_give(giver, user.role) or not may_give(giver, new_role):
        return Reason.ROLE_TOO_HIGH
    return Reason.LAST_OWNER if takes_owner_away(user, new_role) and not other_owner else None


def switch_refused(giver: Role, giver_id: str | None, user: User, *, other_owner: bool) -> Reason | None:
    """Why the user may not be disabled; None when they may."""
    if user.id == giver_id:
        return Reason.SELF
    if not may_give(giver, user.role):
        return Reason.ROLE_TOO_HIGH
    return Reason.LAST_OWNER if takes_owner_away(user, None) and not other_owner else None
