"""What a caller is asked: to whom belongs what they make, and as which role they give roles."""

import pytest

from handfast.kernel.callers import SYSTEM, Caller, Role, at_the_machine
from handfast.kernel.ids import ServiceId, TenantId, UserId

PERSON = Caller("person", id="zoe", role=Role.ADMIN)
SERVICE = Caller("service", id="kiosk", contact_id=UserId("zoe"))
DEVICE = Caller("device", id="till")


@pytest.mark.parametrize(
    ("caller", "role"),
    [(PERSON, Role.ADMIN), (SERVICE, Role.MANAGER), (SYSTEM, Role.OWNER), (DEVICE, None), (Caller("anonymous"), None)],
)
def test_roles_are_given_as_ones_own_by_a_program_as_a_manager_and_at_the_machine_as_an_owner(caller: Caller, role: Role | None) -> None:
    assert caller.gives_as is role


def test_what_a_service_account_makes_belongs_to_its_contact() -> None:
    assert (PERSON.answers_to, SERVICE.answers_to) == ("zoe", "zoe")
    assert (PERSON.service_id, SERVICE.service_id) == (None, ServiceId("kiosk"))


def test_a_service_account_is_no_user_and_a_device_answers_to_nobody() -> None:
    with pytest.raises(LookupError):
        _ = SERVICE.user_id
    with pytest.raises(LookupError):
        _ = DEVICE.answers_to


def test_a_command_at_the_machine_acts_for_one_company() -> None:
    assert at_the_machine(TenantId("t")).tenant == "t"
    with pytest.raises(LookupError):
        _ = SYSTEM.tenant
