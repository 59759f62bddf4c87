"""What a state table says: as SQL, of each verb in each state, and of what is final."""

from enum import StrEnum

from hypothesis import given
from hypothesis import strategies as st

from handfast.kernel.lifecycle import Lifecycle, Transition, is_any


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    LOCKED = "locked"


SHUT = Transition("shut", (Door.OPEN,), Door.SHUT)
LOCK = Transition("lock", (Door.OPEN, Door.SHUT), Door.LOCKED, "status")
TURN_FROM_OPEN, TURN_FROM_SHUT = Transition("turn", (Door.OPEN,), Door.SHUT), Transition("turn", (Door.SHUT,), Door.OPEN)
DOOR = Lifecycle("door", "doors", Door, (Door.OPEN,), (SHUT, LOCK, TURN_FROM_OPEN, TURN_FROM_SHUT))


def test_one_state_is_compared_and_several_are_listed() -> None:
    assert is_any("state", Door.OPEN) == "state = 'open'"
    assert is_any("d.status", Door.OPEN, Door.LOCKED) == "d.status IN ('open', 'locked')"


def test_a_transition_says_what_it_requires_and_what_it_changes() -> None:
    assert (SHUT.guard, SHUT.change) == ("state = 'open'", "state = 'shut'")
    assert (LOCK.guard, LOCK.change) == ("status IN ('open', 'shut')", "status = 'locked'")


def test_it_is_allowed_from_its_sources_alone() -> None:
    assert [LOCK.allows(state) for state in Door] == [True, True, False]


def test_a_verb_leads_where_the_state_says() -> None:
    assert [DOOR.target("turn", state) for state in Door] == [Door.SHUT, Door.OPEN, None]
    assert [DOOR.allows("turn", state) for state in Door] == [True, True, False]
    assert DOOR.target("paint", Door.OPEN) is None


def test_verbs_are_named_once_and_final_is_what_nothing_leads_out_of() -> None:
    assert DOOR.verbs == ("shut", "lock", "turn")
    assert DOOR.final == (Door.LOCKED,)


def test_a_table_is_about_the_column_of_its_transitions() -> None:
    assert DOOR.column == "state"
    assert Lifecycle("lock", "locks", Door, (Door.OPEN,), (LOCK,)).column == "status"


@given(st.sampled_from(Door), st.lists(st.sampled_from([*DOOR.verbs, "paint"])))
def test_what_is_final_stays_so_and_what_is_refused_changes_nothing(state: Door, verbs: list[str]) -> None:
    for verb in verbs:
        target = DOOR.target(verb, state)
        assert (target is not None) is DOOR.allows(verb, state)
        if state in DOOR.final:
            assert target is None
        state = target or state
