"""What the trail says, as people read it."""

import pytest

from handfast.events.catalog import EVENT_TYPES, sentence
from handfast.kernel.wording import day_and_time, in_threes, plural

APPROVED = {"rustdesk_id": "1318204957", "from": "127.0.0.1"}


@pytest.mark.parametrize(
    ("kind", "details", "words"),
    [
        ("LINK_APPROVED", APPROVED | {"hostname": "PC-ANNA"}, "Anna approved the app on RustDesk 1 318 204 957 (PC-ANNA, from 127.0.0.1)"),
        ("LINK_APPROVED", APPROVED | {"hostname": ""}, "Anna approved the app on RustDesk 1 318 204 957 (from 127.0.0.1)"),
        ("LINK_DENIED", APPROVED, "Anna denied the app on RustDesk 1 318 204 957 (from 127.0.0.1)"),
        ("DIGEST_SENT", {"count": 1}, "The weekly report was sent to 1 person"),
        ("DIGEST_SENT", {"count": 3}, "The weekly report was sent to 3 people"),
        ("STRANGERS_FORGOTTEN", {"count": 1}, "The server removed 1 RustDesk device that had reported only briefly"),
        ("SUBSCRIPTION_CHANGED", {"state": "past_due", "until": ""}, "Anna set the subscription of Carla to past due"),
        ("LINKED", {"rustdesk_id": "HOST-7", "proof": "without proof"}, "RustDesk HOST-7 was linked to Carla (without proof)"),
    ],
)
def test_a_sentence_says_only_what_is_known_and_counts_as_people_do(kind: str, details: dict[str, object], words: str) -> None:
    assert sentence(kind, "Anna", "Carla", details) == words


@pytest.mark.parametrize("kind", [kind for kind in EVENT_TYPES if EVENT_TYPES[kind].sentence])
def test_no_sentence_shows_how_it_is_made(kind: str) -> None:
    told = sentence(kind, "Anna", "Carla", {"count": 2})
    assert not set(told) & set("[]{}|")
    assert "(," not in told


@pytest.mark.parametrize(("count", "words"), [(0, "0 minutes"), (1, "1 minute"), (15, "15 minutes")])
def test_a_number_bends_its_noun(count: int, words: str) -> None:
    assert plural(count, "minute", "minutes") == words


def test_an_id_stands_in_threes_as_the_app_shows_it() -> None:
    assert [in_threes(digits) for digits in ("123456", "318204957", "1318204957")] == ["123 456", "318 204 957", "1 318 204 957"]


def test_a_moment_names_its_time_zone() -> None:
    assert day_and_time(1_768_888_800_000) == "20 January 2026, 06:00 UTC"
