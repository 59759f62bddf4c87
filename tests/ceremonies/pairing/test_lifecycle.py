"""The state table of pairing codes, beside the same table written out by hand, and how a state is shown and asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.ceremonies.pairing.lifecycle import HAS_ENDED, IS_LIVE, IS_USED, LOCKED, PAIRING_CODE, SHOWN, CodeState
from tests.lifecycle.written import read, table_of

WRITTEN = """
        live       used       cancelled  expired
use     used       -          -          -
cancel  cancelled  -          -          -
expire  expired    -          -          -
"""


def test_each_verb_leads_where_it_is_written_and_nowhere_else() -> None:
    assert table_of(PAIRING_CODE) == read(WRITTEN)


@given(st.lists(st.sampled_from(PAIRING_CODE.verbs), min_size=1))
def test_a_code_ends_once_and_the_first_who_ends_it_says_how(verbs: list[str]) -> None:
    state = CodeState.LIVE
    for verb in verbs:
        state = PAIRING_CODE.target(verb, state) or state
    assert state == PAIRING_CODE.target(verbs[0], CodeState.LIVE)


@pytest.mark.parametrize(("condition", "sql"), [(IS_LIVE, "state = 'live'"), (IS_USED, "state = 'used'"), (HAS_ENDED, "state <> 'live'")])
def test_a_condition_in_sql_names_its_state(condition: str, sql: str) -> None:
    assert condition == sql


def test_every_state_is_shown_by_its_own_name_and_a_locked_code_by_another() -> None:
    assert {state: str(state) for state in CodeState} == SHOWN
    assert LOCKED not in SHOWN.values()
