"""The text of a token, the places there are, when somebody is warned, and which scopes may be given."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.access.policy import SCOPES
from handfast.kernel.callers import Role
from handfast.kernel.ids import ServiceId, UserId
from handfast.kernel.outcomes import Reason
from handfast.kernel.time import DAY
from handfast.users.access_tokens.rules import scopes_of
from handfast.users.service_accounts.rules import (
    ServiceAccount,
    ServiceToken,
    free_slot,
    is_token,
    scopes_refused,
    token_text,
    warnings_due,
)
from tests.support.permissions import PERMISSIONS


@given(st.binary(min_size=32, max_size=32))
def test_a_token_is_recognised_by_its_prefix(raw: bytes) -> None:
    assert re.fullmatch(r"hfs_[A-Za-z0-9_-]{43}", token_text(raw))
    assert is_token(token_text(raw))


@pytest.mark.parametrize("other", ["hfp_abc", "hfr_abc", "0" * 64, "", "HFS_abc"])
def test_other_credentials_are_none(other: str) -> None:
    assert not is_token(other)


@given(st.sets(st.integers(1, 6)))
def test_the_lowest_free_place_is_taken_and_none_beyond_the_most(taken: set[int]) -> None:
    slot = free_slot(taken, 5)
    free = sorted({1, 2, 3, 4, 5} - taken)
    assert slot == (free[0] if free else None)


@pytest.mark.parametrize(("left", "due"), [(15 * DAY, 0), (14 * DAY + 1, 0), (14 * DAY, 1), (DAY + 1, 1), (DAY, 2), (0, 2), (-DAY, 2)])
def test_one_is_warned_fourteen_days_and_one_day_before(left: int, due: int) -> None:
    assert warnings_due(1_000 * DAY + left, 1_000 * DAY) == due


@pytest.mark.parametrize("role", Role)
def test_a_role_gives_the_scopes_of_what_it_may_do_itself(role: Role) -> None:
    own = {permission.scope for permission in PERMISSIONS.values() if role in permission.who} - {None}
    for scope in SCOPES:
        refused = scopes_refused(role, [scope])
        assert (refused is None) == (scope in own)
        assert refused is None or refused.reason is Reason.FORBIDDEN


@pytest.mark.parametrize("scopes", [[], ["everything"], ["devices:read", "everything"]])
def test_no_scope_and_an_unknown_one_are_said_to_be_wrong(scopes: list[str]) -> None:
    refused = scopes_refused(Role.OWNER, scopes)
    assert refused is not None
    assert refused.reason is Reason.INVALID_INPUT
    assert refused.extra == {"errors": [{"field": "scopes", "message": f"Choose at least one of: {', '.join(SCOPES)}"}]}


def test_who_has_no_role_gives_none() -> None:
    refused = scopes_refused(None, ["devices:read"])
    assert refused is not None
    assert refused.extra == {"detail": "A service account cannot have more rights than your role."}


def test_a_role_gives_all_that_it_has_at_once() -> None:
    assert scopes_refused(Role.OWNER, sorted(scopes_of(Role.OWNER))) is None


def _token(id: str, used: int | None) -> ServiceToken:
    return ServiceToken(id, ServiceId("a"), 1, "Ann", 1, used, None)


@pytest.mark.parametrize(("used", "last"), [((), None), ((None,), None), ((5, None, 9, 7), "2")])
def test_the_account_was_used_when_its_token_was_that_was_used_last(used: tuple[int | None, ...], last: str | None) -> None:
    tokens = [_token(str(number), moment) for number, moment in enumerate(used)]
    account = ServiceAccount(ServiceId("a"), "Kiosk", [], UserId("u"), "Ann", True, "Ann", 1, 2, 1, tokens)
    assert (account.last_used.id if account.last_used else None) == last
