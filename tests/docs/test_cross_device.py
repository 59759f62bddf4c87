"""The page on cross-device security is made from a table: what nothing holds, or what is not there, is found."""

from dataclasses import replace

from tools.cross_device import faults
from tools.cross_device.ceremonies import CEREMONIES
from tools.cross_device.kinds import Mitigation
from tools.cross_device.mitigations import MITIGATIONS

FIRST, *OTHERS = MITIGATIONS
WAY, *WAYS = CEREMONIES


def found_in(first: Mitigation) -> list[str]:
    return [*faults((first, *OTHERS), CEREMONIES)]


def answering(**changes: object) -> Mitigation:
    answer, *others = FIRST.answers
    return replace(FIRST, answers=(replace(answer, **changes), *others))  # type: ignore[arg-type]


def test_every_mitigation_is_held_by_a_test_and_every_way_in_has_a_switch_and_events() -> None:
    assert [*faults(MITIGATIONS, CEREMONIES)] == []


def test_a_mitigation_that_nothing_holds_is_found() -> None:
    assert [*faults(tuple(OTHERS), CEREMONIES)] == ["the mitigations are not those of the BCP, in its order: ['Establish Proximity']"]
    assert found_in(replace(FIRST, answers=())) == ["Establish Proximity: nothing is done"]
    [found] = found_in(answering(tests=()))
    assert found.startswith("Establish Proximity: no test holds «A device that shows a code")
    for test in (
        "devices/test_registry.py::test_that_nobody_wrote",
        "devices/test_gone.py::test_pairing_is_contact",
        "devices/test_registry.py",
    ):
        assert found_in(answering(tests=(test,))) == [f"Establish Proximity: there is no test {test}"]
    for setting in ("number_guessing", "client:number_matching", "server:number_matching", "other:number_matching"):
        assert found_in(answering(settings=(setting,))) == [f"Establish Proximity: there is no setting {setting}"]


def test_a_way_in_without_a_switch_or_an_event_is_found() -> None:
    for wrong in (replace(WAY, switch="nothing"), replace(WAY, tests=())):
        assert [*faults(MITIGATIONS, (wrong, *WAYS))] == [f"{WAY.name}: it has no switch, or no test holds it"]
    for event in ("NO_SUCH_EVENT", "TOKEN_REFRESHED"):
        wrong = replace(WAY, events=(event,))
        assert [*faults(MITIGATIONS, (wrong, *WAYS))] == [f"{WAY.name}: the trail has no event {event}"]
