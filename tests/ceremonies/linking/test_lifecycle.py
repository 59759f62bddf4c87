"""The state of a customer's link follows from two rows."""

from handfast.ceremonies.linking.lifecycle import link_state


def test_a_customer_has_at_most_a_link_and_a_pending_one() -> None:
    states = [link_state(has_link=link, has_pending=pending) for link in (False, True) for pending in (False, True)]
    assert states == ["unlinked", "pending", "linked", "changing"]
