"""The policy table, read as a person would: each expectation here is written out, not computed from the table."""

import pytest

from handfast.access.policy import POLICY, SCOPES, actions_of, may, may_give
from handfast.kernel.callers import SYSTEM, Caller, Role

ANONYMOUS = Caller("anonymous")
DEVICE = Caller("device", id="d", tenant_id="t")
EVERY_ACTION = sorted(POLICY)


def person(role: Role, scopes: frozenset[str] | None = None) -> Caller:
    return Caller("person", id="p", tenant_id="t", role=role, scopes=scopes)


@pytest.mark.parametrize("action", EVERY_ACTION)
def test_a_stranger_may_do_what_anyone_may_and_nothing_else(action: str) -> None:
    assert may(ANONYMOUS, action) is POLICY[action].anyone


def test_what_anyone_may_do_is_this() -> None:
    assert {action for action, rule in POLICY.items() if rule.anyone} == {
        "server.look",
        "server.set_up",
        "session.start",
        "password.reset",
        "invitation.redeem",
        "client.speak",
        "pairing.redeem",
        "webhook.stripe",
    }


def test_what_a_device_may_do_is_this() -> None:
    assert {action for action, rule in POLICY.items() if rule.device} == {
        "device.self",
        "device.validate",
    }


OWN_ACCOUNT = {
    "session.look",
    "session.end",
    "session.list",
    "password.change",
    "token.list",
    "token.create",
    "token.revoke",
}


def test_staff_have_their_own_account_only() -> None:
    assert set(actions_of(Role.STAFF)) == OWN_ACCOUNT


def test_customers_also_have_their_own_device() -> None:
    assert set(actions_of(Role.CUSTOMER)) - OWN_ACCOUNT == {
        "link.approve",
        "link.change",
        "link.code",
        "link.look",
        "rustdesk.configure",
    }


@pytest.mark.parametrize("action", ["link.approve", "link.code", "link.look", "link.change"])
def test_nobody_but_customers_has_a_device_of_their_own_and_no_script_has(action: str) -> None:
    assert [role for role in Role if may(person(role), action)] == [Role.CUSTOMER]
    assert not may(person(Role.CUSTOMER, frozenset(SCOPES)), action)


@pytest.mark.parametrize("action", [action for action in EVERY_ACTION if action.startswith(("rustdesk.", "customer.", "subscription."))])
def test_customers_devices_and_subscriptions_are_for_owners_and_admins(action: str) -> None:
    roles = {role for role in Role if may(person(role), action)}
    assert roles - {Role.MANAGER, Role.CUSTOMER} == {Role.OWNER, Role.ADMIN}
    assert action == "rustdesk.configure" or roles == {Role.OWNER, Role.ADMIN}


def test_a_manager_sees_devices_codes_and_the_trail_but_not_people() -> None:
    actions = set(actions_of(Role.MANAGER))

    assert {
        "invite.issue",
        "device.list",
        "device.delete",
        "audit.read",
        "live.join",
        "tenant.look",
    } <= actions
    assert not {action for action in actions if action.startswith("person.")} | ({"tenant.change"} & actions)


def test_an_owner_may_what_an_admin_may() -> None:
    assert actions_of(Role.OWNER) == actions_of(Role.ADMIN)


@pytest.mark.parametrize("action", EVERY_ACTION)
@pytest.mark.parametrize("role", Role)
def test_a_token_without_scopes_opens_only_what_is_open_to_all(role: Role, action: str) -> None:
    assert may(person(role, frozenset()), action) is POLICY[action].anyone


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
    assert POLICY[action].anyone or not may(person(Role.OWNER, frozenset(SCOPES)), action)


def test_each_scope_opens_something_and_each_named_scope_exists() -> None:
    assert {rule.scope for rule in POLICY.values() if rule.scope} == set(SCOPES)


@pytest.mark.parametrize("action", EVERY_ACTION)
def test_the_server_itself_has_no_routes(action: str) -> None:
    assert may(SYSTEM, action) is POLICY[action].anyone


@pytest.mark.parametrize("action", EVERY_ACTION)
def test_every_action_is_open_to_somebody_and_says_what_it_is(action: str) -> None:
    rule = POLICY[action]

    assert rule.says
    assert rule.anyone or rule.device or rule.roles


def test_an_unknown_action_is_a_bug() -> None:
    with pytest.raises(KeyError):
        may(person(Role.OWNER), "device.explode")


ORDER = [Role.CUSTOMER, Role.STAFF, Role.MANAGER, Role.ADMIN, Role.OWNER]


@pytest.mark.parametrize("giver", ORDER)
@pytest.mark.parametrize("role", ORDER)
def test_nobody_hands_out_more_than_they_have(giver: Role, role: Role) -> None:
    assert may_give(giver, role) is (ORDER.index(giver) >= ORDER.index(role))
