"""The policy table, read as a person would: each expectation here is written out, not computed from the table."""

import pytest

from handfast.access.policy import POLICY, SCOPES, actions_of, is_narrow, may, may_give
from handfast.kernel.callers import SYSTEM, Caller, Role
from handfast.kernel.ids import TenantId
from tests.support.permissions import PERMISSIONS, ROLES
from tests.support.permissions import SCOPES as WRITTEN_SCOPES

ANONYMOUS = Caller("anonymous")
DEVICE = Caller("device", id="d", tenant_id=TenantId("t"))
EVERY_ACTION = sorted(POLICY)


def person(role: Role, scopes: frozenset[str] | None = None) -> Caller:
    return Caller("person", id="p", tenant_id=TenantId("t"), role=role, scopes=scopes)


def test_each_action_is_written_down_by_hand() -> None:
    assert set(POLICY) == set(PERMISSIONS)


@pytest.mark.parametrize("action", EVERY_ACTION)
def test_strangers_devices_and_the_server_itself_may_what_is_written_down(action: str) -> None:
    expected = PERMISSIONS[action]
    for caller in (ANONYMOUS, DEVICE, SYSTEM):
        assert may(caller, action) is expected.allows(caller.kind), caller.kind


@pytest.mark.parametrize("action", EVERY_ACTION)
@pytest.mark.parametrize("role", ROLES)
def test_a_signed_in_person_may_what_is_written_down(role: str, action: str) -> None:
    assert may(person(Role(role)), action) is PERMISSIONS[action].allows("person", role)
    assert (action in actions_of(Role(role))) is (role in PERMISSIONS[action].who)


@pytest.mark.parametrize("action", EVERY_ACTION)
@pytest.mark.parametrize("role", ROLES)
def test_of_all_scopes_exactly_the_one_written_down_opens_an_action_to_a_token(role: str, action: str) -> None:
    for scope in SCOPES:
        only = frozenset({scope})
        assert may(person(Role(role), only), action) is PERMISSIONS[action].allows("person", role, only), scope


def test_the_roles_are_these() -> None:
    assert [role.value for role in Role] == list(ROLES)


@pytest.mark.parametrize("action", EVERY_ACTION)
@pytest.mark.parametrize("role", Role)
def test_a_token_without_scopes_opens_only_what_is_open_to_all(role: Role, action: str) -> None:
    assert may(person(role, frozenset()), action) is ("anyone" in PERMISSIONS[action].who)


@pytest.mark.parametrize("action", EVERY_ACTION)
@pytest.mark.parametrize("role", Role)
def test_a_token_never_exceeds_its_owner(role: Role, action: str) -> None:
    every_scope = person(role, frozenset(SCOPES))

    assert may(person(role), action) or not may(every_scope, action)


@pytest.mark.parametrize(
    "action",
    [action for action in EVERY_ACTION if action.startswith(("token.", "password.", "session."))],
)
def test_a_token_cannot_touch_the_account_it_belongs_to(action: str) -> None:
    assert "anyone" in PERMISSIONS[action].who or not may(person(Role.OWNER, frozenset(SCOPES)), action)


def test_each_scope_opens_something_and_each_named_scope_exists() -> None:
    assert set(SCOPES) == WRITTEN_SCOPES


@pytest.mark.parametrize("action", EVERY_ACTION)
def test_every_action_says_what_it_is(action: str) -> None:
    assert POLICY[action].says


def test_an_unknown_action_is_a_bug() -> None:
    with pytest.raises(KeyError):
        may(person(Role.OWNER), "device.explode")


@pytest.mark.parametrize("action", EVERY_ACTION)
def test_who_reaches_only_what_came_of_their_own_codes_is_written_down(action: str) -> None:
    assert {role.value for role in Role if action in actions_of(role) and is_narrow(role, action)} == PERMISSIONS[action].own_only


GIVEN = {
    "owner": "owner admin manager support installer staff viewer customer",
    "admin": "admin manager support installer staff viewer customer",
    "manager": "manager installer staff viewer customer",
    "support": "support staff customer",
    "installer": "installer staff customer",
    "staff": "staff customer",
    "viewer": "viewer customer",
    "customer": "customer",
}
"""Nobody gives what they do not have. Only owners and admins are let to the people at all (`person.invite`)."""


@pytest.mark.parametrize("giver", Role)
@pytest.mark.parametrize("role", Role)
def test_nobody_hands_out_more_than_they_have(giver: Role, role: Role) -> None:
    assert may_give(giver, role) is (role.value in GIVEN[giver.value].split())


@pytest.mark.parametrize("action", EVERY_ACTION)
def test_whose_company_is_suspended_may_look_go_on_elsewhere_and_sign_out(action: str) -> None:
    suspended = Caller("person", id="p", tenant_id=TenantId("t"), role=Role.OWNER, is_suspended=True)
    is_open = action in ("session.look", "session.switch", "session.end")
    assert may(suspended, action) is (is_open or "anyone" in PERMISSIONS[action].who)
    assert (action in actions_of(Role.OWNER, is_suspended=True)) is is_open


def test_operators_service_accounts_and_sessions_of_a_companys_provider_may_what_is_written_down() -> None:
    for action, expected in PERMISSIONS.items():
        assert may(Caller("operator", id="o"), action) is expected.allows("operator"), action
        for scopes in (None, frozenset[str](), *(frozenset({scope}) for scope in SCOPES)):
            service = Caller("service", id="s", tenant_id=TenantId("t"), scopes=scopes)
            assert may(service, action) is expected.allows("service", scopes=scopes), (action, scopes)
        guest = Caller("person", id="p", tenant_id=TenantId("t"), role=Role.OWNER, company_only=True)
        may_as_guest = expected.allows("person", "owner") and not POLICY[action].of_account
        assert may(guest, action) is (may_as_guest or "anyone" in expected.who), action
    assert not may(Caller("person", role=Role.OWNER, company_only=True), "password.change")
