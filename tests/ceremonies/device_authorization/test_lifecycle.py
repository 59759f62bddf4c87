"""The state table of a device's request, beside the same table written out by hand."""

from hypothesis import given
from hypothesis import strategies as st

from handfast.ceremonies.device_authorization.lifecycle import (
    DEVICE_GRANT,
    IS_DECIDED,
    IS_LIVE,
    IS_NOT_DELIVERED,
    IS_PENDING,
    WAS_APPROVED,
    GrantState,
)
from tests.lifecycle.written import read, table_of

WRITTEN = """
         pending   approved   denied  delivered
approve  approved  -          -       -
deny     denied    -          -       -
refuse   -         denied     -       -
deliver  -         delivered  -       -
"""


def test_each_verb_leads_where_it_is_written_and_nowhere_else() -> None:
    assert table_of(DEVICE_GRANT) == read(WRITTEN)


@given(st.lists(st.sampled_from(DEVICE_GRANT.verbs), min_size=1))
def test_it_is_decided_once_and_what_has_ended_stays_so(verbs: list[str]) -> None:
    state, been = GrantState.PENDING, [GrantState.PENDING]
    for verb in verbs:
        state = DEVICE_GRANT.target(verb, state) or state
        if state != been[-1]:
            been.append(state)
    assert len(been) == len({*been})
    assert GrantState.DELIVERED not in been or GrantState.APPROVED in been


def test_conditions_in_sql_name_their_states() -> None:
    assert IS_PENDING == "state = 'pending'"
    assert IS_LIVE == "state IN ('pending', 'approved')"
    assert IS_DECIDED == "state IN ('approved', 'denied', 'delivered')"
    assert WAS_APPROVED == "state IN ('approved', 'delivered')"
    assert IS_NOT_DELIVERED == "state IN ('pending', 'denied')"
