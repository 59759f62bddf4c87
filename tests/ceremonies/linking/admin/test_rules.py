"""How long a removed device can be restored, and which device an admin has spared."""

from typing import Any

import pytest

from handfast.ceremonies.linking.admin.rules import AdminDevice, Exemption, forgotten_at, is_exempt, restorable_since
from handfast.ceremonies.linking.rules import shown_status
from handfast.devices.lifecycle import DeviceStatus
from handfast.kernel.ids import DeviceId, RustdeskId
from handfast.kernel.outcomes import Subject
from handfast.kernel.time import DAY

NOW = 1_800_000_000_000


def test_a_removed_device_comes_back_within_thirty_days() -> None:
    assert forgotten_at(NOW) == NOW + 30 * DAY
    assert restorable_since(forgotten_at(NOW)) == NOW


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


DEVICE = AdminDevice(
    *(DeviceId("d-1"), "Front desk", DeviceStatus.ACTIVE, "online", NOW, 1, RustdeskId("123456789"), "DESK-ANNA", "windows", 0, NOW)
)


@pytest.mark.parametrize(
    ("reason", "until", "exemption"),
    [
        (None, None, None),
        ("ours", None, Exemption("ours", None, "Adam")),
        ("ours", NOW + 1, Exemption("ours", NOW + 1, "Adam")),
        ("ours", NOW, None),
    ],
)
def test_an_exemption_is_shown_until_it_ends(reason: str | None, until: int | None, exemption: Exemption | None) -> None:
    device = DEVICE._replace(exempt_reason=reason, exempt_until=until, exempt_by="Adam")
    assert device.exemption(NOW) == exemption


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({}, "online"),
        ({"presence": "offline"}, "offline"),
        ({"last_seen_at": None}, "never_seen"),
        ({"status": DeviceStatus.DISABLED}, "blocked"),
        ({"status": DeviceStatus.DELETED}, "offline"),
    ],
)
def test_an_admin_sees_the_status_that_the_customer_sees(changed: dict[str, Any], shown: str) -> None:
    device = DEVICE._replace(**changed)
    assert device.shown_status == shown_status(device.status, device.presence, device.last_seen_at) == shown


def test_the_trail_names_the_device_by_its_id_and_its_name() -> None:
    assert DEVICE.subject == Subject("device", "d-1", "Front desk")
