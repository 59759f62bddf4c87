"""What becomes of what a RustDesk client says about itself."""

import pytest

from handfast.kernel.ids import RustdeskId, TenantId
from handfast.rustdesk.registry.rules import LONGEST, ClientIdentity, Introduction, name_for, readable

CLAIM = ClientIdentity(TenantId("t-1"), RustdeskId("123456789"), "dXVpZA==")
BY_ID = "RustDesk 123 456 789"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        (" \t\n", ""),
        ("\u202e\u200b", ""),
        (" Anna's\u202e  PC\n", "Anna's PC"),
        ("x" * LONGEST, "x" * LONGEST),
        ("x" * (LONGEST + 1), "x" * LONGEST),
    ],
)
def test_what_cannot_be_seen_is_not_shown(text: str, shown: str) -> None:
    assert readable(text) == shown


@pytest.mark.parametrize(
    ("hostname", "shown", "old_hostname", "name"),
    [
        ("DESK-ANNA", None, "", "DESK-ANNA"),
        ("", None, "", BY_ID),
        ("x" * 101, None, "", "x" * 100),
        ("DESK-ANNA", BY_ID, "", "DESK-ANNA"),
        ("DESK-ANNA", "DESK-BO", "DESK-BO", "DESK-ANNA"),
        ("DESK-ANNA", "Front desk", "DESK-BO", "Front desk"),
        ("DESK-ANNA", "Front desk", "", "Front desk"),
        ("", "DESK-BO", "DESK-BO", "DESK-BO"),
        ("", BY_ID, "", BY_ID),
    ],
)
def test_a_device_bears_its_own_name_until_a_person_gives_it_another(
    hostname: str, shown: str | None, old_hostname: str, name: str
) -> None:
    assert name_for(Introduction(CLAIM, hostname), shown, old_hostname) == name


def test_a_device_heard_of_for_the_first_time_has_a_name() -> None:
    assert name_for(Introduction(CLAIM)) == BY_ID
    assert name_for(Introduction(CLAIM, "DESK-ANNA")) == "DESK-ANNA"
