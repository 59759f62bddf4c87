"""How long a removed device can be restored, and which device an admin has spared."""

import pytest

from handfast.ceremonies.linking.admin.rules import gone_for_good_at, is_exempt, restorable_since
from handfast.kernel.time import DAY

NOW = 1_800_000_000_000


def test_a_removed_device_comes_back_within_thirty_days() -> None:
    assert gone_for_good_at(NOW) == NOW + 30 * DAY
    assert restorable_since(gone_for_good_at(NOW)) == NOW


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
