"""Which rows of a file contradict one another."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from handfast.importers.rules import CustomerRow, DeviceRow, Rows, Trouble, find_contradictions
from handfast.kernel.ids import RustdeskId


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


ids = st.sampled_from([RustdeskId(str(number)) for number in range(123_456_780, 123_456_784)])
codes = st.sampled_from([None, "AB123-C4DE", "SP429-A7X9"])
emails = st.sampled_from(["ada@example.com", "bo@example.com", "cy@example.com"])
customers = st.builds(CustomerRow, st.just("users"), emails, st.just("Somebody"), codes, rustdesk_id=st.none() | ids)
devices = st.builds(DeviceRow, st.just("peers"), ids)


def named(row: CustomerRow) -> int:
    return (row.code is not None) + (row.rustdesk_id is not None)


@given(st.lists(devices), st.lists(customers))
def test_nothing_is_kept_twice_and_whatever_is_left_out_is_told(devices: list[DeviceRow], customers: list[CustomerRow]) -> None:
    kept = find_contradictions(Rows(devices, customers))
    for values in (
        [row.rustdesk_id for row in kept.devices],
        [row.email for row in kept.customers],
        [row.code for row in kept.customers if row.code],
        [row.rustdesk_id for row in kept.customers if row.rustdesk_id],
    ):
        assert len(values) == len(set(values))
    firsts = {row.email: row for row in reversed(customers)}
    left_out = len(devices) - len(kept.devices) + len(customers) - len(kept.customers)
    taken_away = sum(map(named, firsts.values())) - sum(map(named, kept.customers))
    assert len(kept.troubles) == left_out + taken_away


@given(st.lists(devices), st.lists(customers))
def test_what_is_left_holds_no_contradiction(devices: list[DeviceRow], customers: list[CustomerRow]) -> None:
    kept = find_contradictions(Rows(devices, customers))
    assert find_contradictions(kept) == kept


def test_what_was_found_before_is_told_first() -> None:
    before = Trouble("users 9", "no e-mail address")
    twice = [DeviceRow("peers 1", RustdeskId("123456789")), DeviceRow("peers 2", RustdeskId("123456789"))]
    assert find_contradictions(Rows(twice, [], [before])) == Rows(
        twice[:1], [], [before, Trouble("peers 2", "the file contains this device twice")]
    )
