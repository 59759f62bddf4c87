"""What proves a link, how long what was said of a device counts, and what is never stored but made of a code again."""

from dataclasses import replace
from itertools import product

import pytest

from handfast.ceremonies.device_authorization.rules import cookie_of, last_of, nonce_of
from handfast.ceremonies.linking.admin.rules import forgotten_at, restorable_since
from handfast.ceremonies.linking.rules import Proof, is_proven, is_stronger, is_verified, shown_status
from handfast.devices.lifecycle import DeviceStatus, Presence
from handfast.importers.rules import CustomerRow, Rows, Trouble, find_contradictions
from handfast.kernel.ids import RustdeskId
from handfast.kernel.secrets import Keys
from handfast.kernel.time import DAY
from handfast.rustdesk.registry.rules import ENOUGH_HEARTBEATS, RECENTLY
from handfast.rustdesk.registry.uuid_conflicts.rules import VOUCHED_FOR, is_heard, is_vouched

NOW = 1_800_000_000_000
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


def test_a_removed_device_comes_back_within_thirty_days() -> None:
    assert forgotten_at(NOW) == NOW + 30 * DAY
    assert restorable_since(forgotten_at(NOW)) == NOW


@pytest.mark.parametrize(
    ("heartbeats", "ago", "heard"),
    [
        (ENOUGH_HEARTBEATS, 0, True),
        (ENOUGH_HEARTBEATS, RECENTLY, True),
        (ENOUGH_HEARTBEATS, RECENTLY + 1, False),
        (ENOUGH_HEARTBEATS - 1, 0, False),
        (ENOUGH_HEARTBEATS + 1, DAY, False),
    ],
)
def test_another_installation_is_heard_after_enough_heartbeats_of_late(heartbeats: int, ago: int, heard: bool) -> None:
    assert is_heard(heartbeats, NOW - ago, NOW) is heard


@pytest.mark.parametrize(("vouched_at", "counts"), [(None, False), (NOW, True), (NOW - VOUCHED_FOR, True), (NOW - VOUCHED_FOR - 1, False)])
def test_a_word_for_a_rival_counts_for_ten_minutes(vouched_at: int | None, counts: bool) -> None:
    assert is_vouched(vouched_at, NOW) is counts


def test_what_is_made_of_a_code_stays_the_same_from_version_to_version() -> None:
    """Whoever approved a moment before an update is signed in after it."""
    keys = Keys(b"k" * 32)
    assert cookie_of(keys, "c0de") == "3ZAf9taUmmKeV6FtqBmVgEheVQvdrgBIubO6Usw5NIc"
    assert nonce_of(keys, "c0de").hex() == "c0b860190cdfd04aa2699a23"
    assert (cookie_of(keys, "c0df"), nonce_of(keys, "c0df")) != (cookie_of(keys, "c0de"), nonce_of(keys, "c0de"))


@pytest.mark.parametrize(("id", "last"), [("123456789", "789"), ("DESK-ANNA", "nna")])
def test_the_last_places_of_an_id_are_asked_for(id: RustdeskId, last: str) -> None:
    assert last_of(id) == last


def test_of_two_customers_in_a_file_that_want_the_same_the_first_gets_it() -> None:
    first = CustomerRow("users 1", "ada@example.com", "Ada", "AB123-C4DE", rustdesk_id=RustdeskId("123456789"))
    wants_both = CustomerRow("users 2", "bo@example.com", "Bo", "AB123-C4DE", rustdesk_id=RustdeskId("123456789"))
    cy = CustomerRow("users 3", "cy@example.com", "Cy")
    di = CustomerRow("users 4", "di@example.com", "Di")
    assert find_contradictions(Rows([], [first, wants_both, cy, di])) == Rows(
        [],
        [first, replace(wants_both, code=None, rustdesk_id=None), cy, di],
        [
            Trouble("users 2", "the code AB123-C4DE belongs to somebody else in this file"),
            Trouble("users 2", "RustDesk 123 456 789 belongs to somebody else in this file"),
        ],
    )


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
