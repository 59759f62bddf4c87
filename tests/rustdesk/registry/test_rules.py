"""What becomes of what a RustDesk client says about itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.kernel.ids import RustdeskId, TenantId
from handfast.kernel.time import DAY
from handfast.rustdesk.registry.rules import LONGEST, ClientIdentity, Introduction, is_news, is_uuid, name_for, readable

NOW = 1_800_000_000_000
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


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("dXVpZA==", True), ("a", True), ("+/=_-09azAZ", True), ("a" * LONGEST, True), ("a" * (LONGEST + 1), False), ("", False)],
)
def test_a_uuid_is_base64_of_at_most_255_characters(text: str, is_one: bool) -> None:
    assert is_uuid(text) is is_one


@given(st.text(max_size=20))
def test_text_with_anything_else_in_it_is_no_uuid(text: str) -> None:
    if is_uuid(text):
        assert text.isascii()
        assert not set(text) & set(" \t\r\n'\"\\\0")


@pytest.mark.parametrize(("os", "platform"), [("android / Android 14", "android"), ("windows", "windows"), ("", ""), (" linux /", "linux")])
def test_the_platform_is_the_first_part_of_the_system(os: str, platform: str) -> None:
    assert Introduction(CLAIM, os=os).platform == platform


@pytest.mark.parametrize(("last_conflict", "told"), [(None, True), (NOW, False), (NOW - 7 * DAY, False), (NOW - 7 * DAY - 1, True)])
def test_a_conflict_is_reported_again_after_a_week_of_peace(last_conflict: int | None, told: bool) -> None:
    assert is_news(last_conflict, NOW) is told
