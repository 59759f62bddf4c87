"""Whatever PostgreSQL says, one of four things is meant."""

import pytest

from handfast.db.postgres_states import Meaning, meaning

STATES: dict[Meaning, str] = {
    Meaning.LOST: "HF001 23505 40001 40P01",
    Meaning.LEAVE: "25006 57P01 57P02 57P03 57P04 57P05 08000 08001 08003 08006 08P01 58000 58030 XX000 XX001 26000 42P05 55000 F0000",
    Meaning.PUT_OFF: "53000 53100 53200 53300 53400 55P03 57014 28P01 28000 3D000 3F000 42501 42P01 42703 42883 40003",
    Meaning.BUG: "42601 22001 22P02 23503 23514 54000",
}


@pytest.mark.parametrize(("means", "state"), [(means, state) for means, states in STATES.items() for state in states.split()])
def test_a_state_has_its_meaning(means: Meaning, state: str | None) -> None:
    assert meaning(state) is means


def test_somebody_was_faster_who_gave_an_account_a_user_but_no_other_reference_is_ever_broken() -> None:
    assert meaning("23503", "users_of_account") is Meaning.LOST
    assert meaning("23503", "sessions_account_id_fkey") is Meaning.BUG
    assert meaning("23514", "users_of_account") is Meaning.BUG


def test_what_has_no_state_is_no_word_of_the_server() -> None:
    assert meaning(None) is Meaning.BUG
