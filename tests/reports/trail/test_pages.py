"""The statement for one page of the trail. PostgreSQL refuses an argument that no part of a statement uses."""

import re
from typing import Any

import pytest

from handfast.kernel.ids import TenantId
from handfast.reports.trail.store import Filter, Place, is_search, looked_at_until, page

ASKED: dict[str, Any] = {
    "action": "device.rename",
    "actor": "Ada_L",
    "subject": "d-1",
    "outcome": "refused",
    "since": 1,
    "until": 2,
    "search": "50%",
}
# The arguments of each, in the order of the statement: first the range of an index, then what each of its rows is compared with.
RANGED: dict[str, list[object]] = {"subject": ["d-1"], "action": ["device.rename"], "since": [1], "until": [2]}
COMPARED: dict[str, list[object]] = {"actor": ["Ada_L", "%ada!_l%"], "search": ["50%", "%50!%%"]}
AFTER = Place(3, 4)


@pytest.mark.parametrize("after", [None, AFTER], ids=["first", "further"])
@pytest.mark.parametrize("asked", [[], *[[name] for name in ASKED], [name for name in ASKED if name != "subject"]], ids="+".join)
def test_each_argument_of_a_page_is_used(asked: list[str], after: Place | None) -> None:
    chosen = Filter(**{name: ASKED[name] for name in asked})
    query = page(chosen, after, 50, tenant_id=TenantId("t"))
    ranged = [argument for name, arguments in RANGED.items() if name in asked for argument in arguments]
    compared = [argument for name, arguments in COMPARED.items() if name in asked for argument in arguments]
    assert query.args == ("t", *ranged, *(after or ()), *compared)
    for statement in (query, looked_at_until(chosen, after, tenant_id=TenantId("t"))):
        used = {int(number) for number in re.findall(r"\$(\d+)", statement.sql)}
        assert used == set(range(1, len(statement.args) + 1))


@pytest.mark.parametrize(
    ("chosen", "is_compared"),
    [
        (Filter(), False),
        (Filter(action="a", since=1, until=2), False),
        (Filter(subject="s"), False),
        (Filter(outcome="refused"), False),
        (Filter(outcome="done"), True),
        (Filter(subject="s", action="a"), True),
        (Filter(action="a", outcome="refused"), True),
        (Filter(actor="Ada"), True),
        (Filter(search="Ada"), True),
    ],
)
def test_what_no_index_has_side_by_side_is_compared(chosen: Filter, *, is_compared: bool) -> None:
    assert is_search(chosen) is is_compared
