"""Rules that several of the folders here share. Pure."""

from dataclasses import dataclass

from handfast.access.policy import actions_of
from handfast.kernel.callers import Role
from handfast.kernel.outcomes import Reason, Refused
from handfast.kernel.time import DAY, HOUR, MINUTE, SECOND, is_within

SESSION_IDLE = 12 * HOUR
SESSION_LIFE = 30 * DAY
APP_LIFE = 365 * DAY
"""An app on a user's own device stays signed in for long; how long it may be unused is a setting of the tenant."""
CONFIRMED_FOR = 5 * MINUTE
"""How long a typed password or code, a passkey or a sign-in at the provider counts as proof that the user themselves is present."""
SEEN_EVERY = 5 * MINUTE
"""How old "last seen" may become: a write per request would cost more than the request."""

SETUP_LIFE = DAY
INVITATION_LIFE = 7 * DAY
RESET_LIFE = 30 * MINUTE
TICKET_LIFE = 30 * SECOND


@dataclass(frozen=True, slots=True)
class Life:
    """How long a session lasts, in milliseconds."""

    idle: int = SESSION_IDLE
    longest: int = SESSION_LIFE
    is_app: bool = False


def browser_life(days: int | None) -> Life:
    return Life() if days is None else Life(min(SESSION_IDLE, days * DAY), min(SESSION_LIFE, days * DAY))


def app_life(idle_days: int) -> Life:
    return Life(idle_days * DAY, APP_LIFE, is_app=True)


def session_ends_at(last_seen_at: int, idle_limit: int, expires_at: int) -> int:
    return min(last_seen_at + idle_limit, expires_at)


def lets_others_in(role: Role) -> bool:
    """Whether a user with this role can invite others, which is a way in that outlasts any password."""
    return may_do(role, "person.invite")


def is_stale(last_seen_at: int | None, now: int) -> bool:
    return last_seen_at is None or not is_within(SEEN_EVERY - 1, last_seen_at, now)


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
