"""The state table of devices, beside the same table written out by hand, and how a state is shown and asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.devices import lifecycle
from handfast.devices.lifecycle import DEVICE, DeviceStatus, shown_status
from tests.lifecycle.written import read, table_of

WRITTEN = """
               waiting  active   blocked  gone
approve        active   -        -        -
reject         gone     -        -        -
pair again     -        active   -        -
disable        -        blocked  -        -
enable         -        -        active   -
remove         gone     gone     gone     -
clean up       -        gone     -        -
restore        -        -        -        active
"""


def test_each_verb_leads_where_it_is_written_and_nowhere_else() -> None:
    assert table_of(DEVICE) == read(WRITTEN)


def test_a_device_begins_by_waiting_for_a_manager_or_paired() -> None:
    assert DEVICE.begins == (DeviceStatus.PENDING_APPROVAL, DeviceStatus.ACTIVE)


def test_a_deleted_device_comes_back_by_being_restored_alone() -> None:
    assert [verb for verb in DEVICE.verbs if DEVICE.allows(verb, DeviceStatus.DELETED)] == ["restore"]


@given(st.lists(st.sampled_from([verb for verb in DEVICE.verbs if verb not in ("approve", "restore")])))
def test_a_device_that_waits_does_not_get_to_work_without_approval(verbs: list[str]) -> None:
    state = DeviceStatus.PENDING_APPROVAL
    for verb in verbs:
        state = DEVICE.target(verb, state) or state
        assert state != DeviceStatus.ACTIVE


@pytest.mark.parametrize(
    ("condition", "states"),
    [
        ("IS_ACTIVE", {"active"}),
        ("IS_PENDING", {"waiting"}),
        ("IS_PAIRED", {"active", "blocked"}),
        ("IS_DISABLED", {"blocked"}),
        ("IS_DELETED", {"gone"}),
        ("HAS_ENDED", {"blocked", "gone"}),
    ],
)
def test_a_condition_in_sql_names_its_states(condition: str, states: set[str]) -> None:
    sql: str = getattr(lifecycle, condition)
    assert sql.startswith("status ")
    assert set(sql.split("'")[1::2]) == states


def test_a_device_exists_until_it_is_deleted() -> None:
    assert lifecycle.EXISTS == "status <> 'gone'"


def test_a_deleted_device_is_not_shown_at_all() -> None:
    with pytest.raises(KeyError):
        shown_status(DeviceStatus.DELETED, "online")
