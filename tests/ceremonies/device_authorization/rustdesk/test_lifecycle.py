"""The state table of requests to be linked, beside the same table written out by hand."""

from hypothesis import given
from hypothesis import strategies as st

from handfast.ceremonies.device_authorization.rustdesk.lifecycle import IS_OPEN, REQUEST, RequestState
from tests.lifecycle.written import read, table_of

WRITTEN = """
         open      approved  denied
approve  approved  -         -
deny     denied    -         -
"""


def test_each_verb_leads_where_it_is_written_and_nowhere_else() -> None:
    assert table_of(REQUEST) == read(WRITTEN)


@given(st.lists(st.sampled_from(REQUEST.verbs), min_size=1))
def test_a_request_is_decided_once(verbs: list[str]) -> None:
    state = RequestState.OPEN
    for verb in verbs:
        state = REQUEST.target(verb, state) or state
    assert state == REQUEST.target(verbs[0], RequestState.OPEN)


def test_a_condition_in_sql_names_its_state() -> None:
    assert IS_OPEN == "state = 'open'"
