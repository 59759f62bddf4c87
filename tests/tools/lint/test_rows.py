"""The lint that gives every row that is read a type."""

import ast

import pytest

from tools.lint.rows import check
from tools.lint.source import ROOT, Source


def complaints(text: str) -> list[str]:
    return list(check(Source(ROOT / "src/handfast/devices/store.py", text, ast.parse(text))))


@pytest.mark.parametrize(
    "planted",
    [
        "Query(_ONE, (id,), dict)",
        "Query(_ONE, (id,), row=tuple)",
        "Query(_ONE, (id,), typing.Any)",
        "Query(_ONE, (id,), lambda id, name: {'id': id, 'name': name})",
        "Query(_ONE, (id,), dict[str, object])",
        "Query[Row](_ONE, (id,), partial(Device, now))",
        "Query(_ONE, (id,))",
        "class Raw(Query[dict[str, object]]): ...",
        "class Raw(query.Query): ...",
    ],
)
def test_a_row_without_a_type_is_complained_of(planted: str) -> None:
    assert len(complaints(planted)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Query(_ONE, (id,), Device)",
        "Query(_ONE, (id,), rules.Device, bulk=True)",
        "Query(sql=_ONE, args=(id,), row=DeviceId)",
        "Query(_ONE, (id,), _device_of)",
        "Statement(_ONE, (id,), True)",
        "class DeviceQuery(Body): ...",
    ],
)
def test_a_row_with_one_is_not(text: str) -> None:
    assert complaints(text) == []
