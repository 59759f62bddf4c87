"""What a column becomes in an export."""

import json

import pytest

from handfast.reports.company_export.rows import line, value_of


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("created_at", 0, "1970-01-01T00:00:00Z"),
        ("at", 1_000, "1970-01-01T00:00:01Z"),
        ("exempt_until", None, None),
        ("closing_at", 10**18, 10**18),
        ("details", '{"a":1}', {"a": 1}),
        ("is_app", 1, True),
        ("seal", b"\x01\xff", "01ff"),
        ("attempts", 3, 3),
    ],
)
def test_a_value_is_written_so_that_anybody_can_read_it(name: str, value: object, written: object) -> None:
    assert value_of(name, value) == written


def test_a_row_is_one_line_whatever_a_name_contains() -> None:
    written = line({"name": 'A "new"\nline é'})
    assert written.count(b"\n") == 1
    assert json.loads(written) == {"name": 'A "new"\nline é'}
