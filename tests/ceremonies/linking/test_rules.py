"""What proves a link, which device a customer may name, and how people see it."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.ceremonies.linking.rules import (
    CODE_SHAPE,
    DIGITS,
    LETTERS,
    Device,
    Policy,
    Proof,
    device_refused,
    is_proven,
    is_stronger,
    is_verified,
    meant_code,
    normalise_code,
    proof_at_hand,
    shown_status,
)
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


@pytest.mark.parametrize(
    "typed",
    [
        "12345-ABCD", "SP-1234", "", "AB123C4DE", "AB123–C4DE", "AB123-C4D", "AB123-C4DEF", "A1123-C4DE", "AB123-44DE", "AB12٣-C4DE",
        "ＡB123-C4DE", "ıB123-C4DE", "ßB123-C4DE", "AB123-C4DE\x00", "AB123 -C4DE", "A" * 5_000,
    ],
)  # fmt: skip
def test_what_is_no_code(typed: str) -> None:
    assert normalise_code(typed) is None


@pytest.mark.parametrize("typed", ["SP429-A7X9", "AB123-C4DE", " ab123-c4de ", "sp429-a7x9\n"])
def test_what_is_one(typed: str) -> None:
    assert normalise_code(typed) == typed.strip().upper()


@given(st.tuples(*(st.sampled_from({"A": LETTERS, "9": DIGITS, "-": "-"}[place]) for place in CODE_SHAPE)).map("".join))
def test_every_code_that_is_given_out_is_understood_in_either_case_and_by_a_search_without_its_hyphen(code: str) -> None:
    assert normalise_code(code) == normalise_code(f" {code.lower()}\t") == code
    for typed in (code, code.replace("-", ""), code.replace("-", " "), code.replace("-", "–"), code.lower()):
        assert meant_code(typed) == code


@given(st.text(max_size=14))
def test_whatever_is_typed_is_a_code_in_its_one_form_or_none(typed: str) -> None:
    code = normalise_code(typed)
    assert code is None or normalise_code(code) == code
    assert code is None or meant_code(typed) == code


HERE = Device(DeviceId("d-1"), "Front desk", DeviceStatus.ACTIVE, "online", uuid="dXVpZA==", owner=None)


@pytest.mark.parametrize(
    ("policy", "device", "proof"),
    [
        ("none", None, "none"),
        ("none", HERE, "none"),
        ("seen", HERE, "seen"),
        ("seen", None, None),
        ("seen", HERE._replace(presence="offline"), None),
        ("seen", HERE._replace(status=DeviceStatus.DISABLED), None),
        ("seen", HERE._replace(uuid=None), None),
        ("device", HERE, None),
        ("device", None, None),
    ],
)
def test_a_link_waits_unless_the_company_asks_for_no_more_than_there_is(policy: Policy, device: Device | None, proof: Proof | None) -> None:
    assert proof_at_hand(policy, device) == proof
