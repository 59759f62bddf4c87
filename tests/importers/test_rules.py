"""Which rows of a file contradict one another."""

from dataclasses import replace

from handfast.importers.rules import CustomerRow, Rows, Trouble, find_contradictions
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
