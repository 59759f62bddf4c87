"""What proves a link, which device a customer may name, and how people see it."""

from itertools import product

import pytest

from handfast.ceremonies.linking.rules import Device, Proof, device_refused, is_proven, is_stronger, is_verified, shown_status
from handfast.devices.lifecycle import DeviceStatus, Presence
from handfast.kernel.ids import DeviceId, UserId
from handfast.kernel.outcomes import Reason

NOW = 1_800_000_000_000
ME, ANOTHER = UserId("p-1"), UserId("p-2")
WEAKEST_FIRST: list[Proof] = ["none", "seen", "admin", "device"]
PAIRS = list(product(WEAKEST_FIRST, repeat=2))


@pytest.mark.parametrize(("proof", "held"), PAIRS)
def test_one_proof_is_stronger_than_those_before_it(proof: Proof, held: Proof) -> None:
    assert is_stronger(proof, held) is (WEAKEST_FIRST.index(proof) > WEAKEST_FIRST.index(held))


@pytest.mark.parametrize(
    ("proof", "proven", "verified"), [("none", False, False), ("seen", True, True), ("admin", False, True), ("device", True, True)]
)
def test_what_each_proof_is_worth(proof: Proof, proven: bool, verified: bool) -> None:
    assert (is_proven(proof), is_verified(proof)) == (proven, verified)


@pytest.mark.parametrize(
    ("status", "presence", "last_seen_at", "shown"),
    [
        ("active", "online", NOW, "online"),
        ("active", "offline", NOW, "offline"),
        ("active", "online", None, "never_seen"),
        ("waiting", "online", NOW, "offline"),
        ("blocked", "online", NOW, "blocked"),
        ("blocked", "offline", None, "blocked"),
    ],
)
def test_how_people_see_a_device(status: DeviceStatus, presence: Presence, last_seen_at: int | None, shown: str) -> None:
    assert shown_status(status, presence, last_seen_at) == shown


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
