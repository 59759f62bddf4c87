"""The state table of a customer's link, beside the same table written out by hand and beside the two rows that the state follows from."""

from itertools import product

import pytest

from handfast.ceremonies.linking.lifecycle import CUSTOMER_LINK, link_state
from tests.lifecycle.written import read, table_of

WRITTEN = """
                           unlinked  pending   linked    changing
name a device              pending   pending   -         -
link                       linked    linked    -         -
name another device        -         pending   changing  changing
replace                    -         linked    linked    linked
confirm                    -         linked    -         linked
type the code on a device  linked    linked    linked    linked
assign                     linked    linked    linked    linked
follow                     -         -         linked    linked
withdraw                   -         unlinked  -         linked
expire                     -         unlinked  -         linked
give up                    -         unlinked  unlinked  unlinked
unassign                   -         -         unlinked  pending
"""
LINKED, KEEPS_ITS_LINK, UNLINKED = True, None, False
PENDING, KEEPS_ITS_PENDING_ONE, NOT_PENDING = True, None, False
LEAVES = {
    "name a device": (KEEPS_ITS_LINK, PENDING),
    "link": (LINKED, NOT_PENDING),
    "name another device": (KEEPS_ITS_LINK, PENDING),
    "replace": (LINKED, NOT_PENDING),
    "confirm": (LINKED, NOT_PENDING),
    "type the code on a device": (LINKED, NOT_PENDING),
    "assign": (LINKED, NOT_PENDING),
    "follow": (LINKED, NOT_PENDING),
    "withdraw": (KEEPS_ITS_LINK, NOT_PENDING),
    "expire": (KEEPS_ITS_LINK, NOT_PENDING),
    "give up": (UNLINKED, NOT_PENDING),
    "unassign": (UNLINKED, KEEPS_ITS_PENDING_ONE),
}
"""What each verb makes of the row of a link and of that of a pending one, wherever it is allowed."""


def test_each_verb_leads_where_it_is_written_and_nowhere_else() -> None:
    assert table_of(CUSTOMER_LINK) == read(WRITTEN)


def test_a_customer_has_at_most_a_link_and_a_pending_one() -> None:
    states = [link_state(has_link=link, has_pending=pending) for link in (False, True) for pending in (False, True)]
    assert states == ["unlinked", "pending", "linked", "changing"]


@pytest.mark.parametrize(("verb", "has_link", "has_pending"), list(product(CUSTOMER_LINK.verbs, (False, True), (False, True))))
def test_a_verb_does_the_same_to_the_two_rows_in_every_state(verb: str, has_link: bool, has_pending: bool) -> None:
    target = CUSTOMER_LINK.target(verb, link_state(has_link=has_link, has_pending=has_pending))
    link, pending = LEAVES[verb]
    after = link_state(has_link=has_link if link is None else link, has_pending=has_pending if pending is None else pending)
    assert target in (None, after)
