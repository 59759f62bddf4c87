"""What a SQLSTATE (PostgreSQL documentation, appendix A) means for the statement that met it, and for the connections beside it."""

from enum import Enum
from typing import Final


class Meaning(Enum):
    LOST = "somebody was faster"
    PUT_OFF = "this statement cannot run now; the connection is as good as before"
    LEAVE = "this server is of no use to us now: every connection to it is left, and the next statement looks for one that is"
    BUG = "the statement is wrong"


# Raised by the SQL function handfast_must_match when a guarded write matched nothing.
GUARD_MATCHED_NOTHING: Final = "HF001"
# Raised by the triggers that count the people and devices of a tenant.
OVER_QUOTA: Final = {"HF002": "people", "HF003": "devices"}
FOREIGN_KEY_VIOLATION: Final = "23503"
# An account that is deleted for want of users got one meanwhile. A statement that waited for that commit looks again at the row it waited
# for, and not at those that refer to it: only the foreign key sees them. Any other foreign key is violated only by a bug.
GOT_ONE_MEANWHILE: Final = frozenset({"users_of_account"})

_BY_STATE: Final = {
    GUARD_MATCHED_NOTHING: Meaning.LOST,
    **dict.fromkeys(OVER_QUOTA, Meaning.LOST),
    "23505": Meaning.LOST,  # unique violation
    "40001": Meaning.LOST,  # serialization failure
    "40P01": Meaning.LOST,  # deadlock
    "42501": Meaning.PUT_OFF,  # insufficient privilege
    # Tables, columns, functions and schemas that are not there: another version's migration or a restore is under way.
    "42P01": Meaning.PUT_OFF,
    "42703": Meaning.PUT_OFF,
    "42883": Meaning.PUT_OFF,
    "55P03": Meaning.PUT_OFF,  # lock not available
    "57014": Meaning.PUT_OFF,  # statement_timeout of the operator
    "42P05": Meaning.LEAVE,  # a prepared statement of another client: a pooler mixes up sessions
    "55000": Meaning.LEAVE,  # recovery is in progress
}
_BY_CLASS: Final = {
    "08": Meaning.LEAVE,  # the connection broke, or a pooler says that the server behind it did
    "25": Meaning.LEAVE,  # 25006: read only, a standby or a primary that was demoted
    "26": Meaning.LEAVE,  # no such prepared statement
    "28": Meaning.PUT_OFF,  # the user or the password is refused
    "3D": Meaning.PUT_OFF,  # no such database
    "3F": Meaning.PUT_OFF,  # no such schema
    "40": Meaning.PUT_OFF,
    "53": Meaning.PUT_OFF,  # no room, no memory, too many connections
    "57": Meaning.LEAVE,  # shut down, crashed, starting up, dropped
    "58": Meaning.LEAVE,  # the operating system fails the server
    "72": Meaning.PUT_OFF,
    "F0": Meaning.LEAVE,
    "XX": Meaning.LEAVE,  # the server itself is at fault, or its data
}


def meaning(sqlstate: str | None, constraint: str | None = None) -> Meaning:
    """An error without a SQLSTATE did not come from the server, and counts as a bug. `constraint`: what was violated."""
    state = sqlstate or ""
    if state == FOREIGN_KEY_VIOLATION and constraint in GOT_ONE_MEANWHILE:
        return Meaning.LOST
    return _BY_STATE.get(state) or _BY_CLASS.get(state[:2], Meaning.BUG)
