"""The statement for one page of the trail. PostgreSQL refuses an argument that no part of a statement uses."""

import re

import pytest

from handfast.kernel.ids import TenantId
from handfast.reports.trail.store import page

ASKED: dict[str, object] = {
    "action": "device.rename",
    "actor": "Ada_L",
    "subject": "d-1",
    "outcome": "ok",
    "since": 1,
    "until": 2,
    "search": "50%",
    "before": 3,
}
ARGUMENTS: dict[str, list[object]] = {name: [value] for name, value in ASKED.items()} | {
    # What was asked itself, and the pattern that finds it inside a text.
    "actor": ["Ada_L", "%ada!_l%"],
    "search": ["50%", "%50!%%"],
}


@pytest.mark.parametrize("asked", [[], *[[name] for name in ASKED], [*ASKED], [*reversed(ASKED)]], ids="+".join)
def test_each_argument_of_a_page_is_used(asked: list[str]) -> None:
    query = page({name: ASKED[name] for name in asked}, 50, tenant_id=TenantId("t"))
    assert query.args == ("t", *(argument for name in asked for argument in ARGUMENTS[name]))
    used = {int(number) for number in re.findall(r"\$(\d+)", query.sql)}
    assert used == set(range(1, len(query.args) + 1))
