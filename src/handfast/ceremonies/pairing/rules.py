"""The judgement on a presented code: values in, decision out, no I/O."""

from dataclasses import dataclass

from handfast.ceremonies.pairing.lifecycle import LOCKED, SHOWN, CodeState, ShownState
from handfast.kernel.outcomes import Reason
from handfast.kernel.time import MINUTE
from handfast.limits.rules import GUESS_OFF, GUESS_SERVER, GUESS_TENANT, neighbourhood
from handfast.users.tenant_settings import RANGES

MOST_ATTEMPTS = 5
MOST_FAILURES_BEFORE_ALERT = 5
RETRY_WINDOW = 10 * MINUTE
LONGEST_LIFE = RANGES["code_minutes"][1] * MINUTE
CROWD = 200
"""With more live codes than this on the server, new ones get 8 symbols, so that a guess does not become likelier to hit one."""


@dataclass(frozen=True, slots=True)
class CodeStatus:
    """What is known of a code when it is presented."""

    state: CodeState
    expires_at: int
    attempts: int
    is_revoked: bool
    """Its issuer is disabled, or the company has switched pairing off."""
    tenant_suspended: bool = False


def judge(status: CodeStatus, now: int, *, paid: bool = False) -> Reason | None:
    """Why a code that was found cannot be redeemed; None when it can. Order: used, expired, locked.

    `paid`: this request itself has already taken an attempt, which must not count against it.
    """
    if status.state == CodeState.USED:
        return Reason.CODE_ALREADY_USED
    if status.state != CodeState.LIVE or status.expires_at <= now or status.is_revoked:
        return Reason.CODE_EXPIRED
    return Reason.TOO_MANY_ATTEMPTS if status.attempts - paid >= MOST_ATTEMPTS else None


def ended_as(status: CodeStatus) -> CodeState:
    """As what a code has ended: `cancelled` if a manager cancelled it, its issuer is disabled or pairing is off, else `expired`."""
    return CodeState.CANCELLED if status.state == CodeState.CANCELLED or status.is_revoked else CodeState.EXPIRED


def shown_state(state: CodeState, attempts: int, expires_at: int, now: int) -> ShownState:
    """The state as people see it: a live code may be locked, or have expired although the scheduler has not closed it yet."""
    if state == CodeState.LIVE and expires_at <= now:
        return SHOWN[CodeState.EXPIRED]
    return LOCKED if state == CodeState.LIVE and attempts >= MOST_ATTEMPTS else SHOWN[state]


def code_length(wanted: int, live_on_server: int) -> int:
    return 8 if live_on_server > CROWD else wanted


def free_slots(taken: set[int], count: int, most: int) -> list[int] | None:
    """Slots for `count` new codes, the lowest first; None when there are not enough below `most`."""
    free = [slot for slot in range(1, most + 1) if slot not in taken]
    return free[:count] if len(free) >= count else None


def typing_is_off(misses: int) -> bool:
    return misses >= GUESS_OFF.most


def escalated(server_misses: int, pairings_today: int, tenant_misses: int) -> bool:
    """Once the budget is spent, a right code may be a lucky guess, so a manager must confirm it."""
    return server_misses >= unattended_guesses(pairings_today) or tenant_misses >= GUESS_TENANT.most


def unattended_guesses(pairings_today: int) -> int:
    return min(GUESS_OFF.most, GUESS_SERVER.most + pairings_today // 2)


def needs_approval(policy: str, *, typed: bool, is_escalated: bool, issued_from: str, redeemed_from: str) -> bool:
    if typed and is_escalated:
        return True
    match policy:
        case "always":
            return True
        case "typed":
            return typed
        case "other_network":
            return neighbourhood(issued_from) != neighbourhood(redeemed_from)
        case _:
            return False
