"""What several of the folders here decide alike. Pure."""

from handfast.access.policy import actions_of
from handfast.kernel.callers import Role
from handfast.kernel.moments import DAY, HOUR, MINUTE, SECOND
from handfast.kernel.outcomes import Reason, Refused

SESSION_IDLE = 12 * HOUR
SESSION_LIFE = 30 * DAY
SEEN_EVERY = 5 * MINUTE
"""How fresh "last seen" is kept: a write per request would cost more than the request."""

SETUP_LIFE = DAY
INVITATION_LIFE = 7 * DAY
RESET_LIFE = 30 * MINUTE
TICKET_LIFE = 30 * SECOND


def session_ends_at(last_seen_at: int, expires_at: int) -> int:
    return min(last_seen_at + SESSION_IDLE, expires_at)


def is_stale(last_seen_at: int | None, now: int) -> bool:
    return last_seen_at is None or now - last_seen_at >= SEEN_EVERY


def invalid(field: str, message: str) -> Refused:
    return Refused(Reason.INVALID_INPUT, extra={"errors": [{"field": field, "message": message}]})


def may_do(role: Role, action: str) -> bool:
    return action in actions_of(role)


def invalid_name(field: str = "name") -> Refused:
    return invalid(field, "Give a name of 1 to 100 characters")


def invalid_email(field: str = "email") -> Refused:
    return invalid(field, "This is not an e-mail address")


def weak_password(why: str) -> Refused:
    return Refused(Reason.WEAK_PASSWORD, extra={"detail": why})
