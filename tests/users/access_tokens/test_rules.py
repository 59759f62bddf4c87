"""The text of an access token, and the scopes that each role can give one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.access.policy import SCOPES
from handfast.kernel.callers import Role
from handfast.kernel.secrets import base64url
from handfast.users.access_tokens.rules import scopes_of, token_text
from tests.support.permissions import PERMISSIONS


@given(st.binary(min_size=32, max_size=32))
def test_a_token_is_recognised_by_its_prefix_and_fits_into_a_header(raw: bytes) -> None:
    text = token_text(raw)
    assert text == f"hfp_{base64url(raw)}"
    assert text.replace("_", "").replace("-", "").isalnum()
    assert text.isascii()


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_two_tokens_read_alike_only_if_they_are_the_same(one: bytes, other: bytes) -> None:
    assert (token_text(one) == token_text(other)) is (one == other)


@pytest.mark.parametrize("role", Role)
def test_a_role_can_give_the_scopes_of_what_it_may_do_itself(role: Role) -> None:
    expected = {permission.scope for permission in PERMISSIONS.values() if role in permission.who} - {None}
    assert set(scopes_of(role)) == expected
    assert scopes_of(role).items() <= SCOPES.items()


@pytest.mark.parametrize("role", [Role.STAFF, Role.CUSTOMER])
def test_staff_and_customers_have_none(role: Role) -> None:
    assert scopes_of(role) == {}
