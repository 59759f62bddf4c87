"""Who may change or disable whom, and what somebody reads who typed something that cannot be."""

from dataclasses import replace

import pytest

from handfast.kernel.callers import Role
from handfast.kernel.ids import UserId
from handfast.kernel.outcomes import Reason
from handfast.users.memberships.rules import User, change_refused, switch_refused, takes_owner_away

OWNER = User(UserId("p-1"), "Olivia", "olivia@example.com", Role.OWNER, "active", 1)
ADMIN = replace(OWNER, id=UserId("p-2"), role=Role.ADMIN)
AWAY = replace(OWNER, status="disabled")
INVITED = replace(OWNER, status="invited")


@pytest.mark.parametrize(
    ("person", "new_role", "taken"),
    [
        (OWNER, Role.ADMIN, True),
        (OWNER, None, True),
        (OWNER, Role.OWNER, False),
        (ADMIN, None, False),
        (ADMIN, Role.STAFF, False),
        (AWAY, None, False),
        (INVITED, Role.STAFF, False),
    ],
)
def test_a_company_loses_an_owner_when_an_active_one_is_one_no_more(person: User, new_role: Role | None, taken: bool) -> None:
    assert takes_owner_away(person, new_role) is taken


@pytest.mark.parametrize(
    ("giver", "person", "new_role", "other_owner", "refused"),
    [
        (Role.OWNER, OWNER, Role.ADMIN, False, Reason.LAST_OWNER),
        (Role.OWNER, OWNER, Role.ADMIN, True, None),
        (Role.OWNER, OWNER, Role.OWNER, False, None),
        (Role.OWNER, ADMIN, Role.OWNER, False, None),
        (Role.ADMIN, OWNER, Role.ADMIN, True, Reason.ROLE_TOO_HIGH),
        (Role.ADMIN, ADMIN, Role.OWNER, True, Reason.ROLE_TOO_HIGH),
        (Role.ADMIN, ADMIN, Role.STAFF, False, None),
    ],
)
def test_who_may_give_whom_which_role(giver: Role, person: User, new_role: Role, other_owner: bool, refused: Reason | None) -> None:
    assert change_refused(giver, person, new_role, other_owner=other_owner) == refused


@pytest.mark.parametrize(
    ("giver", "giver_id", "person", "other_owner", "refused"),
    [
        (Role.OWNER, "p-9", OWNER, False, Reason.LAST_OWNER),
        (Role.OWNER, "p-9", OWNER, True, None),
        (Role.OWNER, "p-9", ADMIN, False, None),
        (Role.OWNER, "p-1", OWNER, True, Reason.SELF),
        (Role.ADMIN, "p-9", OWNER, True, Reason.ROLE_TOO_HIGH),
    ],
)
def test_who_may_disable_whom(giver: Role, giver_id: str, person: User, other_owner: bool, refused: Reason | None) -> None:
    assert switch_refused(giver, UserId(giver_id), person, other_owner=other_owner) == refused
