"""Which device a customer may name, and which one an admin has spared."""

import pytest

from handfast.ceremonies.linking.admin.rules import is_exempt
from handfast.ceremonies.linking.rules import Device, device_refused
from handfast.devices.lifecycle import DeviceStatus
from handfast.kernel.ids import DeviceId, UserId
from handfast.kernel.outcomes import Reason

NOW = 1_800_000_000_000
ME, ANOTHER = UserId("p-1"), UserId("p-2")


@pytest.mark.parametrize(
    ("status", "owner", "refused"),
    [
        ("active", None, None),
        ("active", ME, None),
        ("active", ANOTHER, Reason.DEVICE_LINKED_ELSEWHERE),
        ("blocked", None, Reason.DEVICE_BLOCKED),
        ("blocked", ME, Reason.DEVICE_BLOCKED),
        # Nothing is told of somebody else's device, not even that it is blocked.
        ("blocked", ANOTHER, Reason.DEVICE_LINKED_ELSEWHERE),
    ],
)
def test_a_customer_may_name_a_device_that_nobody_else_has(status: DeviceStatus, owner: UserId | None, refused: Reason | None) -> None:
    device = Device(DeviceId("d-1"), "Front desk", status, "online", uuid="dXVpZA==", owner=owner)
    assert device_refused(device, ME) is refused


def test_a_customer_may_name_a_device_that_was_never_heard_of() -> None:
    assert device_refused(None, ME) is None


@pytest.mark.parametrize(
    ("reason", "until", "exempt"),
    [
        (None, None, False),
        (None, NOW + 1, False),
        ("ours", None, True),
        ("", None, True),
        ("ours", NOW + 1, True),
        ("ours", NOW, False),
        ("ours", NOW - 1, False),
    ],
)
def test_an_exemption_has_a_reason_and_may_have_an_end(reason: str | None, until: int | None, exempt: bool) -> None:
    assert is_exempt(reason, until, NOW) is exempt
