"""The lint that keeps the words of states in their `lifecycle.py`."""

import ast
from pathlib import Path

import pytest

from tools.lint.source import ROOT, Source, sources
from tools.lint.states import check


def complaints(text: str, name: str = "devices/x.py") -> list[str]:
    return list(check(Source(Path(ROOT) / "src/handfast" / name, text, ast.parse(text))))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM devices d WHERE d.tenant_id = $1 AND d.status = 'gone'",
        "SELECT id FROM devices WHERE status <> 'gone'",
        "SELECT id FROM devices WHERE status IN ('else', 'active')",
        "SELECT id FROM pairing_codes WHERE state NOT IN ( 'live' )",
        "UPDATE pairing_codes SET state = 'used' WHERE id = $1",
        "SELECT 1 FROM subscriptions s JOIN devices d ON d.user_id = s.user_id WHERE d.status = 'active'",
        "INSERT INTO devices (id, status) VALUES ($1, 'active')",
        "AND k.state = 'open'",
    ],
)
def test_sql_that_names_a_state_is_complained_of_wherever_it_stands(sql: str) -> None:
    for text in (f"SQL = {sql!r}", f"def one(where):\n    return f{sql + ' {where}'!r}"):
        (complaint,) = complaints(text, "users/store.py")
        assert complaint.endswith("SQL takes it from its lifecycle.py")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM devices WHERE presence = 'offline'",
        "SELECT user_id FROM subscriptions WHERE state = 'active'",
        "SELECT id FROM one_time_tokens WHERE kind = 'live'",
        "INSERT INTO subscriptions (user_id, state) VALUES ($1, 'active')",
        "UPDATE devices SET status = $2 WHERE id = $1",
        "",
    ],
)
def test_sql_that_names_none_or_one_of_another_table_is_not(sql: str) -> None:
    assert complaints(f"SQL = {sql!r}") == []


@pytest.mark.parametrize(
    "text",
    [
        'x = device.status == "gone"',
        'x = "waiting" != status',
        'x = status in ("blocked", other)',
        'change("active")',
        'change(status="active")',
        'def change(status: str = "active"): ...',
        'def change(*, status: str = "active"): ...',
        'def change(one, status: str = "active", *, other): ...',
        'class Device:\n    status: str = "active"',
        'match status:\n    case "gone":\n        pass',
    ],
)
def test_a_word_where_a_member_must_stand_is_complained_of(text: str) -> None:
    (complaint,) = complaints(text)
    assert complaint.endswith("write the member of its enum")
    assert complaints(text, "billing/x.py") == []


@pytest.mark.parametrize(
    "text",
    [
        'Shown = Literal["online", "blocked"]',
        'class Query:\n    state: Literal["live", "all"] = "live"',
        'def codes(state: Literal["live", "all"] = "live"): ...',
        "x = device.status == DeviceStatus.DELETED",
        'x = device.presence == "online"',
        '"""A device that is gone."""',
    ],
)
def test_the_vocabulary_of_the_api_and_other_words_are_not(text: str) -> None:
    assert complaints(text) == []


def test_a_lifecycle_and_the_migrations_are_where_they_may_stand() -> None:
    text = "SQL = \"UPDATE devices SET status = 'gone' WHERE id = $1\""
    for place in ("devices/lifecycle.py", "migrations/versions/0001.py"):
        assert complaints(text, place) == []


def test_a_subscription_of_the_demo_may_be_active_and_its_devices_may_not_be_gone() -> None:
    assert complaints('buyer("active")', "demo/cast.py") == []
    assert len(complaints('device("gone")', "demo/cast.py")) == 1


def test_the_server_keeps_to_it() -> None:
    assert [complaint for source in sources("src/handfast") for complaint in check(source)] == []
